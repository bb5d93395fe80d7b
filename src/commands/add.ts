import { type Added, type AddProgress, type AddResult, addTexts } from '../add.js'
import { UsageError } from '../errors.js'
import type { Supplied } from '../sources/supplied.js'
import { MAX_TEXT_BYTES } from '../sources/text.js'
import { counted, enumerated, grouped } from '../text/sentence.js'
import { visible } from '../text/visible.js'
import { printProblems } from './print.js'
import { startLine } from './progress.js'
import { countOf } from './run.js'
import { standardInputChunks } from './standard-input.js'

interface Options {
  readonly corpus: string
  readonly into?: string
  readonly as?: string
  readonly from?: string
  readonly id?: string
  readonly language?: string
  readonly license?: string
  readonly set?: readonly string[]
  readonly maxShown: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

export async function runAdd(files: readonly string[], options: Options): Promise<number> {
  const { corpus, into, as: form, from, id, language, license, dryRun = false } = options
  const maxShown = countOf(options.maxShown, '--max-shown')
  if (files.includes('-') && id === undefined) {
    throw new UsageError('What comes on standard input has no name.', { fix: 'State its id with --id.' })
  }
  const progress = startLine(process.stderr, line)
  const result = await addTexts({
    corpus,
    files: files.map(file => (file === '-' ? standardInput() : { path: file })),
    into,
    form,
    from,
    id,
    claims: { language, license, set: (options.set ?? []).map(pairIn) },
    dryRun,
    onProgress: progress.show,
  }).finally(progress.end)
  if (options.json) process.stdout.write(`${JSON.stringify({ dryRun, ...result })}\n`)
  else report(result, dryRun, maxShown)
  return result.problems.length > 0 ? 1 : 0
}

function line({ read, written, total }: AddProgress, seconds: number): string {
  if (written > 0) return `${grouped(written)} of ${counted(total, 'file')} added`
  const left = read > 20 ? `, ${Math.ceil((seconds / read) * (total - read))} s left` : ''
  return `${grouped(read)} of ${counted(total, 'file')} read${left}`
}

function pairIn(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new UsageError(`--set ${text} is no key and value.`, { fix: 'Write it as --set key=value.' })
}

/** One byte more than a text may have is enough to know that it is too large. */
function standardInput(): Supplied {
  const chunks: Buffer[] = []
  let length = 0
  for (const chunk of standardInputChunks()) {
    chunks.push(Buffer.from(chunk))
    length += chunk.length
    if (length > MAX_TEXT_BYTES) break
  }
  return { name: 'standard input', bytes: Buffer.concat(chunks) }
}

/** So many texts are named one by one, with what is left to do. */
const MAX_NAMED = 20

function report(
  { added, problems, warnings, present, skipped }: AddResult,
  dryRun: boolean,
  max: number,
): void {
  for (const one of added.slice(0, MAX_NAMED)) process.stdout.write(described(one, dryRun))
  const lines = [
    ...(added.length > MAX_NAMED ? [...summary(added, dryRun)] : []),
    ...(present.length === 0
      ? []
      : [`${counted(present.length, 'file')} left out: the text is there already.`]),
    ...(skipped.length === 0 ? [] : [`${counted(skipped.length, 'file')} left out: ${kinds(skipped)}.`]),
    ...homelessIn(added),
  ]
  for (const text of lines) process.stdout.write(`${text}\n`)
  const all = [...problems, ...warnings]
  printProblems(all, { max, total: all.length, stream: process.stderr })
  const refused = problems.length
  const total = refused + added.length + present.length
  if (refused > 0) process.stderr.write(`${counted(refused, 'file')} of ${grouped(total)} refused.\n`)
}

function* summary(added: readonly Added[], dryRun: boolean): Generator<string> {
  yield `… and ${grouped(added.length - MAX_NAMED)} more: ${counted(added.length, 'text')} ${dryRun ? 'would be added' : 'added'}.`
  const given = countedKeys(added.map(({ stated }) => stated))
  if (given !== '') yield `Stated by the files themselves: ${given}.`
  const missing = countedKeys(added.map(one => one.missing))
  if (missing !== '') yield `To be filled in: ${missing}.`
  const dropped = added.flatMap(({ origin }) => origin?.dropped_blocks ?? [])
  const blocks = dropped.reduce((sum, count) => sum + count, 0)
  if (dropped.length > 0)
    yield `Dropped as no part of an article: ${counted(blocks, 'block')} in ${counted(dropped.length, 'page')}.`
}

/** `title` (4 800), `url` (4 100) */
function countedKeys(lists: readonly (readonly string[])[]): string {
  const counts = new Map<string, number>()
  for (const key of lists.flat()) counts.set(key, (counts.get(key) ?? 0) + 1)
  const shown = [...counts].sort(([, a], [, b]) => b - a).slice(0, MAX_NAMED)
  return shown.map(([key, count]) => `\`${visible(key)}\` (${grouped(count)})`).join(', ')
}

function homelessIn(added: readonly Added[]): readonly string[] {
  const keys = countedKeys(added.map(({ homeless }) => homeless))
  return keys === '' ? [] : [`No place in the record, kept under \`notes\`: ${keys}.`]
}

const reasons = {
  hidden: 'hidden',
  link: 'a link',
  sidecar: 'a sidecar',
  special: 'no ordinary file',
}

/** 12 .jpg, 3 hidden */
function kinds(skipped: AddResult['skipped']): string {
  const counts = new Map<string, number>()
  for (const { file, reason } of skipped) {
    const [ending] = /\.[^./]{1,12}$/.exec(file) ?? ['without an ending']
    const kind = reason === 'other-form' ? visible(ending) : reasons[reason]
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].map(([kind, count]) => `${grouped(count)} ${kind}`).join(', ')
}

function described({ path, bytes, sidecar, missing, stated, origin, exact }: Added, dryRun: boolean): string {
  const form = forms[origin?.media_type ?? '']
  const encoding =
    origin === null || (form !== undefined && origin.encoding === 'utf-8') ? undefined : origin.encoding
  const sources = [form, encoding].filter(Boolean).join(' in ')
  const from = sources === '' ? '' : `, from ${sources}`
  const head = `${visible(path)}: ${dryRun ? 'would be added' : 'added'} (${counted(bytes, 'byte')}${from})\n`
  const ask = missing.length === 0 ? 'see what else you know' : `fill in ${listed(missing)}`
  const told = stated.length === 0 ? '' : `; the file stated ${listed(stated)}`
  const { dropped_blocks: blocks = 0, dropped_characters: characters = 0 } = origin ?? {}
  const dropped =
    blocks === 0
      ? ''
      : `    dropped as no part of the article: ${counted(blocks, 'block')}, ${counted(characters, 'character')}\n`
  const doubt = exact
    ? ''
    : `    ${origin?.encoding} has several spellings for some of its characters: read it through\n`
  return `${head}    ${visible(sidecar)}: ${ask}${told}\n${dropped}${doubt}`
}

const listed = (keys: readonly string[]): string => enumerated(keys.map(key => `\`${visible(key)}\``))

const forms: Readonly<Record<string, string>> = { 'text/html': 'HTML', 'text/markdown': 'Markdown' }

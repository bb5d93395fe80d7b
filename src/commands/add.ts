import { type Added, type AddResult, addTexts } from '../add.js'
import { UsageError } from '../errors.js'
import type { Supplied } from '../sources/supplied.js'
import { MAX_TEXT_BYTES } from '../sources/text.js'
import { counted, grouped } from '../text/sentence.js'
import { visible } from '../text/visible.js'
import { printProblems } from './print.js'
import { standardInputChunks } from './standard-input.js'

interface Options {
  readonly corpus: string
  readonly into?: string
  readonly from?: string
  readonly id?: string
  readonly language?: string
  readonly license?: string
  readonly set?: readonly string[]
  readonly dryRun?: boolean
  readonly json?: boolean
}

export async function runAdd(files: readonly string[], options: Options): Promise<number> {
  const { corpus, into, from, id, language, license, dryRun = false } = options
  if (files.includes('-') && id === undefined) {
    throw new UsageError('What comes on standard input has no name.', { fix: 'State its id with --id.' })
  }
  const result = await addTexts({
    corpus,
    files: files.map(file => (file === '-' ? standardInput() : { path: file })),
    into,
    from,
    id,
    claims: { language, license, set: (options.set ?? []).map(pairIn) },
    dryRun,
  })
  if (options.json) process.stdout.write(`${JSON.stringify({ dryRun, ...result })}\n`)
  else report(result, dryRun)
  return result.problems.length > 0 ? 1 : 0
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

function report({ added, problems }: AddResult, dryRun: boolean): void {
  for (const one of added) process.stdout.write(described(one, dryRun))
  const total = problems.length
  printProblems(problems, { max: total, total, stream: process.stderr })
  if (total > 0)
    process.stderr.write(`${counted(total, 'file')} of ${grouped(total + added.length)} refused.\n`)
}

function described({ path, bytes, sidecar, missing, origin, exact }: Added, dryRun: boolean): string {
  const from = origin === null ? '' : `, from ${origin.encoding}`
  const head = `${visible(path)}: ${dryRun ? 'would be added' : 'added'} (${counted(bytes, 'byte')}${from})\n`
  const keys = missing.map(key => `\`${visible(key)}\``).join(' and ')
  const ask = missing.length === 0 ? 'see what else you know' : `fill in ${keys}`
  const doubt = exact
    ? ''
    : `    ${origin?.encoding} has several spellings for some of its characters: read it through\n`
  return `${head}    ${visible(sidecar)}: ${ask}\n${doubt}`
}

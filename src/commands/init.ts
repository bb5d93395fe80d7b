import { basename, relative } from 'node:path'
import type { Drafted } from '../draft-corpus.js'
import { type InitResult, initCorpus } from '../init.js'
import { isolated, isRightToLeft } from '../reports/bidi.js'
import { safe } from '../reports/safe.js'
import { counted } from '../text/sentence.js'
import { shellWord } from '../text/shown.js'
import { printProblems } from './print.js'
import { startProgress } from './progress.js'
import { typeWords } from './type-words.js'

interface Options {
  readonly from?: readonly string[]
  readonly key?: string
  readonly schema?: string
  readonly encoding?: string
  readonly separator?: string
  readonly missing?: readonly string[]
  readonly language?: string
  readonly released?: string
  readonly move?: boolean
  readonly json?: boolean
}

/** Problems and guesses that are shown; the others are in `--json`, and in the schema. */
const SHOWN = 20
/** Fields that are named beside a guess. */
const NAMED = 8

export async function runInit(folder: string, options: Options): Promise<number> {
  const { released = today(), json, ...others } = options
  const progress = startProgress(process.stderr)
  let result: InitResult
  try {
    result = await initCorpus({ ...others, folder, released, onProgress: progress.show })
  } finally {
    progress.end()
  }
  const errors = result.drafted?.problems.errors ?? 0
  if (json) process.stdout.write(`${JSON.stringify(asJson(result))}\n`)
  else report(result, folder)
  return errors > 0 ? 1 : 0
}

/** The day on which the command is run, in UTC: a corpus states a day, and from then on no clock is asked. */
const today = (): string => new Date().toISOString().slice(0, 10)

const asJson = ({ folder, files, drafted }: InitResult) => ({
  folder,
  files,
  drafted: drafted && {
    form: drafted.form,
    records: drafted.records,
    key: drafted.schema.keyField?.name ?? null,
    text: drafted.schema.textField?.name ?? null,
    guesses: drafted.guesses,
    hints: drafted.hints,
    problems: drafted.problems,
    ignored: drafted.ignored,
    copies: drafted.copies,
    withReturns: drafted.withReturns,
  },
})

function report({ files, drafted }: InitResult, folder: string): void {
  const out = process.stdout
  const here = folder === '.' ? '' : relative('.', folder) || folder
  out.write(`${here === '' ? 'This folder' : safe(folder)} is a corpus now.\n`)
  const own = files.filter(path => drafted === undefined || !drafted.moved.includes(path))
  for (const path of own) out.write(`  ${safe(path)}\n`)
  if (drafted !== undefined) reportDraft(drafted)
  // A text that was refused is no part of the corpus; a record that is wrong is.
  const hasErrors = drafted?.form !== 'text' && (drafted?.problems.errors ?? 0) > 0
  const withReturns = drafted?.withReturns ?? 0
  if (withReturns > 0) {
    out.write(
      `\n${counted(withReturns, 'text')} with line ends of Windows (CRLF) cannot be exported as ${withReturns === 1 ? 'it is' : 'they are'}: the first command below mends that.\n`,
    )
  }
  const next = [
    ...(withReturns > 0 ? ['warraq validate --fix texts'] : []),
    `warraq export${hasErrors ? ' --rejected rejected' : ''} && warraq verify`,
  ].join('\n  ')
  out.write('\nFill in what corpus.yaml marks with FILL IN. Next:\n')
  out.write(here === '' ? `  ${next}\n` : `  cd ${safe(shellWord(folder))}\n  ${next}\n`)
}

function reportDraft(drafted: Drafted): void {
  const { form, records, schema, guesses, hints, problems, moved, ignored, copies } = drafted
  const out = process.stdout
  const sources = form === 'text' ? moved.filter(path => path.endsWith('.txt')) : moved
  const from = sources.length === 1 ? safe(sources[0] ?? '') : counted(sources.length, 'file')
  out.write(`\n${counted(records, 'record')} (${form}) in ${from}.\n`)
  if (ignored.length > 0)
    out.write(
      `Left out: ${ignored
        .slice(0, 5)
        .map(path => safe(basename(path)))
        .join(', ')}${ignored.length > 5 ? ` and ${ignored.length - 5} more` : ''}.\n`,
    )
  if (copies > 0) out.write(`${counted(copies, 'file')} left out: the text is that of another.\n`)
  const properties = schema.fields.map(field => [field.name, field.schema] as const)
  const width = Math.min(30, Math.max(0, ...properties.map(([name]) => [...safe(name)].length)))
  for (const [name, property] of properties) {
    const shown = safe(name)
    const padded = shown + ' '.repeat(Math.max(0, width - [...shown].length))
    out.write(`  ${isRightToLeft(shown) ? isolated(padded) : padded}  ${safe(typeWords(property))}\n`)
  }
  reportGuesses(guesses)
  for (const words of hints) out.write(`${safe(words)}\n`)
  const { first, count, errors } = problems
  if (count > 0) process.stderr.write('What is wrong with the data:\n')
  printProblems(first, { max: SHOWN, total: count, stream: process.stderr })
  if (form === 'text' && errors > 0)
    process.stderr.write(
      `${counted(errors, 'file')} refused; \`warraq add\` in the corpus adds them later.\n`,
    )
}

/** The same guess about many fields is said once. */
function reportGuesses(guesses: Drafted['guesses']): void {
  const places = new Map<string, string[]>()
  for (const { pointer, words } of guesses) places.set(words, [...(places.get(words) ?? []), pointer])
  if (places.size === 0) return
  process.stdout.write('Each of these is said in a $comment of the schema, beside what was seen:\n')
  for (const [words, pointers] of [...places].slice(0, SHOWN)) {
    const named = pointers.filter(pointer => pointer !== '').map(shownName)
    const more = named.length > NAMED ? ` and ${named.length - NAMED} more` : ''
    const where = named.length === 0 ? '' : ` (${named.slice(0, NAMED).join(', ')}${more})`
    process.stdout.write(`  ${safe(words)}${where}\n`)
  }
  if (places.size > SHOWN) process.stdout.write(`  … and ${places.size - SHOWN} more.\n`)
}

function shownName(name: string): string {
  const shown = safe(name, 100)
  return isRightToLeft(shown) ? isolated(shown) : shown
}

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './files/temporary-folder.js'
import type { Problem } from './problem.js'
import { compareRecords } from './records/compare.js'
import { ingestFor } from './records/ingest.js'
import { silence } from './records/lints/choice.js'
import { counted } from './reports/counts.js'
import type { Summary } from './reports/report-format.js'
import type { RecordSchema } from './schema/field.js'
import { mergeAccepted, noneAccepted, unusedAcceptances } from './shards/accepted.js'
import { type Checked, checkInput } from './shards/check.js'
import { type CheckOptions, sliceChecker } from './shards/check-slice.js'
import { checkInline, checkOnThreads, checkTasks } from './shards/check-tasks.js'
import { startComparison } from './shards/comparison.js'
import type { NearReport } from './shards/near.js'
import type { CheckedPart } from './shards/part.js'
import type { RecordPlace } from './shards/record-place.js'
import { startRejected } from './shards/rejected.js'
import { startTally } from './shards/report.js'
import { openSpool } from './shards/spool.js'
import { type ThreadOption, threadsFor } from './shards/threads.js'
import type { Input } from './sources/inputs.js'
import { checkTargets, partitionInputs } from './sources/partition.js'
import type { SourceContext } from './sources/source.js'
import { type Setting, type SettingOptions, settingOf } from './validate-setting.js'

export interface ValidateOptions extends SettingOptions {
  /** Records may be corrections of records that the corpus has. */
  readonly update?: boolean
  readonly strict?: boolean
  /** False reads `format` as a mere annotation, as the standard lets it be. */
  readonly assertsFormats?: boolean
  /** Files, or with several inputs folders, that the records go to by whether they have an error. */
  readonly accepted?: string
  readonly rejected?: string
  /** Where the caller will write the problems; only compared with the files that are read. */
  readonly problems?: string
  /** Near-duplicates are looked for among at most this many records. */
  readonly nearLimit?: number
  /** Of each severity, so many problems are kept at least; all are counted. Left out: all are kept. */
  readonly keep?: number
  readonly onProgress?: (progress: ValidateProgress) => void
  /** Threads that records are checked on, or how many there may be for large inputs. What is found does not depend on it. */
  readonly threads?: ThreadOption
  /** Ends the run. */
  readonly signal?: AbortSignal
}

export interface ValidateProgress {
  readonly records: number
  readonly problems: number
  readonly bytes: number
  readonly totalBytes: number
}

/** What a validation came to. Problems stand in a temporary folder until `close`. */
export interface Validation {
  readonly summary: Summary
  /** In the order of the input; may be asked for again. */
  problems(): Iterable<Problem>
  /** The same, each as a line of JSON (docs/reports.md) with its line feed; several come together. */
  problemLines(): Iterable<Uint8Array>
  /** Ordinals of the records that have an error, by the path of their file. */
  rejected(): Readonly<Record<string, readonly number[]>>
  close(): void
}

/** Pairs of a contributed record and the one of the corpus that has its id; more are not compared field by field. */
const MAX_COMPARED = 1000

/**
 * Checks records for a corpus, or against a schema: every problem of every record, and how they compare with each other and
 * with the corpus. Nothing is changed. Throws UsageError where the corpus, the schema or a file named cannot be used.
 */
export async function validateRecords(options: ValidateOptions = {}): Promise<Validation> {
  const setting = settingOf(options)
  const work = temporaryFolder()
  const remove = () => rmSync(work, { recursive: true, force: true })
  try {
    const validation = await validateIn(work, setting, options)
    const close = () => {
      validation.close()
      remove()
    }
    return { ...validation, close }
  } catch (error) {
    remove()
    throw error
  }
}

async function validateIn(work: string, setting: Setting, options: ValidateOptions): Promise<Validation> {
  const { schema, corpus, sent, known, lints, withdrawn } = setting
  const { update = false, accepted: acceptedPath, rejected: rejectedPath } = options
  const targets = { accepted: acceptedPath, rejected: rejectedPath }
  checkTargets(
    sent,
    { ...targets, problems: options.problems },
    { folder: setting.folder, schema, also: setting.read },
  )
  const columns = corpus !== undefined
  const strict = options.strict ?? corpus?.statement.strict ?? false
  const fails = ({ severity }: Problem) => severity === 'error' || (strict && severity === 'warning')
  const checkOptions: CheckOptions = {
    lints,
    columns,
    assertsFormats: options.assertsFormats ?? true,
    strict,
  }
  const inputs = [...known, ...sent]
  const isKnown = (input: number): boolean => input < known.length
  const folderOf = (input: number): string => (isKnown(input) ? (corpus?.folder ?? '') : setting.folder)
  const contextOf = (input: number): SourceContext => ({
    folder: folderOf(input),
    schema,
    anyValue: !columns,
  })
  const spool = openSpool(join(work, 'problems'), options.keep)
  const comparison = startComparison(work, {
    withdrawn,
    nearLimit: options.nearLimit,
    paths: inputs.map(({ path }) => path),
  })
  const tally = startTally()
  const rejected = startRejected()
  let accepted = noneAccepted
  /** Number of the first record of each input. */
  const firsts: number[] = []
  let records = 0
  let unsound = 0

  const take = (input: number, part: CheckedPart) => {
    firsts[input] ??= comparison.count()
    comparison.add(part, { origin: isKnown(input) ? 'corpus' : 'contributed', input })
    if (isKnown(input)) {
      unsound += part.unsound
      return
    }
    accepted = mergeAccepted(accepted, part.accepted)
    tally.addAll(part.tally)
    spool.addSpooled(part.spooled)
    records += part.records
    for (const ordinal of part.rejected) rejected.add(input, ordinal)
  }

  const progress = startCounting(sent, options)
  for (const one of setting.problems) tally.add(one)
  spool.add({ input: known.length, ordinal: -1 }, setting.problems)
  const threads = threadsFor(
    inputs.reduce((sum, { bytes }) => sum + bytes, 0),
    options.threads,
  )
  const tasks = checkTasks(inputs, {
    sliceBytes: threads === 1 ? Number.POSITIVE_INFINITY : SLICE_BYTES,
    contextOf,
    originOf: input => (isKnown(input) ? 'corpus' : 'contributed'),
    keep: spool.left,
  })
  const here = sliceChecker(schema, checkOptions)
  const checked =
    threads === 1
      ? checkInline(tasks, here)
      : checkOnThreads(tasks, { schema, options: checkOptions, threads, here, signal: options.signal })
  for await (const { task, part } of checked) {
    take(task.input, part)
    options.signal?.throwIfAborted()
    if (!isKnown(task.input)) progress.passed(part.bytes, { records, problems: tally.count() })
  }

  const acceptLate = [...lints.accept, ...accepted.pending]
  const addLate = (place: RecordPlace, problem: Problem) => {
    const { problems, used } = silence([problem], acceptLate, place.id)
    for (const index of used) {
      const isOfCorpus = index < lints.accept.length
      if (isOfCorpus) accepted = mergeAccepted(accepted, { ...noneAccepted, byCorpus: { [index]: 1 } })
    }
    for (const one of problems) {
      const at = { input: place.slice, ordinal: place.line - (firsts[place.slice] ?? 0) }
      tally.add(one)
      spool.addLate(at, one)
      if (fails(one)) rejected.add(at.input, at.ordinal)
    }
  }
  const { near, taken } = comparison.finish({ update, keep: MAX_COMPARED, onProblem: addLate })
  if (!update) await compareTaken(taken.map(({ first, second }) => [first, second]))
  comparison.close()
  if (corpus !== undefined && known.length === 0 && tally.value().bySeverity.error === 0) {
    for (const one of unusedAcceptances(corpus, { ...accepted, pending: [] })) {
      tally.add(one)
      spool.addLate({ input: -1, ordinal: -1 }, one)
    }
  }
  if (acceptedPath !== undefined || rejectedPath !== undefined) {
    await partitionInputs(sent, targets, {
      isRejected: (input, ordinal) => rejected.has(known.length + input, ordinal),
      context: contextOf(known.length),
    })
  }
  const { bySeverity, byCode } = tally.value()
  const summary: Summary = {
    command: 'validate',
    files: sent.map(({ path }) => path),
    records,
    rejected: rejected.size,
    bySeverity,
    byCode,
    checked: [...setting.remarks, ...sentencesOn({ known, records, unsound, near, schema })],
    strict,
    ok: bySeverity.error === 0 && !(strict && bySeverity.warning > 0),
  }
  return {
    summary,
    problems: () => spool.inOrder(),
    problemLines: () => spool.linesInOrder(),
    rejected: () =>
      Object.fromEntries(sent.map(({ path }, i) => [path, rejected.ordinalsOf(known.length + i)])),
    close: spool.close,
  }

  /** Tells in which fields records differ from those of the corpus that have their ids. */
  async function compareTaken(pairs: readonly (readonly [RecordPlace, RecordPlace])[]): Promise<void> {
    const wanted = new Map<number, Set<number>>()
    for (const { slice, line } of pairs.flat()) {
      const lines = wanted.get(slice) ?? new Set()
      wanted.set(slice, lines.add(line))
    }
    const found = new Map<number, Checked>()
    const ingest = ingestFor(schema, checkOptions)
    for (const [number, numbers] of wanted) {
      const input = inputs[number]
      if (input === undefined) continue
      for await (const run of checkInput(input, { ...contextOf(number), ingest, lints })) {
        for (const checked of run) {
          const record = (firsts[number] ?? 0) + checked.draft.ordinal
          if (checked.draft.ordinal >= 0 && numbers.has(record)) found.set(record, checked)
        }
      }
    }
    for (const [first, second] of pairs) {
      const built = found.get(first.line)?.ingested.made
      const own = found.get(second.line)
      if (built === undefined || own?.ingested.made === undefined) continue
      for (const { pointer, part, span, ...worded } of compareRecords(own.ingested.made, built, schema)) {
        const location = { ...own.draft.locate({ pointer, part, span }), pointer }
        addLate(second, { ...worded, record: second.id, location, related: [comparison.locate(first)] })
      }
    }
  }
}

interface Compared {
  readonly known: readonly Input[]
  readonly records: number
  readonly unsound: number
  readonly near: NearReport
  readonly schema: RecordSchema
}

/** What was compared with what, for the report. */
function sentencesOn({ known, records, unsound, near, schema }: Compared): string[] {
  const sentences: string[] = []
  const withWhat = known.length === 0 ? 'each other' : 'each other and with the corpus'
  const isAlone = records + known.length < 2
  if (schema.keyField !== undefined && !isAlone) {
    sentences.push(
      `The ids${schema.textField === undefined ? '' : ' and texts'} were compared with ${withWhat}.`,
    )
  }
  if (schema.textField !== undefined && near.off) {
    sentences.push(
      `Texts that are nearly the same were not looked for: there are more than ${near.limit} records (--near-limit).`,
    )
  } else if (near.records > 0 && !isAlone) {
    const few = near.tooShort + near.tooLong
    const left = few === 0 ? '' : `; ${counted(few, 'text')} too short or too long for that`
    sentences.push(
      `${counted(near.records, 'text')} ${near.records === 1 ? 'was' : 'were'} searched for texts that are nearly the same${left}.`,
    )
  }
  if (unsound > 0) {
    sentences.push(
      `${counted(unsound, 'record')} of the corpus ${unsound === 1 ? 'has errors' : 'have errors'} of ${unsound === 1 ? 'its' : 'their'} own: "warraq validate" without files tells them.`,
    )
  }
  return sentences
}

/** About how many bytes a thread is given at a time. */
const SLICE_BYTES = 8 * 1024 * 1024

/** Bytes, records and problems so far, for whoever watches. */
function startCounting(sent: readonly Input[], { onProgress }: ValidateOptions) {
  const totalBytes = sent.reduce((sum, { bytes }) => sum + bytes, 0)
  let bytes = 0
  return {
    passed: (more: number, counts: { records: number; problems: number }) => {
      bytes += more
      onProgress?.({ ...counts, bytes: Math.min(bytes, totalBytes), totalBytes })
    },
  }
}

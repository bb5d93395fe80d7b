import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './files/temporary-folder.js'
import type { Problem } from './problem.js'
import { compareRecords } from './records/compare.js'
import type { Draft } from './records/draft.js'
import { ingestFor } from './records/ingest.js'
import { silence } from './records/lints/choice.js'
import { counted } from './reports/counts.js'
import type { Summary } from './reports/report-format.js'
import type { RecordSchema } from './schema/field.js'
import { startAccepted, unusedAcceptances } from './shards/accepted.js'
import { type CheckContext, type Checked, checkInput } from './shards/check.js'
import { startComparison } from './shards/comparison.js'
import type { NearReport } from './shards/near.js'
import type { RecordPlace } from './shards/record-place.js'
import { startRejected } from './shards/rejected.js'
import { startTally } from './shards/report.js'
import { openSpool } from './shards/spool.js'
import type { Input } from './sources/inputs.js'
import { checkTargets, partitionInputs } from './sources/partition.js'
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
  const spool = openSpool(join(work, 'problems'), options.keep)
  const ingest = ingestFor(schema, {
    lints,
    columns,
    isTold: spool.wants,
    ...(options.assertsFormats !== undefined && { assertsFormats: options.assertsFormats }),
  })
  const strict = options.strict ?? corpus?.statement.strict ?? false
  const fails = ({ severity }: Problem) => severity === 'error' || (strict && severity === 'warning')

  const inputs = [...known, ...sent]
  const contextOf = (input: number): CheckContext => ({
    folder: input < known.length ? (corpus?.folder ?? '') : setting.folder,
    schema,
    ingest,
    lints,
    anyValue: !columns,
  })
  const comparison = startComparison(work, {
    schema,
    withdrawn,
    nearLimit: options.nearLimit,
    paths: inputs.map(({ path }) => path),
  })
  const tally = startTally()
  const rejected = startRejected()
  const acceptances = startAccepted()
  /** Number of the first record of each input. */
  const firsts: number[] = []
  let records = 0
  let unsound = 0

  const take = (number: number, { draft, ingested }: Checked) => {
    const { made, problems } = ingested
    const isKnown = number < known.length
    if (draft.ordinal >= 0) {
      comparison.add(made, { origin: isKnown ? 'corpus' : 'contributed', input: number, line: draft.line })
    }
    if (isKnown) {
      if (ingested.record === undefined && draft.ordinal >= 0) unsound++
      return
    }
    acceptances.add(ingested.accepted)
    for (const one of problems) tally.add(one)
    spool.add({ input: number, ordinal: draft.ordinal }, problems)
    if (draft.ordinal < 0) return
    records++
    if (!ingested.sound || problems.some(fails)) rejected.add(number, draft.ordinal)
  }

  const progress = startCounting(sent, options)
  for (const one of setting.problems) tally.add(one)
  spool.add({ input: known.length, ordinal: -1 }, setting.problems)
  for (const [number, input] of inputs.entries()) {
    firsts.push(comparison.count())
    for await (const run of checkInput(input, contextOf(number))) {
      let last: Draft | undefined
      for (const checked of run) {
        take(number, checked)
        last = checked.draft
      }
      options.signal?.throwIfAborted()
      if (number >= known.length) progress.show(input, { records, problems: tally.count() }, last)
    }
    if (number >= known.length) progress.finish(input)
  }

  const acceptLate = [...lints.accept, ...acceptances.value().pending]
  const addLate = (place: RecordPlace, problem: Problem) => {
    const { problems, used } = silence([problem], acceptLate, place.id)
    for (const index of used) {
      const isOfCorpus = index < lints.accept.length
      if (isOfCorpus) acceptances.add({ byCorpus: [index], bySidecar: [], pending: [] })
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
    for (const one of unusedAcceptances(corpus, { ...acceptances.value(), pending: [] })) {
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
    for (const [number, numbers] of wanted) {
      const input = inputs[number]
      if (input === undefined) continue
      for await (const run of checkInput(input, contextOf(number))) {
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

/** Bytes, records and problems so far, for whoever watches. */
function startCounting(sent: readonly Input[], { onProgress }: ValidateOptions) {
  const totalBytes = sent.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  return {
    show: (input: Input, counts: { records: number; problems: number }, draft: Draft | undefined) => {
      if (onProgress === undefined) return
      const byte = draft?.ordinal === -1 ? 0 : (draft?.locate({ pointer: '', part: 'value' }).byte ?? 0)
      onProgress({ ...counts, bytes: done + Math.min(byte, input.bytes), totalBytes })
    },
    finish: ({ bytes }: Input) => {
      done += bytes
    },
  }
}

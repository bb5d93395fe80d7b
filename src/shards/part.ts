import type { Problem, Severity } from '../problem.js'
import { getAt } from '../records/paths.js'
import type { RecordSchema } from '../schema/field.js'
import { type AcceptedTally, startAccepted } from './accepted.js'
import type { Checked } from './check.js'
import { gatherKeys, type KeyRun } from './key-run.js'
import type { Origin } from './record-place.js'
import { type ProblemTally, startTally } from './report.js'
import { gatherSpooled, type Spooled } from './spool.js'
import { idIn, listUnique, uniqueFields, uniqueValuesOf } from './unique.js'

/** What became of a run of records of one input. Plain data: it crosses threads. */
export interface CheckedPart {
  readonly records: number
  /** Bytes of the input that were read. */
  readonly bytes: number
  /** Records that have errors, of whatever kind. */
  readonly unsound: number
  /** Ordinals of the records that are rejected. */
  readonly rejected: Uint32Array
  readonly tally: ProblemTally
  readonly spooled: Spooled
  readonly accepted: AcceptedTally
  readonly compared: ComparedPart
}

/** What of a run of records is compared with others. */
interface ComparedPart {
  readonly keys: KeyRun
  /** Other unique values; the lines of their places are ordinals. */
  readonly unique: Uint8Array
  readonly texts: readonly { readonly ordinal: number; readonly id: string; readonly text: string }[]
  /** The line on which each record starts; undefined where that is its ordinal and one. */
  readonly lines: Uint32Array | undefined
}

export interface PartOptions {
  readonly schema: RecordSchema
  readonly input: number
  readonly origin: Origin
  readonly strict: boolean
  readonly hasLines: boolean
  /** So many problems of each severity are still kept. */
  readonly keep: Readonly<Record<Severity, number>>
}

/** Gathers what became of records. */
export interface PartGatherer {
  take(checked: Checked): void
  /** Takes a record that nothing is to be said of; its id stands in `bytes`, or nowhere (-1). */
  vouched(ordinal: number, bytes: Uint8Array, keyStart: number, keyEnd: number): void
  wants(severity: Severity): boolean
  /** About how many bytes are held. */
  size(): number
  finish(bytes: number): CheckedPart
}

export function gatherPart(options: PartOptions): PartGatherer {
  const { schema, input, origin, strict, hasLines, keep } = options
  const { keyField, textField } = schema
  const fails = ({ severity }: Problem) => severity === 'error' || (strict && severity === 'warning')
  const valuesOf = uniqueValuesOf(schema)
  const hasOthers = textField !== undefined || uniqueFields(schema).some(([kind]) => kind !== 'key')
  const spool = gatherSpooled(keep)
  const keys = gatherKeys()
  const unique = listUnique()
  let texts: { ordinal: number; id: string; text: string }[] = []
  let lines: number[] = []
  let rejected: number[] = []
  let tally = startTally()
  let acceptances = startAccepted()
  let records = 0
  let unsound = 0
  let held = 0

  const compare = ({ draft, ingested: { made } }: Checked) => {
    if (!hasLines) lines.push(draft.line)
    if (made === undefined) return
    const { ordinal } = draft
    const key = keyField && Object.hasOwn(made, keyField.name) ? made[keyField.name] : undefined
    if (key !== undefined && key !== null) keys.addText(String(key), ordinal)
    if (!hasOthers) return
    const id = idIn(made, schema)
    for (const [kind, value] of valuesOf(made)) {
      if (kind !== 'key') unique.add(kind, value, { origin, slice: input, line: ordinal, id })
    }
    const text = textField && getAt(made, textField.pointer)
    if (typeof text === 'string') {
      texts.push({ ordinal, id, text })
      held += 2 * text.length
    }
  }

  return {
    wants: spool.wants,
    size: () => held + spool.size(),
    vouched: (ordinal, bytes, keyStart, keyEnd) => {
      records++
      if (keyField !== undefined) keys.add(bytes, keyStart, keyEnd, ordinal)
    },
    take: checked => {
      const { draft, ingested } = checked
      const { problems } = ingested
      const isRecord = draft.ordinal >= 0
      if (isRecord) compare(checked)
      if (isRecord && ingested.record === undefined) unsound++
      if (isRecord) records++
      if (origin === 'corpus') return
      acceptances.add(ingested.accepted)
      for (const one of problems) tally.add(one)
      spool.add({ input, ordinal: draft.ordinal }, problems)
      if (isRecord && (!ingested.sound || problems.some(fails))) rejected.push(draft.ordinal)
    },
    finish: bytes => {
      const part: CheckedPart = {
        records,
        bytes,
        unsound,
        rejected: Uint32Array.from(rejected),
        tally: { ...tally.value(), first: [] },
        spooled: spool.take(),
        accepted: acceptances.value(),
        compared: {
          keys: keys.take(),
          unique: unique.take(),
          texts,
          lines: hasLines ? undefined : Uint32Array.from(lines),
        },
      }
      ;[records, unsound, held] = [0, 0, 0]
      ;[rejected, lines, texts] = [[], [], []]
      tally = startTally()
      acceptances = startAccepted()
      return part
    },
  }
}

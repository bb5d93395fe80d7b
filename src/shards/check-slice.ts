import type { Severity } from '../problem.js'
import type { Draft } from '../records/draft.js'
import { ingestFor } from '../records/ingest.js'
import type { LintOptions } from '../records/lints/lint.js'
import { shortenerFor, voucherFor } from '../records/vouch.js'
import type { RecordSchema } from '../schema/field.js'
import { sources } from '../sources/index.js'
import type { Slice, Vouch } from '../sources/source.js'
import { type CheckedPart, gatherPart, type PartGatherer } from './part.js'
import type { Origin } from './record-place.js'

/** What is the same for all slices. */
export interface CheckOptions {
  readonly lints: LintOptions
  /** Whether records must fit the columns of the schema. */
  readonly columns: boolean
  readonly assertsFormats: boolean
  /** Whether warnings reject a record. */
  readonly strict: boolean
}

/** One slice to check. Plain data: it crosses threads. */
export interface CheckTask {
  readonly slice: Slice
  /** Number of the input, and whose it is. */
  readonly input: number
  readonly origin: Origin
  /** Absolute folder that the slice's path starts at. */
  readonly folder: string
  /** So many problems of each severity are still kept. */
  readonly keep: Readonly<Record<Severity, number>>
}

/** Checks a slice, and gives what became of its records part by part. */
export type CheckSlice = (task: CheckTask) => AsyncGenerator<CheckedPart>

/** A part is given when about so many bytes were read, or are held. */
const PART_BYTES = 8 * 1024 * 1024

/**
 * Makes the function that checks slices; one slice is checked at a time. A record is checked when its turn comes, so that
 * no more than one record's problems are held with their drafts. Throws UsageError for a schema that cannot be compiled.
 */
export function sliceChecker(schema: RecordSchema, options: CheckOptions): CheckSlice {
  const { lints, columns, assertsFormats, strict } = options
  let part: PartGatherer | undefined
  const ingest = ingestFor(schema, {
    lints,
    columns,
    assertsFormats,
    isTold: severity => part?.wants(severity) ?? true,
  })
  const voucher = voucherFor(schema, { columns, assertsFormats })
  const shorten = shortenerFor(schema, { columns, assertsFormats })
  /** Bytes of lines that were looked at. */
  let looked = 0
  const vouch: Vouch | undefined =
    voucher &&
    ((block, ordinal, { leave }) => {
      let before = 0
      voucher.look(block, {
        vouched: (bytes, start, end) => part?.vouched(ordinal + before++, bytes, start, end),
        unknown: (start, end) => leave(start, end, before++),
      })
      looked += block.length
      return before
    })

  return async function* ({ slice, input, origin, folder, keep }) {
    const hasLines = slice.source === 'jsonl'
    const gathered = gatherPart({ schema, input, origin, strict, hasLines, keep })
    part = gathered
    looked = 0
    let told = 0
    const read = sources[slice.source]?.open({ folder, schema, anyValue: !columns, vouch, shorten })
    for await (const drafts of read?.(slice) ?? []) {
      for (const draft of drafts) gathered.take({ draft, ingested: ingest(draft) })
      const last = drafts.at(-1)
      const byte = last === undefined || last.ordinal < 0 ? 0 : byteOf(last)
      const passed = Math.max(told, looked, Math.min(byte, slice.end) - slice.start)
      if (passed - told >= PART_BYTES || gathered.size() >= PART_BYTES) {
        yield gathered.finish(passed - told)
        told = passed
      }
      // The event loop turns, so that signals arrive.
      await new Promise(setImmediate)
    }
    yield gathered.finish(Math.max(0, slice.end - slice.start - told))
  }
}

const byteOf = (draft: Draft): number => draft.locate({ pointer: '', part: 'value' }).byte ?? 0

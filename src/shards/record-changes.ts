import { hash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadBatch } from '../records/batch.js'
import { canonicalFor } from '../records/canonical.js'
import type { RecordSchema } from '../schema/field.js'
import { type ComparedField, comparedFields } from './field-hashes.js'
import { firstOf } from './first-of.js'
import { startRuns } from './run-writer.js'
import { type Layout, mergeRuns } from './sorted-runs.js'
import { idIn } from './unique.js'

/** Records that can be read again and again, in their order. */
export interface RecordSet {
  readonly schema: RecordSchema
  batches(): AsyncIterable<Pick<ReadBatch, 'records'>>
}

/** A record of both sets, by its number in each, from 0. */
interface Pair {
  readonly before: number
  readonly after: number
}

/** How a set of records became another. */
export interface RecordChanges {
  /** How records were told apart: by their keys; where one of the schemas has none, by all that they say. */
  readonly by: 'key' | 'content'
  readonly before: number
  readonly after: number
  readonly added: number
  readonly removed: number
  /** Records of both sets that say something else now. */
  readonly changed: number
  /** How many records of both sets stand before the one of both sets that they stood behind. */
  readonly moved: number
  /** In how many records of both sets each part differs; parts that differ nowhere are left out. */
  readonly fields: readonly { readonly pointer: string; readonly records: number }[]
  /** What a part that is gone held, and a part that is new holds, in so many records of both sets; where it held anything. */
  readonly renamed: readonly { readonly from: string; readonly to: string; readonly records: number }[]
  /** Numbers of the first records of each kind, in their order. */
  readonly shown: {
    readonly added: readonly number[]
    readonly removed: readonly number[]
    readonly changed: readonly Pair[]
    readonly moved: readonly number[]
  }
}

export interface CompareOptions {
  /** A folder of its own for sorted files; what is written there may be removed afterwards. */
  readonly folder: string
  /** So many records of each kind are named. */
  readonly maxShown: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Compares two sets of records of any size: each becomes lines of one length (key, number, digest, hashes of its parts), sorted by
 * key on disk, and these are merged. Memory does not grow with the records.
 */
export async function compareRecordSets(
  before: RecordSet,
  after: RecordSet,
  options: CompareOptions,
): Promise<RecordChanges> {
  const byKey = before.schema.keyField !== undefined && after.schema.keyField !== undefined
  const parts = byKey ? comparedFields(before.schema.fields, after.schema.fields) : []
  const lines: Lines = { parts, byKey, layout: { size: PARTS + parts.length * PART, key: DIGEST } }
  const old = await writeLines(before, 'before', lines, options)
  const young = await writeLines(after, 'after', lines, options)
  const pairs = pairedBy(mergeRuns(old.paths, lines.layout), mergeRuns(young.paths, lines.layout))
  const counted = count(pairs, lines, options)
  for (const path of [...old.paths, ...young.paths]) rmSync(path, { force: true })
  return { by: byKey ? 'key' : 'content', before: old.count, after: young.count, ...counted }
}

/**
 * A record as a line: a hash of its key (16 bytes) and its number (5), by which lines are sorted; its digest (32), a hash of
 * each part (7).
 */
const NUMBER = 16
const DIGEST = 21
const PARTS = 53
const PART = 7

interface Lines {
  readonly parts: readonly ComparedField[]
  readonly byKey: boolean
  readonly layout: Layout
}

async function writeLines(
  { schema, batches }: RecordSet,
  name: string,
  { parts, byKey, layout }: Lines,
  { folder, signal }: CompareOptions,
): Promise<{ readonly paths: readonly string[]; readonly count: number }> {
  const { digest } = canonicalFor(schema.fields)
  const runs = startRuns(join(folder, name), layout)
  let count = 0
  for await (const { records } of batches()) {
    signal?.throwIfAborted()
    for (const record of records) {
      const line = runs.next()
      const content = digest(record)
      line.set(content, DIGEST)
      if (byKey) line.write(hash('sha256', idIn(record, schema), 'hex'), 0, NUMBER, 'hex')
      else line.set(content.subarray(0, NUMBER))
      line.writeUIntBE(count++, NUMBER, DIGEST - NUMBER)
      for (const [i, part] of parts.entries()) writePart(line, PARTS + i * PART, part.hash(record))
    }
  }
  return { paths: runs.close(), count }
}

/** 53 bits: more than one call writes. */
function writePart(line: Buffer, at: number, value: number): void {
  line.writeUIntBE(Math.floor(value / 2 ** 32), at, 3)
  line.writeUInt32BE(value % 2 ** 32, at + 3)
}

type Paired = readonly [before: Buffer | undefined, after: Buffer | undefined]

/** The lines of both sides by their keys; where a key stands several times, the first stands with the first and so on. */
function* pairedBy(before: Iterator<Buffer>, after: Iterator<Buffer>): Generator<Paired> {
  try {
    let old = before.next()
    let young = after.next()
    while (!old.done || !young.done) {
      const order = old.done ? 1 : young.done ? -1 : old.value.compare(young.value, 0, NUMBER, 0, NUMBER)
      const [a, b] = [
        order <= 0 && !old.done ? old.value : undefined,
        order >= 0 && !young.done ? young.value : undefined,
      ]
      yield [a, b]
      if (a !== undefined) old = before.next()
      if (b !== undefined) young = after.next()
    }
  } finally {
    before.return?.()
    after.return?.()
  }
}

const numberOf = (line: Buffer): number => line.readUIntBE(NUMBER, DIGEST - NUMBER)

function count(
  pairs: Iterable<Paired>,
  { parts, layout }: Lines,
  options: CompareOptions,
): Omit<RecordChanges, 'by' | 'before' | 'after'> {
  const { maxShown, signal } = options
  const added = firstOf(maxShown)
  const removed = firstOf(maxShown)
  const changed = firstOf(maxShown)
  const differing = new Float64Array(parts.length)
  const values = countValues(parts)
  const order = startOrder(options)
  let seen = 0
  for (const [before, after] of pairs) {
    if (seen++ % 65_536 === 0) signal?.throwIfAborted()
    if (before === undefined || after === undefined) {
      if (before !== undefined) removed.add(numberOf(before))
      if (after !== undefined) added.add(numberOf(after))
      continue
    }
    const [a, b] = [numberOf(before), numberOf(after)]
    order.add(a, b)
    values.add(before, after)
    if (before.compare(after, DIGEST, PARTS, DIGEST, PARTS) === 0) continue
    changed.add(b, a)
    for (let i = 0, at = PARTS; at < layout.size; i++, at += PART) {
      if (before.compare(after, at, at + PART, at, at + PART) !== 0) differing[i]!++
    }
  }
  const { moved, shown } = order.close()
  return {
    added: added.count(),
    removed: removed.count(),
    changed: changed.count(),
    moved,
    fields: parts.flatMap(({ pointer }, i) => (differing[i] ? [{ pointer, records: differing[i] }] : [])),
    renamed: values.renamed(),
    shown: {
      added: added.numbers().map(([number]) => number),
      removed: removed.numbers().map(([number]) => number),
      changed: changed.numbers().map(([after, before]) => ({ before, after })),
      moved: shown,
    },
  }
}

/** Old number (5 bytes), by which pairs are sorted, and new. */
const pairLayout: Layout = { size: 10, key: 5 }

/** Whether the records of both sets follow one another as they did. */
function startOrder({ folder, maxShown }: CompareOptions) {
  const runs = startRuns(join(folder, 'order'), pairLayout)
  return {
    add: (before: number, after: number): void => {
      const pair = runs.next()
      pair.writeUIntBE(before, 0, 5)
      pair.writeUIntBE(after, 5, 5)
    },
    close: (): { readonly moved: number; readonly shown: readonly number[] } => {
      const paths = runs.close()
      const moved = firstOf(maxShown)
      let last = -1
      for (const pair of mergeRuns(paths, pairLayout)) {
        const number = pair.readUIntBE(5, 5)
        if (number < last) moved.add(number)
        last = number
      }
      for (const path of paths) rmSync(path, { force: true })
      return { moved: moved.count(), shown: moved.numbers().map(([number]) => number) }
    },
  }
}

/** With more of them on one side names are not compared by values. */
const MAX_NAMES = 32

/** Looks for parts that only one side has and that hold the same. */
function countValues(parts: readonly ComparedField[]) {
  const only = (side: 'before' | 'after') =>
    parts.flatMap((part, i) => (part.only === side ? [{ pointer: part.pointer, at: PARTS + i * PART }] : []))
  const [gone, fresh] = [only('before'), only('after')]
  const few = gone.length <= MAX_NAMES && fresh.length <= MAX_NAMES
  const candidates = few ? gone.flatMap(from => fresh.map(to => ({ from, to, held: 0, same: 0 }))) : []
  const isSame = (a: Buffer, atA: number, b: Buffer, atB: number) =>
    a.compare(b, atB, atB + PART, atA, atA + PART) === 0
  const nothing = Buffer.alloc(PART)
  return {
    add: (before: Buffer, after: Buffer): void => {
      for (const candidate of candidates) {
        if (isSame(before, candidate.from.at, nothing, 0)) continue
        candidate.held++
        if (isSame(before, candidate.from.at, after, candidate.to.at)) candidate.same++
      }
    },
    /** Where most of what a part held is at the other now. */
    renamed: (): RecordChanges['renamed'] =>
      candidates
        .filter(({ held, same }) => same * 2 > held)
        .map(({ from, to, same }) => ({ from: from.pointer, to: to.pointer, records: same })),
  }
}

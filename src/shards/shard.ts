import { join } from 'node:path'
import { type FileSink, openFileSink } from '../files/file-sink.js'
import type { FormatWriter } from '../formats/format.js'
import { loadFormats } from '../formats/index.js'
import { makeBatch } from '../records/batch.js'
import type { Draft } from '../records/draft.js'
import { ingestFor } from '../records/ingest.js'
import { prepareLints } from '../records/lints/language.js'
import type { LintOptions } from '../records/lints/lint.js'
import { startStatistics } from '../records/statistics.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'
import { loadSchema } from '../schema/load.js'
import { sources } from '../sources/index.js'
import type { ReadSlice, Slice } from '../sources/source.js'
import { startAccepted } from './accepted.js'
import { dataFileName } from './plan.js'
import { type ShardFile, type ShardReport, startTally } from './report.js'
import { gatherUnique, idIn, uniqueValuesOf } from './unique.js'

/** Canonical bytes of the records that are held and written together. */
export const BATCH_BYTES = 8 * 1024 * 1024

/** One shard's work. Plain data: it can be done here, on a worker thread or on another machine. */
export interface ShardTask {
  readonly shard: number
  readonly shards: number
  readonly slices: readonly Slice[]
  /** Number of this shard's first slice in the whole plan. */
  readonly firstSlice: number
  /** Absolute folder of the corpus. */
  readonly folder: string
  readonly corpus: string
  readonly schema: { readonly text: string; readonly path: string }
  readonly lints: LintOptions
  readonly formats: readonly string[]
  /** Ordinals of records that are left out, by the path of their file. */
  readonly setAside?: Readonly<Record<string, readonly number[]>> | undefined
  /** Absolute folder that the files of the release are written to. */
  readonly out: string
  /** Below `out`: the beginning of the names of sorted runs of unique values, and the file of content digests. */
  readonly unique: string
  readonly digests: string
}

/** How far a shard has come. */
export interface ShardProgress {
  readonly records: number
  readonly problems: number
  readonly bytes: number
}

interface Watch {
  /** Called between runs of drafts; what it throws ends the shard. The event loop turns there, so that signals arrive. */
  onProgress?(progress: ShardProgress): void
}

/** Turns one shard of input into one shard of every format, and says what became of it. */
export async function runShard(task: ShardTask, { onProgress }: Watch = {}): Promise<ShardReport> {
  const { schema, ingest } = prepare(task)
  const writers = await openWriters(task, schema)
  const digests = openFileSink(task.out, task.digests)
  const unique = gatherUnique(run => join(task.out, `${task.unique}-${run}`))
  const uniqueOf = uniqueValuesOf(schema)
  const statistics = startStatistics(schema)
  const tally = startTally()
  const accepted = startAccepted()
  const context = { folder: task.folder, schema }
  let records: JsonObject[] = []
  let lines: string[] = []
  let held = 0
  let count = 0
  let rejected = 0

  const flush = () => {
    if (records.length === 0) return
    const batch = makeBatch(schema, records, lines)
    for (const { writer } of writers) writer.append(batch)
    records = []
    lines = []
    held = 0
  }
  const aside = new Map(
    Object.entries(task.setAside ?? {}).map(([path, ordinals]) => [path, new Set(ordinals)]),
  )
  const take = (draft: Draft, slice: number, path: string) => {
    if (aside.get(path)?.has(draft.ordinal)) {
      count++
      rejected++
      return
    }
    const { record, line, digest, problems, accepted: taken } = ingest(draft)
    for (const one of problems) tally.add(one)
    if (draft.ordinal >= 0) count++
    accepted.add(taken)
    if (record === undefined) {
      if (draft.ordinal >= 0) rejected++
      return
    }
    statistics.observe(record)
    digests.write(digest)
    const place = { origin: 'corpus', slice, line: draft.line, id: idIn(record, schema) } as const
    for (const [kind, value] of uniqueOf(record)) unique.add(kind, value, place)
    records.push(record)
    lines.push(line)
    held += line.length
    if (held >= BATCH_BYTES) flush()
  }

  const readers = new Map<string, ReadSlice>()
  try {
    let done = 0
    for (const [i, slice] of task.slices.entries()) {
      const read = readers.get(slice.source) ?? sources[slice.source]?.open(context)
      if (read !== undefined) readers.set(slice.source, read)
      for await (const drafts of read?.(slice) ?? []) {
        await prepareLints(drafts, schema, task.lints)
        for (const draft of drafts) take(draft, task.firstSlice + i, slice.path)
        await new Promise(setImmediate)
        onProgress?.({ records: count, problems: tally.count(), bytes: done })
      }
      done += slice.end - slice.start
    }
    flush()
    const written = count - rejected
    const files = writers.flatMap(({ writer, sinks }) => {
      writer.close()
      return sinks.map(({ sink, about }): ShardFile => {
        const lines = about.table === '' ? written : (writer.linesOf?.(about.table) ?? 0)
        return { ...about, ...sink.close(), records: lines }
      })
    })
    digests.close()
    unique.close()
    return {
      records: written,
      rejected,
      statistics: statistics.value(),
      problems: tally.value(),
      accepted: accepted.value(),
      files,
    }
  } catch (error) {
    for (const { sinks } of writers) for (const { sink } of sinks) sink.abort()
    digests.abort()
    throw error
  }
}

interface Prepared {
  readonly schema: RecordSchema
  readonly ingest: ReturnType<typeof ingestFor>
}

/** One run has many shards and one schema, and compiling it takes longer than a small shard. */
let prepared: (Prepared & { readonly of: string }) | undefined

function prepare({ schema: { text, path }, lints }: ShardTask): Prepared {
  const of = JSON.stringify([path, text, lints])
  if (prepared?.of !== of) {
    const schema = loadSchema(text, path)
    prepared = { of, schema, ingest: ingestFor(schema, { lints }) }
  }
  return prepared
}

interface OpenWriter {
  readonly writer: FormatWriter
  readonly sinks: readonly {
    readonly sink: FileSink
    readonly about: Omit<ShardFile, 'bytes' | 'sha256' | 'records'>
  }[]
}

async function openWriters(task: ShardTask, schema: RecordSchema): Promise<readonly OpenWriter[]> {
  const { corpus, shard, shards, out } = task
  const open: OpenWriter[] = []
  for (const format of await loadFormats(task.formats)) {
    const { name, mediaType, extension } = format
    const sinks = new Map(
      format.tables(schema).map(table => {
        const path = dataFileName({ corpus, table, extension, shard, shards })
        return [
          table,
          { sink: openFileSink(out, path), about: { path, format: name, mediaType, table, shard } },
        ]
      }),
    )
    const sinkFor = (table: string) => {
      const found = sinks.get(table)
      if (found === undefined)
        throw new Error(`${name} asks for the table "${table}", which it did not announce`)
      return found.sink
    }
    open.push({ writer: await format.open(sinkFor, schema), sinks: [...sinks.values()] })
  }
  return open
}

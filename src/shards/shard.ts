import { join } from 'node:path'
import { type FileSink, openFileSink } from '../files/file-sink.js'
import type { FormatWriter } from '../formats/format.js'
import { buildBatch } from '../records/batch.js'
import { type CanonicalLine, canonicalLinesFor } from '../records/canonical-lines.js'
import type { Draft } from '../records/draft.js'
import { ingestFor } from '../records/ingest.js'
import type { LintOptions } from '../records/lints/lint.js'
import { startStatistics } from '../records/statistics.js'
import type { RecordSchema } from '../schema/field.js'
import { loadSchema } from '../schema/load.js'
import { sources } from '../sources/index.js'
import type { ReadSlice, Slice, Vouch } from '../sources/source.js'
import { startAccepted } from './accepted.js'
import { type ShardFile, type ShardReport, startTally } from './report.js'
import { type FileToWrite, filesToWrite } from './shard-files.js'
import { gatherUnique, idIn, uniqueValuesOf } from './unique.js'

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
  /** Whether every line is read as JSON, also those that could be taken as they stand. */
  readonly plain?: boolean
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
  /** Set where an earlier run did this. */
  readonly isReused?: boolean
}

export interface Watch {
  /** Called between runs of drafts; what it throws ends the shard. The event loop turns there, so that signals arrive. */
  onProgress?(progress: ShardProgress): void
}

/** Opens what the bytes of a data file go to. */
export type OpenSink = (about: FileToWrite) => FileSink

/**
 * Turns one shard of input into one shard of every format, and says what became of it. `openSink` is asked for each data file;
 * left out, they are new files below `out`.
 */
export async function runShard(
  task: ShardTask,
  {
    onProgress,
    openSink = ({ path }) => openFileSink(task.out, path, { isLarge: true }),
  }: Watch & { readonly openSink?: OpenSink } = {},
): Promise<ShardReport> {
  const { schema, ingest, canonicalLines } = prepare(task)
  const writers = await openWriters(task, schema, openSink)
  const digests = openFileSink(task.out, task.digests)
  const unique = gatherUnique(run => join(task.out, `${task.unique}-${run}`))
  const uniqueOf = uniqueValuesOf(schema)
  const statistics = startStatistics(schema)
  const tally = startTally()
  const accepted = startAccepted()
  const wants = { columns: task.formats.some(name => name !== 'jsonl') }
  const aside = new Map(
    Object.entries(task.setAside ?? {}).map(([path, ordinals]) => [path, new Set(ordinals)]),
  )
  const batch = buildBatch(schema, wants)
  let count = 0
  let rejected = 0
  /** What is being read: a slice by its number in the whole plan. */
  let at = { slice: 0, path: '' }

  const flush = () => {
    if (batch.length() === 0) return
    const finished = batch.finish()
    for (const { writer } of writers) writer.append(finished)
    batch.clear()
  }
  const isAside = (ordinal: number): boolean => {
    const is = aside.get(at.path)?.has(ordinal) ?? false
    if (is) {
      count++
      rejected++
    }
    return is
  }
  const take = (draft: Draft) => {
    if (isAside(draft.ordinal)) return
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
    const place = { origin: 'corpus', slice: at.slice, line: draft.line, id: idIn(record, schema) } as const
    for (const [kind, value] of uniqueOf(record)) unique.add(kind, value, place)
    batch.add(record, line)
    if (batch.isFull()) flush()
  }
  const takeLine = (line: CanonicalLine, ordinal: number) => {
    if (isAside(ordinal)) return
    count++
    statistics.observe(line.observed())
    digests.write(line.digest())
    if (schema.keyField !== undefined) {
      const id = line.id()
      unique.add('key', id, { origin: 'corpus', slice: at.slice, line: ordinal + 1, id })
    }
    line.addTo(batch)
    if (batch.isFull()) flush()
  }
  /** Bytes of the slice that were looked at. */
  let looked = 0
  const vouch: Vouch = (block, ordinal, { draft }) => {
    let before = 0
    looked += block.length
    canonicalLines?.(block, {
      canonical: line => takeLine(line, ordinal + before++),
      other: (start, end) => take(draft(start, end, before++)),
    })
    return before
  }
  const context = {
    folder: task.folder,
    schema,
    ...(canonicalLines !== undefined && !task.plain && { vouch }),
  }

  const readers = new Map<string, ReadSlice>()
  try {
    let done = 0
    for (const [i, slice] of task.slices.entries()) {
      at = { slice: task.firstSlice + i, path: slice.path }
      looked = 0
      const read = readers.get(slice.source) ?? sources[slice.source]?.open(context)
      if (read !== undefined) readers.set(slice.source, read)
      for await (const drafts of read?.(slice) ?? []) {
        for (const draft of drafts) take(draft)
        await new Promise(setImmediate)
        const last = drafts.at(-1)
        const passed = Math.max(looked, last === undefined ? 0 : byteOf(last) - slice.start)
        const bytes = done + Math.min(passed, slice.end - slice.start)
        onProgress?.({ records: count, problems: tally.count(), bytes })
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
    for (const { sinks } of writers) for (const { sink } of sinks) await sink.settled()
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
    await Promise.allSettled(writers.flatMap(({ sinks }) => sinks.map(({ sink }) => sink.settled())))
    throw error
  }
}

const byteOf = (draft: Draft): number =>
  draft.ordinal < 0 ? 0 : (draft.locate({ pointer: '', part: 'value' }).byte ?? 0)

interface Prepared {
  readonly schema: RecordSchema
  readonly ingest: ReturnType<typeof ingestFor>
  readonly canonicalLines: ReturnType<typeof canonicalLinesFor>
}

/** One run has many shards and one schema, and compiling it takes longer than a small shard. */
let prepared: (Prepared & { readonly of: string }) | undefined

function prepare({ schema: { text, path }, lints }: ShardTask): Prepared {
  const of = JSON.stringify([path, text, lints])
  if (prepared?.of !== of) {
    const schema = loadSchema(text, path)
    prepared = {
      of,
      schema,
      ingest: ingestFor(schema, { lints }),
      canonicalLines: canonicalLinesFor(schema),
    }
  }
  return prepared
}

interface OpenWriter {
  readonly writer: FormatWriter
  readonly sinks: readonly { readonly sink: FileSink; readonly about: FileToWrite }[]
}

async function openWriters(
  task: ShardTask,
  schema: RecordSchema,
  openSink: OpenSink,
): Promise<readonly OpenWriter[]> {
  const open: OpenWriter[] = []
  for (const { format, files } of await filesToWrite(task, schema)) {
    const sinks = new Map(files.map(about => [about.table, { sink: openSink(about), about }]))
    const sinkFor = (table: string) => {
      const found = sinks.get(table)
      if (found === undefined)
        throw new Error(`${format.name} asks for the table "${table}", which it did not announce`)
      return found.sink
    }
    open.push({ writer: await format.open(sinkFor, schema), sinks: [...sinks.values()] })
  }
  return open
}

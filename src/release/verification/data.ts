import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Withdrawn } from '../../corpus/withdrawn.js'
import { WITHDRAWN_FILE } from '../../corpus/withdrawn.js'
import { catalogue, type Location, type Problem } from '../../problem.js'
import { type Ingested, ingestFor } from '../../records/ingest.js'
import { lintCodes } from '../../records/lints/index.js'
import type { LintOptions } from '../../records/lints/lint.js'
import {
  emptyStatistics,
  mergeStatistics,
  type Statistics,
  startStatistics,
} from '../../records/statistics.js'
import type { JsonObject, RecordSchema } from '../../schema/field.js'
import type { RecordPlace } from '../../shards/record-place.js'
import type { ThreadOption } from '../../shards/threads.js'
import { findDuplicates, gatherUnique, idIn, uniqueValuesOf } from '../../shards/unique.js'
import { duplicateProblems } from '../../shards/verdict.js'
import { type DataFiles, type FormatFiles, quickestFirst } from '../data-files.js'
import { startAbsences } from './absences.js'
import { type Aligned, align } from './align.js'
import { linesCounterFor } from './child-lines.js'
import { differingProblems } from './differing.js'
import { leaderOf, startSealed, wholeRecord } from './leading.js'
import { type Rewriting, startRewriting } from './rewriting.js'
import { findSameShards } from './same-shards.js'
import { startDigest, type Told, tellingOf } from './told.js'

export interface DataOptions {
  readonly folder: string
  /** The name that data files begin with. */
  readonly corpus: string
  readonly schema: RecordSchema
  readonly data: DataFiles
  readonly lints: LintOptions
  readonly withdrawn: Withdrawn
  /** The content digest that is stated, hex, where one is. */
  readonly contentDigest: string | undefined
  /** A folder for what is compared on the disk. */
  readonly work: string
  /** Whether the files are written anew and compared byte for byte: this version of the tool made them. */
  readonly rewrites: boolean
  /** Whether every record is read in all formats, also where the bytes alone show that they are the same. */
  readonly thorough?: boolean | undefined
  readonly threads?: ThreadOption | undefined
  readonly onProblem: (problem: Problem) => void
  readonly onProgress?: ((progress: { readonly records: number; readonly shard: number }) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** What the data files of a release hold. */
export interface DataReport {
  readonly records: number
  /** Records that have an error. */
  readonly rejected: number
  readonly statistics: Statistics
  /** Of the records that most formats agree on, lower-case hex. */
  readonly contentDigest: string
  /** The same of each format alone. */
  readonly digests: ReadonlyMap<string, string>
  /** Records, or lines of a child table, by the paths of the files. */
  readonly counts: ReadonlyMap<string, number>
  /** By path, the first byte that is not what this version writes. */
  readonly unlike: ReadonlyMap<string, number>
  /** Whether all files were compared with what would be written. */
  readonly isRewritten: boolean
}

/**
 * Checks each record of a release by its schema, and compares it with what the other formats have, and with all other records.
 * Where a shard's files hold the bytes that are written of the records in one of them, that is enough (`findSameShards`); of
 * others every data file is read, the formats side by side. Memory does not grow with the number of records.
 */
export async function checkData(options: DataOptions): Promise<DataReport> {
  const { folder, schema, data, onProblem } = options
  const formats = quickestFirst(data.formats)
  const names = formats.map(({ format }) => format.name)
  const lints = errorsOnly(options.lints)
  const ingest = ingestFor(schema, { lints })
  let statistics = emptyStatistics()
  const digest = startDigest()
  const digests = names.map(() => startDigest())
  mkdirSync(options.work, { recursive: true })
  const same = await findSameShards({
    ...options,
    formats,
    shards: options.thorough ? 0 : data.shards,
    lints,
    onProgress: records => options.onProgress?.({ records, shard: 0 }),
  })
  const sealed = startSealed(formats, { ...options, digestsOf: same.digestsOf })
  const unique = startUnique(
    options,
    formats,
    [...same.byShard.values()].flatMap(({ uniqueFiles }) => uniqueFiles),
  )
  const counts = new Map<string, number>()
  const unlike = new Map<string, number>()
  const childLines = linesCounterFor(schema)
  /** Formats of which there is something to read. */
  const read = new Set<number>()
  let records = 0
  let rejected = 0
  let isRewritten = options.rewrites

  for (let shard = 0; shard < data.shards; shard++) {
    const known = same.byShard.get(shard)
    const bytes = same.digestsOf(shard)
    if (known !== undefined && bytes !== undefined) {
      records += known.records
      statistics = mergeStatistics(statistics, known.statistics)
      for (const one of [digest, ...digests]) one.addAll(bytes)
      for (const i of names.keys()) read.add(i)
      for (const [path, count] of Object.entries(known.counts)) add(counts, path, count)
      continue
    }
    const observed = startStatistics(schema)
    const files = formats.map(({ shards }) => shards[shard])
    const main = files.map(file => file?.tables[''] ?? '')
    const tellings = files.flatMap((file, i) =>
      file === undefined ? [] : [tellingOf(names[i] ?? '', file, { folder, schema, onProblem })],
    )
    const present = main.map((path, i) => (files[i]?.absent.includes(path) ? undefined : path))
    for (const [i, path] of present.entries()) if (path !== undefined) read.add(i)
    const absences = startAbsences(present, names, onProblem)
    let rewriting: Rewriting | undefined = options.rewrites
      ? await startRewriting(folder, data, shard, schema)
      : undefined

    const lead = (told: Told): void => {
      records++
      const ingested = ingest(told.draft)
      const errors = errorsIn(ingested, told)
      for (const one of errors) onProblem(one)
      const { record } = ingested
      if (record === undefined || errors.length > 0) {
        rejected++
        rewriting?.abandon()
        rewriting = undefined
        isRewritten = false
        return
      }
      observed.observe(record)
      digest.add(told.digest)
      unique.add(record, shard, told)
      rewriting?.add(record, ingested.line)
    }

    const take = async (aligned: Aligned): Promise<void> => {
      const { leader, agreeing } = await leaderOf(aligned.told, sealed)
      for (const [i, told] of aligned.told.entries()) {
        if (told !== undefined) {
          if (told.digest !== '') digests[i]?.add(told.digest)
          add(counts, main[i] ?? '', 1)
        }
        for (const [table, lines] of childLines(wholeRecord(aligned, i, leader))) {
          const path = files[i]?.tables[table]
          if (path !== undefined && table !== '') add(counts, path, lines)
        }
      }
      absences.take(aligned, { leader, agreeing })
      if (leader === undefined) {
        if (aligned.told.some(told => told !== undefined)) {
          records++
          rejected++
          rewriting?.abandon()
          rewriting = undefined
          isRewritten = false
        }
        return
      }
      const others = agreeing.map(i => names[i] ?? '')
      for (const [i, told] of aligned.told.entries()) {
        if (told === undefined || agreeing.includes(i)) continue
        for (const one of differingProblems(told, leader, others)) onProblem(one)
      }
      // A record that few have is no record of the release.
      if (!absences.isExtra(aligned)) lead(leader)
    }

    for await (const aligned of align(tellings)) {
      await take(aligned)
      options.signal?.throwIfAborted()
      if (records % 100 === 0) options.onProgress?.({ records, shard })
    }
    absences.end()
    statistics = mergeStatistics(statistics, observed.value())
    for (const [path, byte] of rewriting?.end() ?? []) unlike.set(path, byte)
    for (const file of files) {
      for (const path of Object.values(file?.tables ?? {}))
        if (!file?.absent.includes(path)) add(counts, path, 0)
    }
  }
  unique.end()
  return {
    records,
    rejected,
    statistics,
    contentDigest: digest.value(),
    digests: new Map([...read].map(i => [names[i] ?? '', digests[i]?.value() ?? ''])),
    counts,
    unlike,
    isRewritten,
  }
}

function add(counts: Map<string, number>, path: string, count: number): void {
  counts.set(path, (counts.get(path) ?? 0) + count)
}

/** A release was published with its warnings and notes; only what would have stopped it is looked for. */
function errorsOnly({ asOf, off, accept }: LintOptions): LintOptions {
  const harmless = [...lintCodes].filter(
    code => severityOf(code) === 'info' || severityOf(code) === 'warning',
  )
  return { asOf, accept, off: [...off, ...harmless] }
}

const severityOf = (code: string): unknown =>
  Object.entries(catalogue).find(([known]) => known === code)?.[1].severity

function errorsIn({ problems }: Ingested, { draft }: Told): Problem[] {
  return problems.filter(one => one.severity === 'error' && !draft.problems.includes(one))
}

/**
 * Finds values that two records share, or a record with an id that was withdrawn. A place's slice is the shard and the
 * format.
 */
function startUnique(
  { schema, withdrawn, work, onProblem }: DataOptions,
  formats: readonly FormatFiles[],
  known: readonly string[],
) {
  const runs = [...known]
  const unique = gatherUnique(run => {
    const path = join(work, `unique-${run}`)
    runs.push(path)
    return path
  })
  const valuesOf = uniqueValuesOf(schema)
  const locate = ({ origin, slice, line }: RecordPlace): Location => {
    const [shard, format] = [Math.floor(slice / formats.length), slice % formats.length]
    const file = formats[format]?.shards[shard]?.tables['']
    return { file: origin === 'withdrawn' ? WITHDRAWN_FILE : (file ?? ''), ...(line > 0 && { line }) }
  }
  for (const { id, line } of withdrawn.byId.values())
    unique.add('key', id, { origin: 'withdrawn', slice: 0, line, id })
  return {
    add: (record: JsonObject, shard: number, { draft }: Told) => {
      const { file } = draft.locate({ pointer: '', part: 'value' })
      const format = Math.max(
        0,
        formats.findIndex(({ shards }) => shards[shard]?.tables[''] === file),
      )
      const slice = shard * formats.length + format
      const place = { origin: 'corpus', slice, line: draft.line, id: idIn(record, schema) } as const
      for (const [kind, value] of valuesOf(record)) unique.add(kind, value, place)
    },
    end: () => {
      unique.close()
      const naming = { locate, withdrawn: withdrawn.byId }
      for (const { problem } of duplicateProblems(findDuplicates(runs), naming)) onProblem(problem)
    },
  }
}

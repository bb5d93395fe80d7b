import { lstatSync, realpathSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Corpus } from '../corpus/corpus.js'
import { CORPUS_FILE, loadSchemaAt, loadStatement } from '../corpus/load.js'
import { UsageError } from '../errors.js'
import type { ReadBatch } from '../records/batch.js'
import type { RecordSchema } from '../schema/field.js'
import { type DataFiles, dataFilesIn, type FormatFiles, quickestFirst } from './data-files.js'
import type { Description } from './described.js'
import { loadDescription } from './description.js'
import { neededFile } from './release-file.js'

/** A release that was opened: what it says, and where its records are. */
export interface OpenedRelease {
  /** Absolute. */
  readonly folder: string
  /** As it was exported: the release has a copy of corpus.yaml and of the record schema. Its sources are not there. */
  readonly corpus: Corpus
  readonly description: Description
  readonly data: DataFiles
}

/**
 * Opens a release to be read; nothing is compared yet, and no record is looked at. What an interrupted export left is
 * brought in order before, by `recover`. Throws UsageError where the folder is none that warraq wrote, or is too damaged.
 */
export async function openRelease(path: string): Promise<OpenedRelease> {
  const folder = releaseFolder(path)
  const corpus = loadReleasedCorpus(folder)
  const description = loadDescription(folder)
  const data = await dataFilesIn(folder, corpus.statement.name, corpus.schema)
  return { folder, corpus, description, data }
}

/** The real path of a folder. Throws UsageError where none stands there. */
export function releaseFolder(path: string): string {
  const folder = resolve(path)
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) {
    const real = realpathSync(folder)
    if (lstatSync(real).isDirectory()) return real
  }
  throw new UsageError(`There is no folder ${folder}.`, { fix: 'Name the folder of a release.' })
}

/** The corpus of a release, from its copies. Throws UsageError where one is missing or wrong. */
function loadReleasedCorpus(folder: string): Corpus {
  const stated = loadReleasedStatement(folder)
  return { folder, ...stated, schema: loadReleasedSchema(folder, stated.statement.schema) }
}

/** What people say of the corpus, from the copy of corpus.yaml. Throws UsageError where that is missing or wrong. */
export function loadReleasedStatement(folder: string): ReturnType<typeof loadStatement> {
  neededFile(folder, CORPUS_FILE)
  return loadStatement(folder)
}

/**
 * The record schema that corpus.yaml calls `path`, from its copy. Throws UsageError where that is missing or cannot be
 * honoured.
 */
export function loadReleasedSchema(folder: string, path: string): RecordSchema {
  return loadSchemaAt(neededFile(folder, schemaFileOf(path)), path)
}

/** Where a release keeps the record schema that corpus.yaml calls `path`. */
export const schemaFileOf = (path: string): string => `schema/${basename(path)}`

/**
 * The records of a release in their order, a run of them in memory at a time, from the format that is asked for, or else the
 * quickest to read that is whole. Throws UsageError, with the place, where a file does not hold what it should.
 */
export async function* releasedRecords(
  release: Pick<OpenedRelease, 'folder' | 'corpus' | 'data'>,
  wanted?: string,
): AsyncGenerator<ReadBatch> {
  const { folder, corpus, data } = release
  const whole = data.formats.filter(({ shards }) => shards.every(({ absent }) => absent.length === 0))
  const [chosen] =
    wanted === undefined ? quickestFirst(whole) : whole.filter(({ format }) => format.name === wanted)
  if (chosen === undefined && wanted !== undefined) {
    const there = whole.map(({ format }) => format.name).join(', ')
    throw new UsageError(`The release ${folder} has no complete format "${wanted}".`, {
      fix: there === '' ? 'Run "warraq verify" on it.' : `Choose from ${there}.`,
    })
  }
  if (chosen === undefined) {
    throw new UsageError(`No format of the release ${folder} is complete: files are missing in data.`, {
      fix: 'Run "warraq verify" on it.',
    })
  }
  yield* recordsOfFormat(chosen, { folder, corpus })
}

async function* recordsOfFormat(
  { format, shards }: FormatFiles,
  { folder, corpus }: Pick<OpenedRelease, 'folder' | 'corpus'>,
): AsyncGenerator<ReadBatch> {
  for (const { tables } of shards) {
    const files = Object.entries(tables).map(([table, path]) => [table, join(folder, path)])
    yield* format.read(Object.fromEntries(files), corpus.schema)
  }
}

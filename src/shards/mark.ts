import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { translateIoError } from '../files/io-error.js'
import { sha256OfFile } from '../files/sha256.js'
import { syncFolder } from '../files/sync-folder.js'
import { writeWhole } from '../files/write-whole.js'
import type { ShardReport } from './report.js'
import { isReport } from './report-shape.js'
import { isCount, isText, listOf, objectOf } from './shape.js'

/** What a finished shard leaves beside its files, so that a later run can tell that they are what it would write. */
export interface Mark {
  readonly shard: number
  /** SHA-256 of the plan that the shard is of. */
  readonly plan: string
  /** SHA-256 of the bytes that it was made from. */
  readonly input: string
  /** What the merge reads; data files are in the report. */
  readonly work: readonly MarkedFile[]
  readonly report: ShardReport
}

/** A path is only compared with those that a shard has: it leads nowhere. */
export interface MarkedFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** A mark says no more than so many bytes; of a larger file nothing is read. */
const MAX_MARK_BYTES = 256 * 1024 * 1024

/** What a file below `folder` came to. */
export function markedFile(folder: string, path: string): MarkedFile {
  const file = join(folder, path)
  return { path, bytes: statSync(file).size, sha256: sha256OfFile(file) }
}

export function isUnchanged(folder: string, { path, bytes, sha256 }: MarkedFile): boolean {
  const file = join(folder, path)
  const found = statSync(file, { throwIfNoEntry: false })
  return found?.isFile() === true && found.size === bytes && sha256OfFile(file) === sha256
}

/**
 * Puts a shard's files on the disk, and then its mark, whole or not at all. Gives the mark as it will be read: what a run says
 * of a shard does not depend on whether the same run made it.
 */
export function writeMark(folder: string, path: string, mark: Mark): Mark {
  const file = join(folder, path)
  const text = JSON.stringify(mark)
  try {
    const paths = [...mark.report.files, ...mark.work].map(one => join(folder, one.path))
    for (const one of paths) syncFile(one)
    for (const one of new Set([...paths.map(dirname), folder])) syncFolder(one)
    writeWhole(file, Buffer.from(`${sha256(text)}\n${text}`), { replace: false })
  } catch (error) {
    throw translateIoError(error, { path: file, done: 'written' })
  }
  return JSON.parse(text)
}

/** Undefined where there is no mark, or what stands there is none or is damaged. */
export function readMark(folder: string, path: string): Mark | undefined {
  const file = join(folder, path)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isFile() !== true || found.size > MAX_MARK_BYTES) return undefined
  const [checksum, text] = cut(readFileSync(file, 'utf8'))
  if (checksum !== sha256(text)) return undefined
  const value = parsed(text)
  return isMark(value) ? value : undefined
}

const isMarkedFile = objectOf({ path: isText, bytes: isCount, sha256: isText })

const hasShape = objectOf({
  shard: isCount,
  plan: isText,
  input: isText,
  work: listOf(isMarkedFile),
  report: isReport,
})

const isMark = (value: unknown): value is Mark => hasShape(value)

function cut(text: string): [string, string] {
  const end = text.indexOf('\n')
  return [text.slice(0, end), text.slice(end + 1)]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

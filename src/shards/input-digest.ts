import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { chunksOf } from '../files/chunks.js'
import type { RecordSchema } from '../schema/field.js'
import { absolutePath } from '../sources/bytes.js'
import { sources } from '../sources/index.js'
import type { Slice } from '../sources/source.js'

interface Read {
  readonly slices: readonly Slice[]
  /** Absolute folder of the corpus. */
  readonly folder: string
}

/**
 * A SHA-256, lower-case hex, of every byte that a shard is made from: its slices, what else of their files decides how they are
 * read, and the files that are read with them. `onTurn` is called now and then; what it throws ends this.
 */
export async function digestOfInput(
  read: Read,
  schema: RecordSchema,
  onTurn: () => void = () => {},
): Promise<string> {
  const hash = createHash('sha256')
  for (const part of partsRead(read, schema)) hash.update(`${await digestOfPart(part, onTurn)}\n`)
  return hash.digest('hex')
}

/** Is another one when a file that a shard is made from was written to, or replaced, in between. */
export function stateOfInput(read: Read, schema: RecordSchema): string {
  const hash = createHash('sha256')
  for (const { path } of partsRead(read, schema)) hash.update(`${stateOf(path)}\n`)
  return hash.digest('hex')
}

interface Part {
  readonly path: string
  readonly start: number
  readonly end: number
}

function* partsRead({ slices, folder }: Read, schema: RecordSchema): Generator<Part> {
  for (const slice of slices) {
    const { start, end } = slice
    const path = absolutePath(slice, { folder })
    const source = sources[slice.source]
    if (source?.readsWithinSlices) {
      yield { path, start, end }
      if (start > 0) yield { path, start: 0, end: HEAD_BYTES }
    } else yield wholeOf(path)
    for (const beside of source?.readWith?.(path, { schema }) ?? []) yield wholeOf(beside)
  }
}

const wholeOf = (path: string): Part => ({ path, start: 0, end: Number.POSITIVE_INFINITY })

/** So much is looked at before a file is read as what its name says. */
const HEAD_BYTES = 64 * 1024

/** After so many bytes others have their turn. */
const TURN_BYTES = 64 * 1024 * 1024

/** Shards of one file follow each other, and some forms cannot be read without all of it. */
let last = { of: '', digest: '' }

async function digestOfPart({ path, start, end }: Part, onTurn: () => void): Promise<string> {
  const state = stateOf(path)
  if (state === undefined) return 'none'
  const of = `${state} ${start} ${end} ${path}`
  if (last.of === of) return last.digest
  const hash = createHash('sha256')
  let bytes = 0
  for (const chunk of chunksOf(path, { start, end, passing: true })) {
    hash.update(chunk)
    bytes += chunk.length
    if (bytes % TURN_BYTES >= chunk.length) continue
    await new Promise(setImmediate)
    onTurn()
  }
  const digest = hash.digest('hex')
  if (stateOf(path) === state) last = { of, digest }
  return digest
}

function stateOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found && [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ')
}

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

/** A SHA-256, lower-case hex, of every byte that a shard is made from: its slices, and the files that are read with them. */
export function digestOfInput(read: Read, schema: RecordSchema): string {
  const hash = createHash('sha256')
  for (const { path, start, end } of filesRead(read, schema)) {
    const bytes = statSync(path, { throwIfNoEntry: false })?.size
    // The length says where the next file begins.
    hash.update(`${bytes === undefined ? 'none' : Math.min(end, bytes) - start}\n`)
    if (bytes === undefined) continue
    for (const chunk of chunksOf(path, { start, end, passing: true })) hash.update(chunk)
  }
  return hash.digest('hex')
}

/** Is another one when a file that a shard is made from was written to, or replaced, in between. */
export function stateOfInput(read: Read, schema: RecordSchema): string {
  const hash = createHash('sha256')
  for (const { path } of filesRead(read, schema)) {
    const found = statSync(path, { throwIfNoEntry: false, bigint: true })
    const state = found && [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs]
    hash.update(`${state?.join(' ')}\n`)
  }
  return hash.digest('hex')
}

function* filesRead(
  { slices, folder }: Read,
  schema: RecordSchema,
): Generator<{ readonly path: string; readonly start: number; readonly end: number }> {
  for (const slice of slices) {
    const path = absolutePath(slice, { folder })
    yield { path, start: slice.start, end: slice.end }
    for (const beside of sources[slice.source]?.readWith?.(path, { schema }) ?? [])
      yield { path: beside, start: 0, end: Number.POSITIVE_INFINITY }
  }
}

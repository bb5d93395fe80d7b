import { statSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { bytesAt as bytesIn } from '../files/chunks.js'

/**
 * Looks over the metadata of Arrow IPC before the library reads it: the library believes every count that stands there, and
 * one damaged byte would have it make a list of two thousand million buffers. Throws RangeError where a count cannot be.
 */

/** Format of the metadata: FlatBuffers. A table's vtable says where its fields are, 0 for those that it lacks. */
interface FlatTable {
  readonly bytes: Buffer
  readonly start: number
}

interface Block {
  readonly offset: number
  readonly metadata: number
  readonly body: number
}

/** What a message says of itself. */
interface MessageRead {
  /** Of what follows it, in bytes. */
  readonly body: number
  /** Where the buffers of a batch begin in its body; undefined where they are not compressed. */
  readonly compressed: readonly number[] | undefined
}

const CONTINUATION = 0xffffffff
const MAGIC = 'ARROW1'
/** A batch is in memory as a whole; one that is compressed may be larger than its file. */
const MAX_BATCH_BYTES = 2 ** 31
const MAX_FOOTER_BYTES = 2 ** 26
/** Nested deeper, a type is no column of anyone. */
const MAX_DEPTH = 64

/** What the end of a file says of it, after a look at the counts; undefined where the bytes are no Arrow file (a stream, say). */
export async function readFooter(
  handle: FileHandle,
): Promise<{ readonly batches: readonly Block[]; readonly isCompressed: boolean } | undefined> {
  const { size } = await handle.stat()
  const head = await bytesAt(handle, 0, MAGIC.length)
  if (size < 24 || head.toString('latin1') !== MAGIC) return undefined
  const end = await bytesAt(handle, size - 10, 10)
  const length = end.readInt32LE(0)
  if (end.toString('latin1', 4) !== MAGIC || length <= 0 || length > size - 18) {
    throw new RangeError('it is cut off: its end is not that of an Arrow file')
  }
  const footer = rootOf(await bytesAt(handle, size - 10 - length, length))
  checkSchema(child(footer, 1))
  const [dictionaries, batches] = [blocksOf(footer, 2), blocksOf(footer, 3)]
  let isCompressed = false
  for (const block of dictionaries) isCompressed = (await checkBlock(handle, block)) || isCompressed
  const [first] = batches
  if (first !== undefined) isCompressed = (await checkBlock(handle, first)) || isCompressed
  return { batches, isCompressed }
}

/** What an Arrow file says of a record batch. */
interface BatchSize {
  readonly records: number
  readonly bytes: number
}

/** The sizes of the record batches of a file; undefined where it is a stream, or does not say. */
export function batchSizes(path: string): readonly BatchSize[] | undefined {
  const { size } = statSync(path)
  const end = bytesIn(path, Math.max(0, size - 10), 10)
  if (end.length < 10 || end.toString('latin1', 4) !== MAGIC) return undefined
  const length = end.readInt32LE(0)
  if (length <= 0 || length > Math.min(size - 18, MAX_FOOTER_BYTES)) return undefined
  return orNothing(() =>
    blocksOf(rootOf(bytesIn(path, size - 10 - length, length)), 3).map(block => ({
      // Of a batch that is damaged nobody knows.
      records: orNothing(() => recordsAt(path, block)) ?? 0,
      bytes: Math.min(Math.max(0, block.metadata + block.body), size),
    })),
  )
}

function recordsAt(path: string, { offset, metadata }: Block): number | undefined {
  if (offset < 0 || metadata < 8 || offset + metadata > statSync(path).size) return undefined
  const message = bytesIn(path, offset, metadata)
  const header = child(rootOf(message.subarray(message.readUInt32LE(0) === CONTINUATION ? 8 : 4)), 2)
  const at = header === undefined ? 0 : fieldAt(header, 0)
  const records = header === undefined || at === 0 ? 0 : Number(header.bytes.readBigInt64LE(at))
  return records >= 0 && records <= MAX_BATCH_BYTES ? records : undefined
}

/** Undefined where counts lead out of the bytes. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Looks over the message that stands at a block; whether what follows it is compressed. */
export async function checkBlock(handle: FileHandle, { offset, metadata }: Block): Promise<boolean> {
  const { size } = await handle.stat()
  if (offset < 0 || metadata < 8 || offset + metadata > size)
    throw new RangeError('a batch lies outside the file')
  const bytes = await bytesAt(handle, offset, metadata)
  const start = bytes.readUInt32LE(0) === CONTINUATION ? 8 : 4
  const { compressed } = checkMessage(rootOf(bytes.subarray(start)))
  if (compressed !== undefined) await checkUnpacked(handle, offset + metadata, compressed)
  return compressed !== undefined
}

/** Adds up what the buffers of a batch say that they come to: the library would make room for whatever it is. */
async function checkUnpacked(handle: FileHandle, body: number, buffers: readonly number[]): Promise<void> {
  let total = 0n
  for (const start of buffers) {
    const prefix = await bytesAt(handle, body + start, 8)
    if (prefix.length < 8) throw new RangeError('it is cut off within a batch')
    const length = prefix.readBigInt64LE(0)
    // Less than nothing says that the buffer is not compressed after all.
    if (length < -1n) throw new RangeError(`a compressed buffer of ${length} bytes`)
    if (length > 0n) total += length
    if (total > MAX_BATCH_BYTES) {
      throw new RangeError(`a compressed batch becomes more than ${MAX_BATCH_BYTES} bytes`)
    }
  }
}

/** Looks over all messages of a stream, from its beginning; whether some are compressed. */
export async function checkStream(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat()
  let isCompressed = false
  for (let position = 0; position + 4 <= size; ) {
    const prefix = await bytesAt(handle, position, Math.min(8, size - position))
    const isMarked = prefix.readUInt32LE(0) === CONTINUATION
    const start = isMarked ? 8 : 4
    const length = isMarked ? prefix.readInt32LE(4) : prefix.readInt32LE(0)
    if (length === 0 && position > 0) break
    if (length <= 0 || position + start + length > size)
      throw new RangeError('a message is longer than the rest')
    const { body, compressed } = checkMessage(rootOf(await bytesAt(handle, position + start, length)))
    position += start + length
    if (compressed !== undefined) await checkUnpacked(handle, position, compressed)
    isCompressed ||= compressed !== undefined
    position += body
  }
  return isCompressed
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await handle.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}

function checkMessage(message: FlatTable): MessageRead {
  const kind = message.bytes[fieldAt(message, 1)] ?? 0
  const header = child(message, 2)
  if (header !== undefined) headerChecks[kind]?.(header)
  const at = fieldAt(message, 3)
  const body = at === 0 ? 0n : message.bytes.readBigInt64LE(at)
  if (body < 0n || body > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError('a message has no possible length')
  const batch = kind === DICTIONARY ? header && child(header, 1) : kind === BATCH ? header : undefined
  return { body: Number(body), compressed: batch && compressedBuffers(batch) }
}

/** Numbers of the union `MessageHeader`. */
const DICTIONARY = 2
const BATCH = 3

/** Where those buffers of a batch begin that hold something; undefined where it is not compressed. */
function compressedBuffers(batch: FlatTable): number[] | undefined {
  if (fieldAt(batch, 3) === 0) return undefined
  const { start, length } = vectorOf(batch, 2, 16)
  const places = Array.from({ length }, (_, i) => ({
    offset: Number(batch.bytes.readBigInt64LE(start + i * 16)),
    bytes: Number(batch.bytes.readBigInt64LE(start + i * 16 + 8)),
  }))
  if (places.some(({ offset, bytes }) => offset < 0 || bytes < 0))
    throw new RangeError('a buffer lies nowhere')
  return places.flatMap(({ offset, bytes }) => (bytes > 0 ? [offset] : []))
}

/** By the number of the message's kind. */
const headerChecks: Readonly<Record<number, (header: FlatTable) => void>> = {
  1: checkSchema,
  2: header => checkBatch(child(header, 1)),
  3: checkBatch,
}

function checkBatch(batch: FlatTable | undefined): void {
  if (batch === undefined) return
  vectorOf(batch, 1, 16)
  vectorOf(batch, 2, 16)
  vectorOf(batch, 4, 8)
}

function checkSchema(schema: FlatTable | undefined): void {
  if (schema === undefined) throw new RangeError('there is no schema')
  vectorOf(schema, 2, 4)
  // Fields may share their bytes, and so be more than there is room for.
  let left = schema.bytes.length
  const visit = (table: FlatTable, field: number, depth: number): void => {
    for (const inner of tablesOf(table, field)) {
      if (--left < 0 || depth > MAX_DEPTH) throw new RangeError('the columns are nested without end')
      vectorOf(inner, 6, 4)
      visit(inner, 5, depth + 1)
    }
  }
  visit(schema, 1, 0)
}

const rootOf = (bytes: Buffer): FlatTable => ({ bytes, start: bytes.readUInt32LE(0) })

/** Where a field stands, 0 where the table lacks it. */
function fieldAt({ bytes, start }: FlatTable, field: number): number {
  const vtable = start - bytes.readInt32LE(start)
  const entry = 4 + 2 * field
  const offset = entry < bytes.readUInt16LE(vtable) ? bytes.readUInt16LE(vtable + entry) : 0
  return offset === 0 ? 0 : start + offset
}

function child(table: FlatTable, field: number): FlatTable | undefined {
  const at = fieldAt(table, field)
  return at === 0 ? undefined : { bytes: table.bytes, start: at + table.bytes.readUInt32LE(at) }
}

/** Where a vector's elements begin, and how many there are. Throws where there is no room for them. */
function vectorOf(table: FlatTable, field: number, elementBytes: number): { start: number; length: number } {
  const at = fieldAt(table, field)
  if (at === 0) return { start: 0, length: 0 }
  const { bytes } = table
  const start = at + bytes.readUInt32LE(at) + 4
  const length = bytes.readUInt32LE(start - 4)
  if (start + length * elementBytes > bytes.length)
    throw new RangeError(`${length} parts where there is no room for them`)
  return { start, length }
}

function tablesOf(table: FlatTable, field: number): FlatTable[] {
  const { start, length } = vectorOf(table, field, 4)
  return Array.from({ length }, (_, i) => {
    const at = start + i * 4
    return { bytes: table.bytes, start: at + table.bytes.readUInt32LE(at) }
  })
}

/** A block is an offset, the length of its metadata, and that of its body. */
function blocksOf(footer: FlatTable, field: number): Block[] {
  const { start, length } = vectorOf(footer, field, 24)
  return Array.from({ length }, (_, i) => ({
    offset: Number(footer.bytes.readBigInt64LE(start + i * 24)),
    metadata: footer.bytes.readInt32LE(start + i * 24 + 8),
    body: Number(footer.bytes.readBigInt64LE(start + i * 24 + 16)),
  }))
}

/**
 * LZ4, as Arrow and Parquet use it: frames, whose blocks may lean on those before, and bare blocks. Strict: whatever does not
 * come to exactly `size` bytes, or has another checksum than it says, is a RangeError.
 */

const MAGIC = 0x184d2204
const UNCOMPRESSED = 0x80000000

/** Unpacks one frame. */
export function lz4Frame(packed: Uint8Array, size: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  const output = new Uint8Array(size)
  if (view.getUint32(0, true) !== MAGIC) throw damage('these bytes are not those of LZ4')
  const flags = view.getUint8(4)
  const has = (bit: number): boolean => (flags & bit) !== 0
  if (flags >> 6 !== 1) throw damage('it is of a version of LZ4 that there is not')
  if (has(1)) throw damage('it was packed with a dictionary, which is not in it')
  let at = 6
  if (has(8)) {
    if (view.getBigUint64(at, true) !== BigInt(size)) throw damage('it says another length')
    at += 8
  }
  if (view.getUint8(at) !== ((xxh32(packed.subarray(4, at)) >>> 8) & 0xff))
    throw damage('its header is damaged')
  at++
  let filled = 0
  for (let header = view.getUint32(at, true); header !== 0; header = view.getUint32(at, true)) {
    const length = header & ~UNCOMPRESSED
    const start = at + 4
    at = start + length
    if (at > packed.length) throw damage('it ends too early')
    const block = packed.subarray(start, at)
    if ((header & UNCOMPRESSED) !== 0) filled = copied(block, output, filled)
    else filled = unpackBlock(block, output, filled)
    if (!has(16)) continue
    if (view.getUint32(at, true) !== xxh32(block)) throw damage('its checksum is another')
    at += 4
  }
  at += 4
  if (filled !== size) throw damage(`it comes to ${filled} bytes where ${size} are said to be`)
  if (has(4) && view.getUint32(at, true) !== xxh32(output)) throw damage('its checksum is another')
  return output
}

/** Unpacks one bare block. */
export function lz4Block(packed: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size)
  const filled = unpackBlock(packed, output, 0)
  if (filled !== size) throw damage(`it comes to ${filled} bytes where ${size} are said to be`)
  return output
}

/**
 * Unpacks what Parquet calls LZ4 without RAW, which writers have understood in three ways: blocks with both their lengths
 * before them, as Hadoop has them, a frame, or a bare block.
 */
export function lz4OfParquet(packed: Uint8Array, size: number): Uint8Array {
  return hadoopBlocks(packed, size) ?? (isFrame(packed) ? lz4Frame(packed, size) : lz4Block(packed, size))
}

const isFrame = (packed: Uint8Array): boolean =>
  packed.length > 7 && new DataView(packed.buffer, packed.byteOffset).getUint32(0, true) === MAGIC

function hadoopBlocks(packed: Uint8Array, size: number): Uint8Array | undefined {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  const blocks: { readonly start: number; readonly end: number; readonly size: number }[] = []
  let total = 0
  for (let at = 0; at < packed.length; ) {
    if (at + 8 > packed.length) return undefined
    const [unpacked, length] = [view.getUint32(at), view.getUint32(at + 4)]
    blocks.push({ start: at + 8, end: at + 8 + length, size: unpacked })
    total += unpacked
    at += 8 + length
    if (at > packed.length || total > size) return undefined
  }
  if (total !== size) return undefined
  const output = new Uint8Array(size)
  let filled = 0
  for (const block of blocks) {
    output.set(lz4Block(packed.subarray(block.start, block.end), block.size), filled)
    filled += block.size
  }
  return output
}

const damage = (message: string): RangeError => new RangeError(message)

function copied(bytes: Uint8Array, output: Uint8Array, filled: number): number {
  const end = filled + bytes.length
  if (end > output.length) throw damage('it comes to more bytes than are said to be')
  output.set(bytes, filled)
  return end
}

/** Where the output ends then. A block is runs of literal bytes, each but the last followed by a copy of earlier ones. */
function unpackBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let at = 0
  let filled = start
  const next = (): number => {
    const byte = block[at++]
    if (byte === undefined) throw damage('it ends too early')
    return byte
  }
  const lengthFrom = (four: number): number => {
    let length = four
    if (four < 15) return length
    for (let more = 255; more === 255; ) {
      more = next()
      length += more
    }
    return length
  }
  if (block.length === 0) return filled
  for (;;) {
    const token = next()
    const literals = lengthFrom(token >> 4)
    if (at + literals > block.length) throw damage('it ends too early')
    filled = copied(block.subarray(at, at + literals), output, filled)
    at += literals
    if (at === block.length) return filled
    const offset = next() | (next() << 8)
    if (offset === 0 || offset > filled) throw damage('it repeats what is not there')
    const length = lengthFrom(token & 15) + 4
    const end = filled + length
    if (end > output.length) throw damage('it comes to more bytes than are said to be')
    if (offset >= length) output.copyWithin(filled, filled - offset, end - offset)
    else for (let i = filled; i < end; i++) output[i] = output[i - offset] ?? 0
    filled = end
  }
}

const [PRIME1, PRIME2, PRIME3, PRIME4, PRIME5] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1]

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

/** XXH32 with the seed 0. */
function xxh32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const round = (lane: number, at: number): number =>
    Math.imul(rotate((lane + Math.imul(view.getUint32(at, true), PRIME2)) | 0, 13), PRIME1)
  let at = 0
  let hash = PRIME5
  if (bytes.length >= 16) {
    let [a, b, c, d] = [(PRIME1 + PRIME2) | 0, PRIME2 | 0, 0, -PRIME1 | 0]
    for (; at + 16 <= bytes.length; at += 16) {
      a = round(a, at)
      b = round(b, at + 4)
      c = round(c, at + 8)
      d = round(d, at + 12)
    }
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)
  }
  hash = (hash + bytes.length) | 0
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(rotate((hash + Math.imul(view.getUint32(at, true), PRIME3)) | 0, 17), PRIME4)
  }
  for (; at < bytes.length; at++) {
    hash = Math.imul(rotate((hash + Math.imul(bytes[at] ?? 0, PRIME5)) | 0, 11), PRIME1)
  }
  hash = Math.imul(hash ^ (hash >>> 15), PRIME2)
  hash = Math.imul(hash ^ (hash >>> 13), PRIME3)
  return (hash ^ (hash >>> 16)) >>> 0
}

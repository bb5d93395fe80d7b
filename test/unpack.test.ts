import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packingOf, type UnpackLimits, unpacked } from '../src/files/unpack.js'
import { loadZstd } from '../src/formats/parquet-zstd.js'
import { folderOf } from './sources.js'

const { compress } = await loadZstd()

const zstd = (bytes: Uint8Array): Buffer => Buffer.from(compress(Buffer.from(bytes)))
/** A frame that is to be skipped, of three bytes. */
const skipped = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
/** `one\ntwo\n` as the command zstd writes it, with a checksum at the end. */
const checked = Buffer.from('KLUv/QRYQQAAb25lCnR3bwrmpg5A', 'base64')

async function unpackedOf(bytes: Uint8Array, limits?: UnpackLimits): Promise<string> {
  const path = `${folderOf({ packed: bytes })}/packed`
  const packing = packingOf(path)
  if (packing === undefined) return 'not packed'
  const chunks: Buffer[] = []
  try {
    for await (const chunk of unpacked(path, packing, limits)) chunks.push(chunk)
    return Buffer.concat(chunks).toString('latin1')
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'UnpackFault') throw error
    return `${Buffer.concat(chunks).length} bytes, then: ${error.message}`
  }
}

test('what was packed comes out, in however many frames or members', async () => {
  const bytes = fc
    .tuple(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 1000 }))
    .map(([some, times]) => Buffer.concat(Array.from({ length: times }, () => some)))
  await fc.assert(
    fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 4 }), fc.boolean(), async (parts, isGzip) => {
      const packed = parts.flatMap(part => (isGzip ? [gzipSync(part)] : [skipped, zstd(part)]))
      expect(await unpackedOf(Buffer.concat(packed))).toBe(Buffer.concat(parts).toString('latin1'))
    }),
    { numRuns: 20 },
  )
})

test('more than a block comes out of a few bytes', async () => {
  const zeros = Buffer.alloc(5 * 2 ** 20)
  expect((await unpackedOf(zstd(zeros))) === zeros.toString('latin1')).toBe(true)
})

test('what is cut off anywhere is a fault, and so is a changed checksum', async () => {
  expect(await unpackedOf(checked)).toBe('one\ntwo\n')
  for (let length = 4; length < checked.length; length++) {
    expect(await unpackedOf(checked.subarray(0, length))).toMatch(/^\d bytes, then: it ends too early$/)
  }
  const changed = Buffer.from(checked)
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1)
  expect(await unpackedOf(changed)).toMatch(/then: its checksum is another$/)
})

test('says why a frame of zstd cannot be unpacked', async () => {
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
  const framed = (...header: number[]) => Buffer.concat([magic, Buffer.from([...header, 1, 0, 0, 0, 0, 0])])
  expect(await unpackedOf(framed(0x01, 0x58, 0x07))).toBe(
    '0 bytes, then: it was packed with a dictionary, which is not in it',
  )
  expect(await unpackedOf(framed(0x00, 18 << 3))).toBe(
    '0 bytes, then: its window is larger than 128 MiB, as with --long=28',
  )
  expect(await unpackedOf(framed(0x08, 0x58))).toBe('0 bytes, then: it asks for what zstd does not have')
  // A block of the type that there is not.
  expect(await unpackedOf(framed(0x00, 0x58, 0x07))).toBe('0 bytes, then: its data is damaged')
})

test('what follows the end is a fault, padding of gzip aside', async () => {
  const packed = gzipSync('one\n')
  expect(await unpackedOf(Buffer.concat([packed, Buffer.alloc(1000)]))).toBe('one\n')
  expect(await unpackedOf(Buffer.concat([packed, Buffer.alloc(10), gzipSync('two\n')]))).toBe(
    '4 bytes, then: other bytes follow the end',
  )
  expect(await unpackedOf(Buffer.concat([checked, Buffer.from('two\n')]))).toBe(
    '8 bytes, then: these bytes are not those of zstd',
  )
})

test('bombs are ended by size and ratio together', async () => {
  for (const packed of [gzipSync(Buffer.alloc(4 * 2 ** 20)), zstd(Buffer.alloc(4 * 2 ** 20))]) {
    expect((await unpackedOf(packed, { bytes: 2 ** 20, ratio: 100_000 })).length).toBe(4 * 2 ** 20)
    expect((await unpackedOf(packed, { bytes: 2 ** 23, ratio: 10 })).length).toBe(4 * 2 ** 20)
    expect(await unpackedOf(packed, { bytes: 2 ** 20, ratio: 100 })).toMatch(/ bytes become more than \d+$/)
  }
})

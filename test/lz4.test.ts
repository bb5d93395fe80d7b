import { expect, test } from 'vitest'
import { lz4Block, lz4Frame, lz4OfParquet } from '../src/formats/lz4.js'

const text = Buffer.from(`${'كتاب وقلم. '.repeat(12)}end`)
/** As pyarrow writes them. */
const frame = Buffer.from('BCJNGGBAgh4AAAD/BNmD2KrYp9ioINmI2YLZhNmFLiATALxQLiBlbmQAAAAA', 'base64')
const block = Buffer.from('/wTZg9iq2KfYqCDZiNmC2YTZhS4gEwC8UC4gZW5k', 'base64')

const spammish = Buffer.from('Nobody inspects the spammish repetition')
const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
/** One block that is not compressed, and behind it the checksum of the text, as XXH32 is known to give it. */
const checked = Buffer.concat([
  Buffer.of(0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7),
  word(0x80000000 + spammish.length),
  spammish,
  word(0),
  word(0xe2293b2f),
])

const hadoop = (...parts: readonly (readonly [size: number, packed: Buffer])[]): Buffer =>
  Buffer.concat(
    parts.flatMap(([size, packed]) => [word(size).swap32(), word(packed.length).swap32(), packed]),
  )

test('frames, blocks, and blocks with their lengths before them come out', () => {
  expect(Buffer.from(lz4Frame(frame, text.length))).toEqual(text)
  expect(Buffer.from(lz4Block(block, text.length))).toEqual(text)
  expect(Buffer.from(lz4Frame(checked, spammish.length))).toEqual(spammish)
  for (const packed of [frame, block, hadoop([text.length, block])]) {
    expect(Buffer.from(lz4OfParquet(packed, text.length))).toEqual(text)
  }
  const twice = hadoop([text.length, block], [text.length, block])
  expect(Buffer.from(lz4OfParquet(twice, 2 * text.length))).toEqual(Buffer.concat([text, text]))
})

test('another length than is said, or another checksum, is no result', () => {
  for (const size of [0, text.length - 1, text.length + 1]) {
    expect(() => lz4Frame(frame, size)).toThrow(RangeError)
    expect(() => lz4Block(block, size)).toThrow(RangeError)
  }
  for (let i = 0; i < checked.length; i++) {
    const changed = Buffer.from(checked)
    changed.writeUInt8(changed.readUInt8(i) ^ 4, i)
    expect(() => lz4Frame(changed, spammish.length), String(i)).toThrow(RangeError)
  }
})

test('whatever is damaged ends in an error or in as many bytes, and reads nothing else', () => {
  for (let i = 0; i < block.length; i++) {
    for (const bit of [1, 16, 128]) {
      const changed = Buffer.from(block)
      changed.writeUInt8(changed.readUInt8(i) ^ bit, i)
      let length = text.length
      try {
        length = lz4Block(changed, text.length).length
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
      expect(length).toBe(text.length)
    }
    expect(() => lz4Block(block.subarray(0, i), text.length)).toThrow(RangeError)
  }
})

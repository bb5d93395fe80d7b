import { createHash } from 'node:crypto'
import { readFileSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsageError } from '../src/errors.js'
import { openFileSink } from '../src/files/file-sink.js'
import { workdir } from './cli.js'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Bytes that tell where they stand. */
const numbered = (length: number): Buffer =>
  Buffer.from(Uint32Array.from({ length: length >> 2 }, (_, i) => i).buffer)

test('a file holds what was written, in order, however large the pieces, and is known by its bytes and hash', () => {
  const folder = workdir()
  let files = 0
  const size = fc.oneof(fc.nat(2000), fc.integer({ min: 250_000, max: 280_000 }), fc.constant(1_500_000))
  fc.assert(
    fc.property(fc.array(size, { maxLength: 12 }), sizes => {
      const path = `${files++}.bin`
      const sink = openFileSink(folder, path)
      const all = numbered(sizes.reduce((sum, one) => sum + one, 0) + 4)
      let at = 0
      for (const one of sizes) {
        // The memory of a chunk is free for others once it is written.
        const chunk = Buffer.from(all.subarray(at, at + one))
        sink.write(chunk)
        chunk.fill(0)
        at += one
      }
      const expected = all.subarray(0, at)
      expect(sink.close()).toEqual({ path, bytes: at, sha256: sha256(expected) })
      expect(readFileSync(join(folder, path)).equals(expected)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('a large file is whole once it has settled', async () => {
  const folder = workdir()
  const sink = openFileSink(folder, 'large.bin', { isLarge: true })
  const piece = numbered(2 ** 20)
  for (let i = 0; i < 150; i++) sink.write(piece)
  const { bytes } = sink.close()
  await sink.settled()
  expect(bytes).toBe(150 * 2 ** 20)
  expect(readFileSync(join(folder, 'large.bin')).length).toBe(bytes)
})

test('a large file that is gone before it is whole is wrong use, and no bug', async () => {
  const folder = workdir()
  const sink = openFileSink(folder, 'large.bin', { isLarge: true })
  unlinkSync(join(folder, 'large.bin'))
  const piece = Buffer.alloc(2 ** 20)
  expect(() => {
    for (let i = 0; i < 100; i++) sink.write(piece)
  }).toThrow(UsageError)
  sink.abort()
  await sink.settled()
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineScanner } from '../src/sources/line-scanner.js'
import type { Vouch } from '../src/sources/source.js'
import { vouchedLines } from '../src/sources/vouched-lines.js'

/** What is told of a line; its bytes are copied. */
const seen = ({
  bytes,
  ...line
}: {
  bytes: Buffer
  number: number
  start: number
  ended: boolean
  tooLong: boolean
}) => ({
  ...line,
  text: bytes.toString('latin1'),
})

function cut(text: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map(place => place % (text.length + 1)))].sort((a, b) => a - b)
  return [0, ...ends].map((start, i) => text.subarray(start, ends[i] ?? text.length))
}

test('lines that nobody vouches for are those of the plain scanner, wherever the chunks are cut', () => {
  const lines = fc.array(fc.constantFrom('v', 'vv', 'u', '', 'unknown', 'v'.repeat(20), 'u'.repeat(30)), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(lines, fc.boolean(), fc.array(fc.nat(200), { maxLength: 6 }), (texts, ended, places) => {
      const text = Buffer.from(texts.join('\n') + (ended ? '\n' : ''))
      const chunks = cut(text, places)
      const plain = lineScanner({ start: 7, number: 3, limit: 25 })
      const all = chunks.flatMap(chunk => [...plain.push(chunk)].map(seen))
      const scanner = lineScanner({ start: 7, number: 3, limit: 25 })
      const vouched: number[] = []
      const vouch: Vouch = (block, ordinal, { leave }) => {
        expect(block.at(-1)).toBe(0x0a)
        let [at, before] = [0, 0]
        for (let end = block.indexOf(0x0a); end !== -1; end = block.indexOf(0x0a, at)) {
          if (block[at] === 0x76 && end - at <= 25) vouched.push(ordinal + before)
          else leave(at, end, before)
          before++
          at = end + 1
        }
        return before
      }
      const next = vouchedLines({ scanner, vouch, draftOf: () => expect.unreachable() })
      const left = chunks.flatMap(chunk => [...next(chunk)].map(seen))
      const isVouched = ({ text, tooLong }: { text: string; tooLong: boolean }) =>
        text.startsWith('v') && !tooLong
      // A block is no longer than a chunk, and so lines in it are never too long in earnest.
      const limited = (line: { text: string; tooLong: boolean }) => ({
        ...line,
        text: line.text.slice(0, 25),
        tooLong: false,
      })
      expect(left.map(limited)).toEqual(all.filter(line => !isVouched(line)).map(limited))
      expect(vouched).toEqual(all.filter(isVouched).map(({ number }) => number - 1))
      expect(scanner.end() && scanner.number()).toEqual(plain.end() && plain.number())
      expect([scanner.number(), scanner.start()]).toEqual([plain.number(), plain.start()])
    }),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberWalk } from '../src/records/scan/numbers.js'
import { lookAt, newScan, UNKNOWN } from '../src/records/scan/scan.js'
import { readJson } from '../src/text/json.js'

const walk = numberWalk({
  integer: false,
  minimum: Number.NEGATIVE_INFINITY,
  maximum: Number.POSITIVE_INFINITY,
  above: Number.NEGATIVE_INFINITY,
  below: Number.POSITIVE_INFINITY,
  divisors: [],
  values: undefined,
})

/** The number that the walk reads; undefined where it does not know. */
function walked(literal: string): number | undefined {
  const scan = newScan(0)
  lookAt(scan, new Uint8Array(Buffer.from(`${literal}\n`)))
  const end = walk(scan, 0)
  if (end === UNKNOWN) return undefined
  expect(end).toBe(literal.length)
  return scan.number[0]
}

function expectExact(literal: string): boolean {
  const number = walked(literal)
  if (number === undefined) return false
  expect({ literal, number, faults: readJson(literal).faults }).toEqual({
    literal,
    number: Number(literal) === 0 ? 0 : Number(literal),
    faults: [],
  })
  return true
}

const digits = (least: number, most: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: least, maxLength: most }).map(list => list.join(''))
const literals = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), digits(1, 20)),
    fc.oneof(
      fc.constant(''),
      digits(1, 25).map(places => `.${places}`),
    ),
    fc.constantFrom('', '', '', 'e3', 'E-07', 'e+22', 'e400'),
  )
  .map(parts => parts.join(''))

test('a number that is walked over is the float that others read, and not rounded', () => {
  fc.assert(
    fc.property(literals, literal => void expectExact(literal)),
    { numRuns: 20_000 },
  )
})

test('floats are known as programs spell them, and no other decimal is taken for one', () => {
  let [known, all] = [0, 0]
  const floats = fc.oneof(
    fc.double({ noNaN: true, min: -1000, max: 1000 }),
    fc.double({ noNaN: true, min: 0, max: 1 }),
    fc.nat(1e9).map(one => one / 100 - 90),
  )
  fc.assert(
    fc.property(floats, fc.nat(9), (float, digit) => {
      const literal = String(float)
      fc.pre(/^-?\d+\.\d+$/.test(literal))
      all++
      if (expectExact(literal)) known++
      expectExact(literal.slice(0, -1) + digit)
      expectExact(literal + digit)
    }),
    { numRuns: 20_000 },
  )
  expect(known / all).toBeGreaterThan(0.99)
})

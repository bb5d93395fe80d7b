import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conform } from '../src/records/conform.js'
import type { Json, ScalarKind } from '../src/schema/field.js'
import { decimalOf, integerOf, isSameDecimal, spelledInteger } from '../src/text/decimal.js'
import { readJson } from '../src/text/json.js'
import { field } from './arbitraries.js'

/** A literal as numerator and denominator, by the arithmetic of bigints alone. */
function rationalOf(literal: string): readonly [bigint, bigint] {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]\+?(-?\d+))?$/.exec(literal) ?? []
  const numerator = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n)
  const power = Number(exponent) - fraction.length
  return power >= 0 ? [numerator * 10n ** BigInt(power), 1n] : [numerator, 10n ** BigInt(-power)]
}

const isEqual = ([a, b]: readonly [bigint, bigint], [c, d]: readonly [bigint, bigint]) => a * d === c * b
const wholeOf = ([a, b]: readonly [bigint, bigint]) => (a % b === 0n ? a / b : undefined)

const digits = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.constantFrom('0', '0', '9'), fc.nat(9).map(String)), { minLength: 1, maxLength })
    .map(parts => parts.join(''))
const literals = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(
      digits(22),
      fc.constantFrom('9007199254740993', '9223372036854775807', '9223372036854775808', '1'),
    ),
    fc.option(digits(8)),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+'), fc.integer({ min: -25, max: 25 }))),
  )
  .map(([sign, whole, fraction, exponent]) => {
    const mark = exponent === null ? '' : `${exponent[1] < 0 ? 'e' : exponent[0]}${exponent[1]}`
    return `${sign}${whole.replace(/^0+(?=\d)/, '')}${fraction === null ? '' : `.${fraction}`}${mark}`
  })

const read = (literal: string) => readJson(`[${literal}]`)
const numberIn = (literal: string): Json | undefined => {
  const { value } = read(literal)
  return Array.isArray(value) ? value[0] : undefined
}

function conformed(kind: ScalarKind, value: Json) {
  const { record, findings, notes, misfits } = conform({ a: value }, [field('a', kind)])
  const all = [...findings, ...notes, ...misfits]
  return { value: record['a'], codes: all.map(({ code }) => code), findings: all }
}

describe('a literal keeps its value', () => {
  test.each<[literal: string, value: number | bigint, faults: number]>([
    ['9007199254740993.0', 9007199254740993n, 0],
    ['9007199254740993e0', 9007199254740993n, 0],
    ['90071992547409930E-1', 9007199254740993n, 0],
    ['1e18', 1e18, 0],
    ['1000000000000000000', 10n ** 18n, 0],
    ['123456789012345678e2', 12345678901234567800n, 0],
    ['9.223372036854775807e18', 2n ** 63n - 1n, 0],
    ['9.223372036854775808e18', 2n ** 63n, 0],
    ['-9.223372036854775809e18', -(2n ** 63n) - 1n, 0],
    ['1e23', 1e23, 0],
    ['1.5', 1.5, 0],
    ['100e-2', 1, 0],
    ['-0.0', 0, 0],
    ['0e99999999999999999999', 0, 0],
    ['0.1e-400', 0, 1],
    ['-1e-400', 0, 1],
    ['0.1000000000000000055', 0.1, 1],
    ['9007199254740993.5', 9007199254740994, 1],
  ])('%s', (literal, value, faults) => {
    expect(numberIn(literal)).toBe(value)
    expect(read(literal).faults.map(({ kind }) => kind)).toEqual(Array(faults).fill('rounded'))
  })

  test('whole numbers are exact and others say where they round', () => {
    fc.assert(
      fc.property(literals, literal => {
        const exact = rationalOf(literal)
        const { faults } = read(literal)
        const value = numberIn(literal)
        const spelled = String(value).replace('e+', 'e')
        expect(isEqual(rationalOf(spelled), exact)).toBe(faults.length === 0)
        if (wholeOf(exact) !== undefined) expect(faults).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })

  test('decimals are the same exactly when their fractions are', () => {
    fc.assert(
      fc.property(literals, literals, (a, b) => {
        expect(isSameDecimal(decimalOf(a), decimalOf(b))).toBe(isEqual(rationalOf(a), rationalOf(b)))
        expect(integerOf(decimalOf(a))).toBe(wholeOf(rationalOf(a)))
      }),
      { numRuns: 2000 },
    )
    expect(isSameDecimal(decimalOf('1200e-1'), decimalOf('0.12E+3'))).toBe(true)
    expect(spelledInteger(1e23)).toBe(10n ** 23n)
    expect(spelledInteger(-(2 ** 63))).toBe(-9223372036854776000n)
  })

  test('takes time linear in the length of a literal', () => {
    const zeros = '0'.repeat(300_000)
    const started = performance.now()
    expect(read(`0.${zeros}1${zeros}1`).faults.map(({ kind }) => kind)).toEqual(['rounded'])
    expect(numberIn(`1${zeros}e-300000`)).toBe(1)
    expect(numberIn(`0.${zeros}1e300001`)).toBe(1)
    expect(numberIn(`1.5e-${zeros}9`)).toBe(1.5e-9)
    expect(read(`1e${'9'.repeat(300_000)}`).faults.map(({ kind }) => kind)).toEqual(['non-finite'])
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('conform', () => {
  test('an int64 column holds a whole number exactly, or it is out of range with the digits that were written', () => {
    fc.assert(
      fc.property(literals, literal => {
        const whole = wholeOf(rationalOf(literal))
        const value = numberIn(literal)
        if (whole === undefined || value === undefined) return
        const { value: held, codes, findings } = conformed('int64', value)
        if (BigInt.asIntN(64, whole) === whole) {
          expect(codes).toEqual([])
          expect(typeof held === 'bigint' ? held : Number.isSafeInteger(held) && BigInt(Number(held))).toBe(
            whole,
          )
        } else {
          expect(codes).toEqual(['record/integer-range'])
          expect(findings[0]?.message).toContain(String(whole))
        }
      }),
      { numRuns: 3000 },
    )
    expect(conformed('int64', 1e23).findings[0]?.message).toBe(
      '/a is 100000000000000000000000, which needs more than 64 bits.',
    )
    expect(conformed('int64', 1e18).value).toBe(10n ** 18n)
    expect(conformed('int32', 2 ** 31).codes).toEqual(['record/integer-range'])
    expect(conformed('int32', -(2 ** 31)).codes).toEqual([])
  })

  test('a float64 column says when a whole number is rounded', () => {
    expect(conformed('float64', 9007199254740993n)).toMatchObject({
      value: 9007199254740992,
      findings: [
        {
          code: 'json/rounded',
          severity: 'info',
          pointer: '/a',
          message: '9007199254740993 has more digits than a 64-bit float holds; it becomes 9007199254740992.',
        },
      ],
    })
    expect(conformed('float64', 9007199254740994n)).toMatchObject({ value: 9007199254740994, codes: [] })
    expect(conformed('float64', 10n ** 18n)).toMatchObject({ value: 1e18, codes: [] })
    fc.assert(
      fc.property(literals, literal => {
        const value = numberIn(literal)
        if (value === undefined) return
        const { value: held, codes } = conformed('float64', value)
        const roundedWhenRead = read(literal).faults.length > 0
        const spelled = rationalOf(String(held).replace('e+', 'e'))
        expect(codes.includes('json/rounded') || roundedWhenRead).toBe(!isEqual(spelled, rationalOf(literal)))
      }),
      { numRuns: 3000 },
    )
  })
})

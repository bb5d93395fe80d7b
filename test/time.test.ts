import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalTimestamp, dateOf, daysOf, microsOf, timestampOf } from '../src/records/time.js'

describe('daysOf and dateOf', () => {
  test('count from 1970-01-01, years below 100 as they are', () => {
    const known: [string, number][] = [
      ['1970-01-01', 0],
      ['1969-12-31', -1],
      ['2000-02-29', 11_016],
      ['1900-03-01', -25_508],
      ['0099-12-31', -683_004],
      ['0000-01-01', -719_528],
      ['0000-02-29', -719_469],
      ['9999-12-31', 2_932_896],
    ]
    for (const [date, days] of known) {
      expect(daysOf(date)).toBe(days)
      expect(dateOf(days)).toBe(date)
    }
  })

  test('agree with the platform on every day of a whole cycle of 400 years, and on days of all others', () => {
    for (let days = -719_528; days <= 2_932_896; days += days < -573_000 ? 1 : 17) {
      const date = dateOf(days)
      if (daysOf(date) !== days || days * 86_400_000 !== Date.parse(`${date}T00:00:00Z`))
        throw new Error(date)
    }
  })

  test('refuse what is no day', () => {
    for (const text of [
      '2023-02-29',
      '1900-02-29',
      '2023-13-01',
      '2023-00-10',
      '2023-04-31',
      '2023-01-00',
      '23-01-01',
      '2023-1-1',
      ' 2023-01-01',
      '2023-01-01\n',
      '٢٠٢٣-٠١-٠١',
      '',
    ]) {
      expect(() => daysOf(text), text).toThrow(RangeError)
    }
    expect(() => dateOf(2_932_897)).toThrow(RangeError)
    expect(() => dateOf(-719_529)).toThrow(RangeError)
  })
})

describe('microsOf and timestampOf', () => {
  test('count microseconds from 1970-01-01', () => {
    const known: [string, bigint][] = [
      ['1970-01-01T00:00:00Z', 0n],
      ['1969-12-31T23:59:59.999999Z', -1n],
      ['2024-02-29T12:34:56.7Z', 1_709_210_096_700_000n],
      ['0001-01-01T00:00:00Z', -62_135_596_800_000_000n],
      ['9999-12-31T23:59:59.999999Z', 253_402_300_799_999_999n],
    ]
    for (const [timestamp, micros] of known) {
      expect(microsOf(timestamp)).toBe(micros)
      expect(timestampOf(micros)).toBe(timestamp)
    }
  })

  test('are inverse', () => {
    fc.assert(
      fc.property(fc.bigInt(-62_135_596_800_000_000n, 253_402_300_799_999_999n), micros => {
        expect(microsOf(timestampOf(micros))).toBe(micros)
      }),
    )
  })

  test('refuse other spellings and other years', () => {
    for (const text of [
      '2024-01-01T00:00:00.50Z',
      '2024-01-01T00:00:00.0Z',
      '2024-01-01T00:00:00+00:00',
      '2024-01-01t00:00:00z',
      '2024-01-01T24:00:00Z',
      '2024-01-01T00:00:60Z',
      '2024-01-01',
      '0000-12-31T00:00:00Z',
    ]) {
      expect(() => microsOf(text), text).toThrow(RangeError)
    }
    expect(() => timestampOf(253_402_300_800_000_000n)).toThrow(RangeError)
    expect(() => timestampOf(-62_135_596_800_000_001n)).toThrow(RangeError)
  })
})

describe('canonicalTimestamp', () => {
  test('gives the one spelling of a moment', () => {
    const known: Record<string, string> = {
      '2024-01-01T00:00:00Z': '2024-01-01T00:00:00Z',
      '2024-01-01t02:30:00.1200+02:30': '2024-01-01T00:00:00.12Z',
      '2023-12-31T19:00:00-05:00': '2024-01-01T00:00:00Z',
      '2024-01-01T00:00:00.000000000z': '2024-01-01T00:00:00Z',
      '2024-01-01T00:00:00.123456000-00:00': '2024-01-01T00:00:00.123456Z',
      '0001-01-01T01:00:00+01:00': '0001-01-01T00:00:00Z',
      '0000-12-31T23:00:00-01:00': '0001-01-01T00:00:00Z',
    }
    for (const [text, spelling] of Object.entries(known))
      expect(canonicalTimestamp(text), text).toBe(spelling)
  })

  test('is undefined for what is no moment, or not one of whole microseconds in 0001 to 9999', () => {
    for (const text of [
      '2024-01-01T00:00:00',
      '2024-01-01',
      '2024-01-01T00:00:00.1234567Z',
      '2016-12-31T23:59:60Z',
      '2024-02-30T00:00:00Z',
      '2024-01-01T25:00:00Z',
      '2024-01-01T00:00:00+24:00',
      '2024-01-01T00:00:00+0100',
      '2024-01-01T00:00:00.Z',
      '0001-01-01T00:00:00+00:01',
      '9999-12-31T23:59:59-00:01',
      '2024-01-01 00:00:00Z',
      '',
    ]) {
      expect(canonicalTimestamp(text), text).toBeUndefined()
    }
  })
})

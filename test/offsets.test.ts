import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexOffsets, sliceCodePoints, toCodePoint, toUtf16 } from '../src/text/offsets.js'
import { awkwardText } from './awkward.js'

const family = 'a👨‍👩‍👧b' // a, three emoji joined by two ZWJ, b: 7 code points, 10 units

describe('offsets', () => {
  it.each([
    [0, 0],
    [1, 1],
    [2, 3],
    [3, 4],
    [4, 6],
    [5, 7],
    [6, 9],
    [7, 10],
  ])('code point %i is unit %i', (codePoint, unit) => {
    expect(toUtf16(family, codePoint)).toBe(unit)
    expect(toCodePoint(family, unit)).toBe(codePoint)
    expect(indexOffsets(family).toUtf16(codePoint)).toBe(unit)
    expect(indexOffsets(family).toCodePoint(unit)).toBe(codePoint)
  })

  it('counts a lone surrogate as one', () => {
    expect(toUtf16('\ud800\ud83d\ude00\udc00', 2)).toBe(3)
    expect(toCodePoint('\ud800\ud83d\ude00\udc00', 3)).toBe(2)
    expect(indexOffsets('\ud800\ud83d\ude00\udc00').length).toBe(3)
  })

  it.each([8, -1, 0.5, Number.NaN, Infinity])('refuses code point %d', index => {
    expect(() => toUtf16(family, index)).toThrow(RangeError)
    expect(() => indexOffsets(family).toUtf16(index)).toThrow(RangeError)
  })

  it.each([11, 2, 5, 8, -1, 1.5])('refuses unit %d, past the end or inside a pair', index => {
    expect(() => toCodePoint(family, index)).toThrow(RangeError)
    expect(() => indexOffsets(family).toCodePoint(index)).toThrow(RangeError)
  })

  it('agrees with an array of characters, there and back', () => {
    fc.assert(
      fc.property(awkwardText, text => {
        const characters = [...text]
        const offsets = indexOffsets(text)
        let unit = 0
        for (let i = 0; i <= characters.length; i++) {
          expect([toUtf16(text, i), offsets.toUtf16(i)]).toEqual([unit, unit])
          expect([toCodePoint(text, unit), offsets.toCodePoint(unit)]).toEqual([i, i])
          unit += characters[i]?.length ?? 0
        }
        expect(offsets.length).toBe(characters.length)
      }),
    )
  })
})

describe('sliceCodePoints', () => {
  it('cuts between code points', () => {
    expect(sliceCodePoints(family, 1, 2)).toBe('👨')
    expect(sliceCodePoints(family, 6, 7)).toBe('b')
    expect(sliceCodePoints(family, 7, 7)).toBe('')
    expect(sliceCodePoints('', 0, 0)).toBe('')
  })

  it.each([
    [2, 1],
    [0, 8],
    [8, 8],
    [-1, 2],
  ])('refuses %d to %d', (start, end) => {
    expect(() => sliceCodePoints(family, start, end)).toThrow(RangeError)
  })

  it('agrees with an array of characters', () => {
    fc.assert(
      fc.property(awkwardText, fc.nat(40), fc.nat(40), (text, a, b) => {
        const characters = [...text]
        const start = Math.min(a, b, characters.length)
        const end = Math.min(Math.max(a, b), characters.length)
        expect(sliceCodePoints(text, start, end)).toBe(characters.slice(start, end).join(''))
      }),
    )
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytePattern } from '../src/records/scan/byte-pattern.js'

const atoms = fc.constantFrom(
  'a',
  'b',
  '-',
  '/',
  '\\d',
  '\\w',
  '[ab]',
  '[a-c0-9]',
  '[b-]',
  '\\.',
  '\\-',
  ':',
  '_',
  '[\\w.]',
)
const quantifiers = fc.constantFrom(
  '',
  '',
  '',
  '*',
  '+',
  '?',
  '{2}',
  '{1,3}',
  '{2,}',
  '{0}',
  '+?',
  '{3,1}',
  '**',
)
const patterns = fc
  .tuple(
    fc.array(
      fc.tuple(atoms, quantifiers).map(pair => pair.join('')),
      { maxLength: 5 },
    ),
    fc.constantFrom('$', '', '|x', '.$', '\\$'),
  )
  .map(([list, end]) => `^${list.join('')}${end}`)
const texts = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '-', '/', '0', '7', '.', ':', '_', 'س', 'é'),
  maxLength: 9,
})

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u').flags === 'u'
  } catch {
    return false
  }
}

test('bytes match as their text does', () => {
  let [known, matched] = [0, 0]
  fc.assert(
    fc.property(patterns, fc.array(texts, { minLength: 8, maxLength: 8 }), (source, list) => {
      const pattern = bytePattern(source)
      fc.pre(pattern !== undefined && isPattern(source))
      known++
      for (const text of list) {
        const bytes = Buffer.from(`ab${text}ab`)
        const matches = pattern!(bytes, 2, bytes.length - 2)
        if (matches) matched++
        expect({ source, text, matches }).toEqual({
          source,
          text,
          matches: new RegExp(source, 'u').test(text),
        })
      }
    }),
    { numRuns: 3000 },
  )
  expect([known, matched].every(count => count > 300)).toBe(true)
})

test.each([
  ['^a[0-9]{9}$', true],
  ['^https?://', true],
  ['^station-[0-9]+$', true],
  ['^[a-z][a-z0-9-]*$', true],
  ['^\\d{4}-\\d{2}-\\d{2}$', true],
  ['^[a-z]+[a-z0-9]$', false],
  ['^[^a]$', false],
  ['a', false],
  ['^a|b$', false],
  ['^(a)$', false],
  ['^.$', false],
  ['^a\\$', false],
  ['^ش$', false],
])('%s: %s', (source, isKnown) => {
  expect(bytePattern(source) !== undefined).toBe(isKnown)
})

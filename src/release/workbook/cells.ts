import { daysOf } from '../../records/time.js'
import type { ScalarKind } from '../../schema/field.js'

/** Numbers of the cell formats in `styles` (parts.ts). */
export const HEAD = 1
const DAY = 2

/** A cell of a sheet from one of CSV. Of what Excel would change, the text is kept: long integers, early days, moments. */
export function cellXml(place: string, kind: ScalarKind, text: string): string {
  const number = numbers[kind]?.(text)
  if (number === undefined) return textCell(place, text)
  const { value, type = 'n', style } = number
  return `<c r="${place}"${style === undefined ? '' : ` s="${style}"`} t="${type}"><v>${value}</v></c>`
}

interface NumberCell {
  readonly value: string
  readonly type?: 'n' | 'b'
  readonly style?: number
}

/** Excel shows no more than 15 digits of a number. */
const exact = (text: string): NumberCell | undefined =>
  text.replace('-', '').length <= 15 ? { value: text } : undefined

/** Day 61 of Excel is 1900-03-01; before it counts a day that there never was. */
const FIRST_DAY = 61
const DAYS_TO_1970 = 25_569

const numbers: Readonly<Partial<Record<ScalarKind, (text: string) => NumberCell | undefined>>> = {
  int32: exact,
  int64: exact,
  float64: text => ({ value: text }),
  boolean: text => ({ value: text === 'true' ? '1' : '0', type: 'b' }),
  date: text => {
    const day = daysOf(text) + DAYS_TO_1970
    return day < FIRST_DAY ? undefined : { value: String(day), style: DAY }
  },
}

export function textCell(place: string, text: string, style?: number): string {
  const styled = style === undefined ? '' : ` s="${style}"`
  return `<c r="${place}"${styled} t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
}

const markup: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** What XML cannot hold, or would change, stands as `_x000D_`, by ECMA-376 part 1, 22.9.2.19; and so does what looks like that. */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
      unit => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>]/g, character => markup[character] ?? character)
}

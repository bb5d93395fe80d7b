import { canonicalTimestamp, isDate } from '../records/time.js'
import { formatCheck } from '../schema/formats.js'

/** A form that texts may have, and what the schema says of one that has it. */
export interface TextForm {
  readonly says: Readonly<Record<string, string>>
  readonly test: (text: string) => boolean
  /** A longer text does not have it. */
  readonly longest: number
}

const byFormat = (format: string, longest: number): TextForm => {
  const check = formatCheck(format)
  return { says: { format }, test: text => check?.(text) === true, longest }
}

/** The narrower stands before the wider. */
export const textForms: readonly TextForm[] = [
  { says: { format: 'date' }, test: isDate, longest: 10 },
  {
    says: { format: 'date-time', 'x-column': 'timestamp' },
    test: text => canonicalTimestamp(text) === text,
    longest: 27,
  },
  byFormat('date-time', 40),
  // Four digits alone may be anything.
  {
    says: { format: 'partial-date' },
    test: text => /^\d{4}-(0[1-9]|1[0-2])$/.test(text) || isDate(text),
    longest: 10,
  },
  { ...byFormat('uuid', 36), test: text => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) },
  byFormat('ipv4', 15),
  byFormat('email', 320),
  byFormat('http-url', 4096),
  {
    says: { format: 'iri' },
    test: text => /^[a-z][a-z0-9+.-]*:\/\/\S/i.test(text) && formatCheck('iri')?.(text) === true,
    longest: 4096,
  },
]

export const allForms = 2 ** textForms.length - 1

/** Those of `forms` that the text has. */
export function formsOf(text: string, forms: number): number {
  let left = forms
  for (let bit = 1, i = 0; bit <= left; bit <<= 1, i++) {
    if ((left & bit) === 0) continue
    const form = textForms[i]
    if (form === undefined || text.length > form.longest || !form.test(text)) left &= ~bit
  }
  return left
}

import { fullFormats } from 'ajv-formats/dist/formats.js'
import { parse as parseTag, stringify as stringifyTag } from 'bcp-47'
import parseLicense from 'spdx-expression-parse'
import { remembered } from '../text/remembered.js'
import { internetFormats } from './internet-formats.js'

/** Formats that are checked by our own rules: the standard's own checkers let calendar errors and much else pass. */
export const ownFormats: Readonly<Record<string, (text: string) => boolean>> = {
  ...internetFormats,
  date: isDate,
  'partial-date': text => /^(\d{4}|\d{4}-(0[1-9]|1[0-2]))$/.test(text) || isDate(text),
  'language-tag': remembered(isLanguageTag),
  'spdx-expression': remembered(isLicense),
  'http-url': isHttpUrl,
  regex: isRegex,
}

/** A day of the calendar, `YYYY-MM-DD`. */
function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return days !== undefined && day >= 1 && day <= days
}

/** A well-formed BCP 47 tag in canonical spelling. */
function isLanguageTag(text: string): boolean {
  const parsed = parseTag(text)
  if (parsed.language === null || parsed.language === undefined || stringifyTag(parsed) === '') return false
  try {
    return new Intl.Locale(text).toString() === text
  } catch {
    return false
  }
}

/** An SPDX licence expression, `LicenseRef-*`, NOASSERTION or NONE. */
function isLicense(text: string): boolean {
  if (text === 'NOASSERTION' || text === 'NONE') return true
  try {
    parseLicense(text)
    return true
  } catch {
    return false
  }
}

/** An absolute http(s) address in the form that URL parsers give it, without user information. */
function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false
  const { href, username, password } = new URL(text)
  return href === text && username === '' && password === ''
}

/** A pattern by the grammar of ECMA-262 without its Annex B, which lets every escaped letter stand for itself. */
function isRegex(text: string): boolean {
  if (compiles(text, 'u')) return true
  const meant = [...text.matchAll(/\\([\s\S])/g)].every(
    ([, sign = '']) => !/[A-Za-z]/.test(sign) || 'bBcdDfknrsStuvwWx'.includes(sign),
  )
  return meant && compiles(text, '')
}

function compiles(source: string, flags: string): boolean {
  try {
    new RegExp(source, flags)
    return true
  } catch {
    return false
  }
}

/** The check of a format; undefined for one that is not known here, which then is a note to the reader. Values of other types pass. */
export function formatCheck(name: string): ((value: unknown) => boolean) | undefined {
  const own = Object.hasOwn(ownFormats, name) ? ownFormats[name] : undefined
  if (own !== undefined) return value => typeof value !== 'string' || own(value)
  const found: unknown = Object.hasOwn(fullFormats, name) ? Reflect.get(fullFormats, name) : undefined
  if (found instanceof RegExp) return value => typeof value !== 'string' || found.test(value)
  if (typeof found === 'function') return value => typeof value !== 'string' || found(value) === true
  if (typeof found !== 'object' || found === null || !('validate' in found)) return undefined
  const { validate } = found
  if ('type' in found && found.type === 'number') return numberFormats[name]
  if (validate instanceof RegExp) return value => typeof value !== 'string' || validate.test(value)
  return typeof validate === 'function'
    ? value => typeof value !== 'string' || validate(value) === true
    : undefined
}

/** OpenAPI's formats of numbers. */
export const numberFormats: Readonly<Record<string, (value: unknown) => boolean>> = {
  int32: value => !isNumber(value) || (isWhole(value) && value >= -(2 ** 31) && value < 2 ** 31),
  int64: value => !isNumber(value) || (isWhole(value) && value >= -(2 ** 63) && value < 2 ** 63),
}

const isNumber = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint'
const isWhole = (value: number | bigint): boolean => typeof value === 'bigint' || Number.isInteger(value)

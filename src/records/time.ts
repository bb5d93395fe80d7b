const DAY_SECONDS = 86_400
const MICROS = 1_000_000n
/** Days from 0000-03-01 to 1970-01-01; years that start in March put the leap day last. */
const EPOCH = 719_468
const FOUR_CENTURIES = 146_097

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{0,5}[1-9])?Z$/
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/** Days since 1970-01-01 of `YYYY-MM-DD`, years 0000 to 9999, proleptic Gregorian. Throws RangeError for any other text. */
export function daysOf(date: string): number {
  const days = parseDate(date)
  if (days === undefined) throw new RangeError(`${JSON.stringify(date)} is not a date (YYYY-MM-DD).`)
  return days
}

/** Whether the text is a day of the calendar, YYYY-MM-DD. */
export const isDate = (text: string): boolean => parseDate(text) !== undefined

/** The inverse of `daysOf`. Throws RangeError outside the years 0000 to 9999. */
export function dateOf(days: number): string {
  const shifted = days + EPOCH
  const era = Math.floor(shifted / FOUR_CENTURIES)
  const dayOfEra = shifted - era * FOUR_CENTURIES
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  if (!(year >= 0 && year <= 9999))
    throw new RangeError(`${days} days from 1970-01-01 lie outside the years 0000 to 9999.`)
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
}

/** Microseconds since 1970-01-01T00:00:00Z of a timestamp in its canonical spelling. Throws RangeError for any other text. */
export function microsOf(timestamp: string): bigint {
  const micros = CANONICAL.test(timestamp)
    ? microsAt({
        date: timestamp.slice(0, 10),
        clock: timestamp.slice(11, 19),
        fraction: timestamp.slice(20, -1),
        offset: 0,
      })
    : undefined
  if (micros === undefined) {
    throw new RangeError(`${JSON.stringify(timestamp)} is not a timestamp (YYYY-MM-DDTHH:MM:SS[.f]Z).`)
  }
  return micros
}

/**
 * The canonical spelling, `YYYY-MM-DDTHH:MM:SS[.f]Z` with one to six fraction digits that do not end in 0, of
 * microseconds since 1970-01-01T00:00:00Z. Throws RangeError outside the years 0001 to 9999.
 */
export function timestampOf(micros: bigint): string {
  const fraction = ((micros % MICROS) + MICROS) % MICROS
  const seconds = Number((micros - fraction) / MICROS)
  const days = Math.floor(seconds / DAY_SECONDS)
  const rest = seconds - days * DAY_SECONDS
  if (days < FIRST_DAY || days > LAST_DAY) {
    throw new RangeError(`${micros} microseconds from 1970-01-01 lie outside the years 0001 to 9999.`)
  }
  const clock = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60]
    .map(part => padded(part, 2))
    .join(':')
  const decimals = fraction === 0n ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
  return `${dateOf(days)}T${clock}${decimals}Z`
}

/**
 * The canonical spelling of an RFC 3339 date-time with an offset; undefined when the text is no such date-time, is a
 * leap second, is finer than a microsecond or lies outside the years 0001 to 9999 in UTC.
 */
export function canonicalTimestamp(text: string): string | undefined {
  const micros = parseTimestamp(text)
  return micros === undefined ? undefined : timestampOf(micros)
}

const FIRST_DAY = daysOf('0001-01-01')
const LAST_DAY = daysOf('9999-12-31')

function parseDate(text: string): number | undefined {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return undefined
  const year = digitsAt(text, 0, 4)
  const month = digitsAt(text, 5, 2)
  const day = digitsAt(text, 8, 2)
  return isCivil(year, month, day) ? daysFromCivil(year, month, day) : undefined
}

/** `daysOf` of ASCII that stands in bytes; undefined where it is none. */
export function daysAt(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start !== 10 || bytes[start + 4] !== HYPHEN || bytes[start + 7] !== HYPHEN) return undefined
  const year = 100 * twoDigits(bytes, start) + twoDigits(bytes, start + 2)
  const month = twoDigits(bytes, start + 5)
  const day = twoDigits(bytes, start + 8)
  return isCivil(year, month, day) ? daysFromCivil(year, month, day) : undefined
}

const HYPHEN = 0x2d

/** NaN where they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48
  const ones = bytes[at + 1]! - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
}

/** False where one of them is NaN. */
function isCivil(year: number, month: number, day: number): boolean {
  return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

function daysFromCivil(year: number, month: number, day: number): number {
  const march = month <= 2 ? year - 1 : year
  const era = Math.floor(march / 400)
  const yearOfEra = march - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  return era * FOUR_CENTURIES + yearOfEra * 365 + leaps + dayOfYear - EPOCH
}

function parseTimestamp(text: string): bigint | undefined {
  const match = DATE_TIME.exec(text)
  if (match === null) return undefined
  const [, date = '', clock = '', fraction = '', sign, hours = '0', minutes = '0'] = match
  if (Number(hours) > 23 || Number(minutes) > 59 || /[1-9]/.test(fraction.slice(6))) return undefined
  const offset = (Number(hours) * 3600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1)
  return microsAt({ date, clock, fraction, offset })
}

interface Moment {
  readonly date: string
  /** `HH:MM:SS`. */
  readonly clock: string
  readonly fraction: string
  /** Seconds that the clock is ahead of UTC. */
  readonly offset: number
}

function microsAt({ date, clock, fraction, offset }: Moment): bigint | undefined {
  const days = parseDate(date)
  const hour = digitsAt(clock, 0, 2)
  const minute = digitsAt(clock, 3, 2)
  const second = digitsAt(clock, 6, 2)
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return undefined
  const seconds = days * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset
  if (seconds < FIRST_DAY * DAY_SECONDS || seconds >= (LAST_DAY + 1) * DAY_SECONDS) return undefined
  const micros = fraction === '' ? 0n : BigInt(fraction.slice(0, 6).padEnd(6, '0'))
  return BigInt(seconds) * MICROS + micros
}

/** The number that `count` ASCII digits at `start` make; NaN where they are none. */
function digitsAt(text: string, start: number, count: number): number {
  let number = 0
  for (let i = start; i < start + count; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}

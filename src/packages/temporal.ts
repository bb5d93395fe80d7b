import { daysOf, isDate } from '../records/time.js'
import { orderOf, type Value } from './value.js'

/** Reads a text, or says undefined. */
type Read = (text: string) => Value | undefined

const DAY = 86_400
const ZONE = '(Z|[+-](?:0\\d|1[0-3]):[0-5]\\d|[+-]14:00)?'

/** `YYYY-MM-DD`, a day of the calendar. */
export const readDate: Read = text =>
  isDate(text) ? { identity: text, order: orderOf(daysOf(text)) } : undefined

/** `hh:mm:ss`. */
export const readTime: Read = text => {
  const seconds = /^\d\d:\d\d:\d\d$/.test(text) ? secondsOf(text, 0) : undefined
  return seconds === undefined ? undefined : { identity: text, order: orderOf(seconds) }
}

const DATE_TIME = new RegExp(`^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d:\\d\\d)(\\.\\d+)?${ZONE}$`)

/** XML Schema's dateTime, in the years 0000 to 9999; fractions and the zone may be left out. */
export const readDateTime: Read = text => {
  const [, date = '', clock = '', fraction = '', zone = ''] = DATE_TIME.exec(text) ?? []
  if (!isDate(date)) return undefined
  const isMidnight = clock === '24:00:00' && /^\.?0*$/.test(fraction)
  const seconds = isMidnight ? DAY : secondsOf(clock, 0)
  if (seconds === undefined) return undefined
  return momentOf({ date, seconds, fraction, zone })
}

/** A moment whose zone, where there is none, is taken to be UTC. */
export function momentOf(of: {
  readonly date: string
  readonly seconds: number
  /** `.123`, or nothing. */
  readonly fraction: string
  /** `Z`, `+03:00`, or nothing. */
  readonly zone: string
}): Value {
  const { date, seconds, fraction, zone } = of
  const [hours = 0, minutes = 0] = zone === '' || zone === 'Z' ? [] : zone.slice(1).split(':').map(Number)
  const offset = (hours * 3600 + minutes * 60) * (zone.startsWith('-') ? -1 : 1)
  const moment = daysOf(date) * DAY + seconds - offset
  const rest = fraction.replace(/\.?0*$/, '')
  const literal = moment < 0 && rest !== '' ? String(moment + Number(`0${rest}`)) : `${moment}${rest}`
  return {
    identity: `${moment}${rest}${zone === '' ? '' : 'Z'}`,
    order: { kind: 'number', float: Number(literal), literal },
  }
}

/** Seconds of `hh:mm:ss` at an index. */
function secondsOf(text: string, at: number): number | undefined {
  const [hour, minute, second] = [0, 3, 6].map(step => Number(text.slice(at + step, at + step + 2)))
  return clockSeconds(hour ?? Number.NaN, minute ?? Number.NaN, second ?? Number.NaN)
}

/** Seconds of the day; undefined where a part is too large. */
export function clockSeconds(hour: number, minute: number, second: number): number | undefined {
  return hour <= 23 && minute <= 59 && second <= 59 ? hour * 3600 + minute * 60 + second : undefined
}

const YEAR = new RegExp(`^(-?(?:[1-9]\\d{3,}|0\\d{3}))${ZONE}$`)

/** XML Schema's gYear. */
export const readYear: Read = text => {
  const [, year = ''] = YEAR.exec(text) ?? []
  return year === '' ? undefined : { identity: text, order: orderOf(Number(year)) }
}

const YEAR_MONTH = new RegExp(`^(-?(?:[1-9]\\d{3,}|0\\d{3}))-(0[1-9]|1[0-2])${ZONE}$`)

/** XML Schema's gYearMonth. */
export const readYearMonth: Read = text => {
  const [, year = '', month = ''] = YEAR_MONTH.exec(text) ?? []
  return year === '' ? undefined : { identity: text, order: orderOf(Number(year) * 12 + Number(month)) }
}

const DURATION =
  /^(-)?P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** XML Schema's duration. */
export const readDuration: Read = text => {
  const match = DURATION.exec(text)
  if (match === null) return undefined
  const sign = match[1] === undefined ? 1 : -1
  const [years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(2)
    .map(part => Number(part ?? 0))
  const order = {
    kind: 'duration',
    months: sign * (years * 12 + months),
    seconds: sign * (days * DAY + hours * 3600 + minutes * 60 + seconds),
  } as const
  return { identity: `${order.months} ${order.seconds}`, order }
}

/** The forms of a date that people write, for the format `any`: numbers in any order, names of months, an ISO week. */
const DATES = [
  /^\d{4}[-/. ]?\d{1,2}[-/. ]?\d{1,2}$/,
  /^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}(?:\d{2})?$/,
  /^\d{4}(?:[-/.]\d{1,2})?$/,
]
const CLOCK = /^\d{1,2}(?::\d{2}){0,2}(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?$/i

/** `any`: whatever some parser understands. Nothing is known of its order. */
export const readAny: Record<'date' | 'time' | 'datetime', Read> = {
  date: text => some(text, isAnyDate),
  time: text => some(text, clock => CLOCK.test(clock) && /\d[:apz]/i.test(clock)),
  datetime: text =>
    some(text, moment => {
      if (isAnyDate(moment)) return true
      const [, date = '', clock = ''] = /^(.*?)(?:[Tt]|,?\s+)(\d{1,2}:.*)$/.exec(moment) ?? []
      return isAnyDate(date) && CLOCK.test(clock)
    }),
}

function some(text: string, holds: (trimmed: string) => boolean): Value | undefined {
  const trimmed = text.trim()
  return holds(trimmed) ? { identity: trimmed } : undefined
}

const MONTHS =
  /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december)$/i
const DAYS = /^(?:mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/i

function isAnyDate(text: string): boolean {
  if (DATES.some(form => form.test(text))) return hasPossibleNumbers(text)
  const words = text.split(/[\s,./-]+/).filter(word => word !== '' && !/^(?:of|the)$/i.test(word))
  const rest = words.filter(word => !DAYS.test(word))
  const months = rest.filter(word => MONTHS.test(word))
  const numbers = rest.filter(word => /^\d{1,4}(?:st|nd|rd|th)?$/i.test(word))
  return (
    months.length === 1 && numbers.length >= 1 && rest.length === 1 + numbers.length && numbers.length <= 2
  )
}

/** Some order of the numbers gives a month and a day. */
function hasPossibleNumbers(text: string): boolean {
  const packed = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  const numbers = (packed?.slice(1) ?? text.split(/\D+/)).map(Number)
  if (numbers.length === 1) return true
  const small = numbers.filter(value => value <= 31)
  if (numbers.length === 2) return small.some(value => value >= 1 && value <= 12)
  const [a = 0, b = 0, c = 0] = numbers
  const orders = [
    [a, b, c],
    [c, b, a],
    [c, a, b],
  ]
  return orders.some(([year = 0, month = 0, day = 0]) => {
    const full = year < 100 && text.split(/\D+/).every(part => part.length <= 2) ? 2000 + year : year
    const padded = (value: number, width: number): string => String(value).padStart(width, '0')
    return isDate(`${padded(full, 4)}-${padded(month, 2)}-${padded(day, 2)}`)
  })
}

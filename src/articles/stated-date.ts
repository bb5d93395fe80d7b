/** A date as somebody stated it. */
export interface StatedDate {
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, in the zone that the statement is in. */
  readonly day: string
  /** In UTC, `YYYY-MM-DDThh:mm:ss[.f]Z`; only where the statement has a time and a zone. */
  readonly moment: string | undefined
}

/**
 * Reads a date that can be understood in one way only: ISO 8601 and what looks like it, RFC 2822, and dates with the English name of a
 * month. Undefined for `01/05/2020`, `3 days ago`, and days that there never were.
 */
export function readDate(text: string): StatedDate | undefined {
  const folded = text
    .trim()
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, digit => String(digit.charCodeAt(0) & 0xf))
  if (folded.length > MAX_LENGTH) return undefined
  const partial = /^(\d{4})(?:-(0[1-9]|1[0-2]))?$/.exec(folded)
  if (partial !== null) return { day: folded, moment: undefined }
  const match = spellings.map(spelling => spelling.exec(folded)?.groups).find(found => found !== undefined)
  if (match === undefined) return undefined
  const month = Number(match['month']) || 1 + months.indexOf((match['name'] ?? '').slice(0, 3).toLowerCase())
  const [year, day] = [Number(match['year']), Number(match['day'])]
  const midnight = Date.UTC(year, month - 1, day)
  const isReal = new Date(midnight).getUTCDate() === day && month >= 1 && month <= 12 && year > 0
  if (!isReal) return undefined
  const time = timeIn(match)
  if (time === 'wrong') return undefined
  return {
    day: [match['year'], two(month), two(day)].join('-'),
    moment: time === undefined ? undefined : momentOf(midnight, time),
  }
}

const MAX_LENGTH = 60
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const clock = '(?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?'
/** An abbreviation such as EST or CST is not one zone: the day stands, the moment is not known. */
const zone = '(?:(?<zone>z|utc|gmt|[+-]\\d{2}(?::?\\d{2})?)|[a-z]{3,4})'
const named =
  '(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'
const weekday = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?'
const after = `(?:,? ${clock}(?: ?${zone})?)?`
const spellings = [
  `^(?<year>\\d{4})([-/])(?<month>\\d{2})\\2(?<day>\\d{2})(?:(?:t| +)${clock}(?: ?${zone})?)?$`,
  '^(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})(?:t(?<hour>\\d{2})(?<minute>\\d{2})(?<second>\\d{2})?(?<zone>z|[+-]\\d{2}(?::?\\d{2})?)?)?$',
  `^${weekday}(?<day>\\d{1,2}) ${named},? (?<year>\\d{4})${after}$`,
  `^${weekday}${named} (?<day>\\d{1,2}),? (?<year>\\d{4})${after}$`,
].map(source => new RegExp(source, 'i'))

interface Time {
  readonly milliseconds: number
  readonly fraction: string
}

/** Undefined where there is no time, or no zone. */
function timeIn({ hour, minute, second = '0', fraction = '', zone }: Record<string, string | undefined>) {
  if (hour === undefined || minute === undefined) return undefined
  const [h, m, s] = [Number(hour), Number(minute), Number(second)]
  if (h > 23 || m > 59 || s > 59) return 'wrong' as const
  if (zone === undefined) return undefined
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  if (Number(hours) > 15 || Number(minutes) > 59) return 'wrong' as const
  const ahead = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  return { milliseconds: ((h * 60 + m - ahead) * 60 + s) * 1000, fraction: fraction.slice(0, 6) }
}

function momentOf(midnight: number, { milliseconds, fraction }: Time): string {
  const seconds = new Date(midnight + milliseconds).toISOString().slice(0, 19)
  return `${seconds}${/[1-9]/.test(fraction) ? `.${fraction.replace(/0+$/, '')}` : ''}Z`
}

const two = (number: number): string => String(number).padStart(2, '0')

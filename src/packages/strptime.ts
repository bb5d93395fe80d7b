import { daysOf, isDate } from '../records/time.js'
import { clockSeconds, momentOf } from './temporal.js'
import { orderOf, type Value } from './value.js'

/** What the directives of a pattern said. */
type Parts = Partial<Record<'Y' | 'm' | 'd' | 'H' | 'M' | 'S' | 'f' | 'I' | 'p' | 'j' | 'z' | 'y', string>>

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const short = (names: readonly string[]): string => names.map(name => name.slice(0, 3)).join('|')

/** Each directive of C and Python, in the C locale, as what it takes of a text; captured where the value counts. */
const directives: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  y: '(?<y>\\d{2})',
  m: '(?<m>1[0-2]|0?[1-9])',
  d: '(?<d>3[01]|[12]\\d|0?[1-9]| [1-9])',
  e: '(?<d>3[01]|[12]\\d|0?[1-9]| [1-9])',
  H: '(?<H>2[0-3]|[01]?\\d)',
  k: '(?<H>2[0-3]|[01]?\\d| \\d)',
  I: '(?<I>1[0-2]|0?[1-9])',
  M: '(?<M>[0-5]?\\d)',
  S: '(?<S>6[01]|[0-5]?\\d)',
  f: '(?<f>\\d{1,6})',
  p: '(?<p>[aApP][mM])',
  j: '(?<j>36[0-6]|3[0-5]\\d|[12]\\d\\d|0?[1-9]\\d|00?[1-9]|[1-9])',
  z: '(?<z>Z|[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d)?)',
  Z: '(?:UTC|GMT|utc|gmt)?',
  b: `(?<m>${short(months)})`,
  h: `(?<m>${short(months)})`,
  B: `(?<m>${months.join('|')})`,
  a: `(?:${short(weekdays)})`,
  A: `(?:${weekdays.join('|')})`,
  w: '[0-6]',
  u: '[1-7]',
  U: '(?:5[0-3]|[0-4]?\\d)',
  W: '(?:5[0-3]|[0-4]?\\d)',
  V: '(?:5[0-3]|[0-4]?\\d)',
  G: '\\d{4}',
  n: '\\s+',
  t: '\\s+',
  '%': '%',
}
/** Directives that stand for several. */
const compound: Readonly<Record<string, string>> = {
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
  r: '%I:%M:%S %p',
  c: '%a %b %d %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
}

/** Every directive takes only so many characters, so that a text is read in bounded time. */
const MAX_PATTERN = 200

/**
 * Makes the reader of a pattern of `strptime`. Throws SyntaxError for what is none: no directive, an unknown one, one
 * part twice.
 */
export function compileStrptime(
  pattern: string,
  kind: 'date' | 'time' | 'datetime',
): (text: string) => Value | undefined {
  if (pattern.length > MAX_PATTERN) throw new SyntaxError(`it has more than ${MAX_PATTERN} characters`)
  const spelled = pattern.replaceAll(/%([DFTRrcxX])/g, (whole, name: string) => compound[name] ?? whole)
  if (!/%[A-Za-z]/.test(spelled)) throw new SyntaxError('it has no directive such as %Y')
  const seen = new Set<string>()
  const source = spelled.replaceAll(/%[-#]?([\s\S]?)|\s+|[^%\s]/g, (token, name: string | undefined) => {
    if (!token.startsWith('%')) return /^\s/.test(token) ? '\\s+' : escaped(token)
    const found = Object.hasOwn(directives, name ?? '') ? directives[name ?? ''] : undefined
    if (found === undefined) throw new SyntaxError(`${token} is no directive`)
    const group = /^\(\?<(\w)>/.exec(found)?.[1]
    if (group !== undefined && seen.has(group))
      throw new SyntaxError(`${token} says what another directive says`)
    if (group !== undefined) seen.add(group)
    return found
  })
  const whole = new RegExp(`^${source}$`, 'iu')
  return text => {
    const match = whole.exec(text)
    return match === null ? undefined : meantBy(match.groups ?? {}, kind)
  }
}

const escaped = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')

function meantBy(parts: Parts, kind: 'date' | 'time' | 'datetime'): Value | undefined {
  const date = dateOf(parts)
  const seconds = secondsOf(parts)
  if (date === undefined || seconds === undefined) return undefined
  if (kind === 'date') return { identity: date, order: orderOf(daysOf(date)) }
  const fraction = parts.f === undefined ? '' : `.${parts.f}`
  if (kind === 'time') {
    const literal = `${seconds}${fraction.replace(/\.?0*$/, '')}`
    return { identity: literal, order: { kind: 'number', float: Number(literal), literal } }
  }
  return momentOf({ date, seconds, fraction, zone: zoneOf(parts.z) })
}

/** What is not said is that of 1900-01-01, as in Python. */
function dateOf({ Y, y, m, d, j }: Parts): string | undefined {
  const year = Y ?? (y === undefined ? '1900' : String(Number(y) + (Number(y) < 69 ? 2000 : 1900)))
  const named = m === undefined ? 1 : months.findIndex(name => name.startsWith(m.toLowerCase())) + 1
  const month = m === undefined ? 1 : named > 0 ? named : Number(m)
  const date = `${year}-${String(month).padStart(2, '0')}-${String(Number(d ?? 1)).padStart(2, '0')}`
  if (!isDate(date)) return undefined
  return j === '366' && !isDate(`${year}-02-29`) ? undefined : date
}

function secondsOf({ H, I, M, S, p }: Parts): number | undefined {
  const half = p?.toLowerCase() === 'pm' ? 12 : 0
  const hour = H === undefined ? (I === undefined ? 0 : (Number(I) % 12) + half) : Number(H)
  // strptime takes leap seconds; there is no order beyond the minute for them.
  return clockSeconds(hour, Number(M ?? 0), Math.min(59, Number(S ?? 0)))
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined || zone === 'Z') return zone ?? ''
  const digits = zone.replaceAll(':', '')
  return `${digits.slice(0, 3)}:${digits.slice(3, 5)}`
}

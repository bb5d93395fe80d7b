import { formatCheck } from '../schema/formats.js'
import { identityOf } from '../text/identity.js'
import { type Json, type JsonObject, readJson } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { isGeoJson, isPoint, isTopoJson } from './geography.js'
import { isList, isText } from './rules.js'
import { compileStrptime } from './strptime.js'
import {
  readAny,
  readDate,
  readDateTime,
  readDuration,
  readTime,
  readYear,
  readYearMonth,
} from './temporal.js'
import { numberValue, textValue, type Value } from './value.js'

/** How the cells of a field are read. */
export interface CellType {
  /** Completes `expected …`. */
  readonly expected: string
  /** The value of a cell: a text, or a value of a JSON table. Undefined where it is of another type. */
  read(cell: Json): Value | undefined
}

/** The type of a field whose form has been checked. Throws SyntaxError for a pattern of dates that is none. */
export function cellTypeOf(field: JsonObject): CellType {
  const type = isText(field['type']) ? field['type'] : 'any'
  const format = isText(field['format']) ? field['format'].replace(/^fmt:/, '') : 'default'
  return (types[type] ?? anything)(format, field)
}

type MakeType = (format: string, field: JsonObject) => CellType

const ofText = (expected: string, read: (text: string) => Value | undefined): CellType => ({
  expected,
  read: cell => (isText(cell) ? read(cell) : undefined),
})

const anything: MakeType = () => ({
  expected: 'anything',
  read: cell => (isText(cell) ? textValue(cell) : { identity: identityOf(cell), json: cell }),
})

const stringFormats: Readonly<Record<string, readonly [expected: string, holds: (text: string) => boolean]>> =
  {
    email: ['an address of e-mail', formatted('email')],
    uri: ['an absolute address', formatted('uri')],
    binary: ['base64', isBase64],
    uuid: ['a UUID', text => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)],
  }

function formatted(name: string): (text: string) => boolean {
  const check = formatCheck(name)
  return text => check?.(text) !== false
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

const string: MakeType = format => {
  const [expected, holds] = stringFormats[format] ?? ['a string', () => true]
  return ofText(expected, text => (holds(text) ? textValue(text) : undefined))
}

const WORDS: Readonly<Record<string, string>> = { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' }
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const INTEGER = /^[+-]?\d+$/

/** A number that JSON spells so. */
function literalOf(text: string): string {
  const unsigned = text.replace(/^\+/, '')
  const whole = unsigned.replace(/^(-?)0+(?=\d)/, '$1')
  return whole.replace(/^(-?)\./, '$10.').replace(/\.(?=$|[eE])/, '')
}

/** Without what groups digits, and what stands around a number that need not be bare. */
function bared(field: JsonObject, decimal: string): (text: string) => string {
  const group = isText(field['groupChar']) ? field['groupChar'] : ''
  const isBare = field['bareNumber'] !== false
  return text => {
    let bare = text.trim()
    if (!isBare && !Object.hasOwn(WORDS, bare.toLowerCase())) bare = stripped(bare, decimal)
    if (group !== '') bare = bare.replaceAll(group, '')
    return bare
  }
}

function stripped(text: string, decimal: string): string {
  const first = text.search(/\d/)
  if (first === -1) return text
  let start = first
  if (text.slice(0, start).endsWith(decimal)) start -= decimal.length
  if (start > 0 && /[+-]/.test(text[start - 1] ?? '')) start--
  const end = text.length - (/\D*$/.exec(text.slice(-1024))?.[0].length ?? 0)
  return text.slice(start, end)
}

const number: MakeType = (_, field) => {
  const decimal = isText(field['decimalChar']) ? field['decimalChar'] : '.'
  const bare = bared(field, decimal)
  const read = (text: string): Value | undefined => {
    let spelled = bare(text)
    const word = WORDS[spelled.toLowerCase()]
    if (word !== undefined) {
      return { identity: word, order: { kind: 'number', float: Number(word), literal: word } }
    }
    if (decimal !== '.') {
      if (spelled.includes('.')) return undefined
      spelled = spelled.replace(decimal, '.')
    }
    return NUMBER.test(spelled) ? numberValue(literalOf(spelled)) : undefined
  }
  return {
    expected: `a number${spelledWith(field, decimal)}`,
    read: cell =>
      typeof cell === 'number' || typeof cell === 'bigint'
        ? numberValue(String(cell))
        : isText(cell)
          ? read(cell)
          : undefined,
  }
}

function spelledWith(field: JsonObject, decimal: string): string {
  const group = isText(field['groupChar']) && field['groupChar'] !== '' ? field['groupChar'] : undefined
  const parts = [
    ...(decimal === '.' ? [] : [`"${decimal}" before its fraction`]),
    ...(group === undefined ? [] : [`"${group}" between groups of digits`]),
  ]
  return parts.length === 0 ? '' : ` with ${parts.join(' and ')}`
}

const integer: MakeType = (_, field) => {
  const bare = bared(field, '.')
  return {
    expected: `an integer${spelledWith(field, '.')}`,
    read: cell => {
      if (typeof cell === 'bigint' || (typeof cell === 'number' && Number.isInteger(cell)))
        return numberValue(String(cell))
      if (!isText(cell)) return undefined
      const spelled = bare(cell)
      return INTEGER.test(spelled) ? numberValue(literalOf(spelled)) : undefined
    },
  }
}

const texts = (value: Json | undefined, otherwise: readonly string[]): readonly string[] =>
  isList(value) ? value.filter(isText) : otherwise

const boolean: MakeType = (_, field) => {
  const yes = texts(field['trueValues'], ['true', 'True', 'TRUE', '1'])
  const no = texts(field['falseValues'], ['false', 'False', 'FALSE', '0'])
  return {
    expected: `a boolean: ${[...yes, ...no]
      .slice(0, 20)
      .map(word => JSON.stringify(word))
      .join(', ')}`,
    read: cell => {
      const truth =
        typeof cell === 'boolean'
          ? cell
          : !isText(cell)
            ? undefined
            : yes.includes(cell)
              ? true
              : no.includes(cell)
                ? false
                : undefined
      return truth === undefined ? undefined : { identity: String(truth) }
    },
  }
}

/** A value of JSON, which a cell of text spells. */
function ofJson(expected: string, holds: (value: Json) => boolean): CellType {
  return {
    expected,
    read: cell => {
      const value = isText(cell) ? jsonOf(cell) : cell
      if (value === undefined || !holds(value)) return undefined
      return { identity: identityOf(value), length: lengthOf(value), json: value }
    },
  }
}

function jsonOf(text: string): Json | undefined {
  const { value, faults } = readJson(text)
  return faults.some(({ kind }) => kind === 'syntax' || kind === 'depth') ? undefined : value
}

function lengthOf(value: Json): number | undefined {
  if (isList(value)) return value.length
  return isJsonObject(value) ? Object.keys(value).length : undefined
}

const list: MakeType = (_, field) => {
  const delimiter = isText(field['delimiter']) ? field['delimiter'] : ','
  const itemType = isText(field['itemType']) ? field['itemType'] : 'string'
  const inner = (types[itemType] ?? string)('default', {})
  return {
    expected: `a list of values with ${JSON.stringify(delimiter)} between them, each ${inner.expected}`,
    read: cell => {
      const members = isText(cell) ? cell.split(delimiter) : cell
      if (!isList(members)) return undefined
      const values = members.map(member => inner.read(member))
      if (values.some(value => value === undefined)) return undefined
      return {
        identity: JSON.stringify(values.map(value => value?.identity)),
        length: members.length,
        json: members,
      }
    },
  }
}

type Moment = 'date' | 'time' | 'datetime'
const spelledAs: Readonly<Record<Moment, string>> = {
  date: 'a date, YYYY-MM-DD',
  time: 'a time, hh:mm:ss',
  datetime: 'a date with a time, YYYY-MM-DDThh:mm:ss',
}

const temporal =
  (kind: Moment, read: (text: string) => Value | undefined): MakeType =>
  format => {
    if (format === 'default') return ofText(spelledAs[kind], read)
    if (format === 'any') return ofText(`a ${kind} in some spelling`, readAny[kind])
    return ofText(`a ${kind} like ${format}`, compileStrptime(format, kind))
  }

const year: MakeType = () => ({
  expected: 'a year, YYYY',
  read: cell => {
    const spelled = typeof cell === 'number' && Number.isInteger(cell) ? spelledYear(cell) : cell
    return isText(spelled) ? readYear(spelled) : undefined
  },
})

const spelledYear = (year: number): string =>
  `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}`

const geopoint: MakeType = format => {
  if (format === 'array') {
    return ofJson(
      'a JSON array of a longitude and a latitude',
      value => isList(value) && value.length === 2 && isPoint(value[0], value[1]),
    )
  }
  if (format === 'object') {
    return ofJson(
      'a JSON object with `lon` and `lat`',
      value => isJsonObject(value) && Object.keys(value).length === 2 && isPoint(value['lon'], value['lat']),
    )
  }
  return ofText('a longitude and a latitude with a comma between them', text => {
    const parts = text.split(',').map(part => part.trim())
    const [longitude = '', latitude = ''] = parts
    const areNumbers = parts.length === 2 && parts.every(part => NUMBER.test(part))
    if (!areNumbers || !isPoint(Number(longitude), Number(latitude))) return undefined
    return { identity: `${Number(longitude)},${Number(latitude)}` }
  })
}

const types: Readonly<Record<string, MakeType>> = {
  string,
  number,
  integer,
  boolean,
  object: () => ofJson('a JSON object', isJsonObject),
  array: () => ofJson('a JSON array', isList),
  list,
  date: temporal('date', readDate),
  time: temporal('time', readTime),
  datetime: temporal('datetime', readDateTime),
  year,
  yearmonth: () => ofText('a month, YYYY-MM', readYearMonth),
  duration: () => ofText('a duration such as P1Y2M3DT4H5M6S', readDuration),
  geopoint,
  geojson: format => (format === 'topojson' ? ofJson('TopoJSON', isTopoJson) : ofJson('GeoJSON', isGeoJson)),
  any: anything,
}

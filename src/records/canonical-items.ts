import type { Field, ScalarField } from '../schema/field.js'
import { areEscapesCanonical, canonicalNumber } from './canonical-spelling.js'
import type { ColumnBuilder } from './column-builder.js'
import type { GrowingBytes } from './growing-bytes.js'
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  type Scan,
  UNKNOWN,
} from './scan/scan.js'
import { stringEnd } from './scan/strings.js'
import { isAt } from './scan/words.js'

/** Reads values of a field by their bytes, where no walk has noted where they end: those in lists. */
interface ItemReader {
  /** The offset behind the value at `at`, which is valid; UNKNOWN where a canonical line spells it otherwise. */
  end(scan: Scan, at: number): number
  /** Adds a value that is spelled canonically to the column of its field; the offset behind it. */
  add(builder: ColumnBuilder, scan: Scan, at: number): number
  /** Writes it as RFC 8785 has it, without members that are null; the offset behind it. */
  writeSorted(scan: Scan, at: number, out: GrowingBytes): number
}

/** Undefined for a field whose values may be any JSON, or have any in them. */
function itemReader(field: Field): ItemReader | undefined {
  const reader = presentReader(field)
  if (reader === undefined) return undefined
  return {
    end: (scan, at) => (isNull(scan, at) ? at + NULL_BYTES : reader.end(scan, at)),
    add: (builder, scan, at) => {
      if (!isNull(scan, at)) return reader.add(builder, scan, at)
      builder.add(undefined)
      return at + NULL_BYTES
    },
    writeSorted: (scan, at, out) => {
      if (!isNull(scan, at)) return reader.writeSorted(scan, at, out)
      out.addBytes(scan.bytes, at, at + NULL_BYTES)
      return at + NULL_BYTES
    },
  }
}

const NULL_BYTES = 4
const LETTER_N = 0x6e
const LETTER_T = 0x74

export const isNull = ({ bytes }: Scan, at: number): boolean => bytes[at] === LETTER_N

function presentReader(field: Field): ItemReader | undefined {
  if (field.kind === 'list') return listReader(field.items)
  if (field.kind === 'struct') return objectReader(field.fields)
  if (field.kind === 'json') return undefined
  return scalarReader(field)
}

const isNumber = (kind: Field['kind']): boolean => kind === 'int32' || kind === 'int64' || kind === 'float64'

function scalarReader({ kind }: ScalarField): ItemReader {
  const { endOf, isCanonical, add } = isNumber(kind) ? numbers : kind === 'boolean' ? booleans : strings
  return {
    end: (scan, at) => {
      const end = endOf(scan, at)
      return isCanonical(scan, at, end) ? end : UNKNOWN
    },
    add: (builder, scan, at) => {
      const end = endOf(scan, at)
      add(builder, scan, at, end)
      return end
    },
    writeSorted: (scan, at, out) => {
      const end = endOf(scan, at)
      out.addBytes(scan.bytes, at, end)
      return end
    },
  }
}

/** How scalars of a kind are read that are no nulls. */
interface ScalarReading {
  endOf(scan: Scan, at: number): number
  isCanonical(scan: Scan, at: number, end: number): boolean
  add(builder: ColumnBuilder, scan: Scan, at: number, end: number): void
}

const numbers: ScalarReading = {
  endOf: numberEnd,
  isCanonical: ({ bytes }, at, end) => !Number.isNaN(canonicalNumber(bytes, at, end)),
  add: (builder, { bytes }, at, end) => builder.add(canonicalNumber(bytes, at, end)),
}

const booleans: ScalarReading = {
  endOf: ({ bytes }, at) => at + (bytes[at] === LETTER_T ? 4 : 5),
  isCanonical: () => true,
  add: (builder, { bytes }, at, end) => builder.addJson(bytes, at, end, false),
}

const strings: ScalarReading = {
  endOf: (scan, at) => stringEnd(scan, at + 1) + 1,
  isCanonical: ({ bytes, escaped }, at, end) => !escaped || areEscapesCanonical(bytes, at, end),
  add: (builder, { bytes, escaped }, at, end) => builder.addJson(bytes, at, end, escaped),
}

/** The first comma, bracket or white space: a number ends before it. */
function numberEnd({ bytes }: Scan, at: number): number {
  for (let byte = bytes[at]!; byte > SPACE && byte !== COMMA; byte = bytes[++at]!) {
    if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) break
  }
  return at
}

const SPACE = 0x20

export interface ListReader extends ItemReader {
  /** Of the list that `end` looked at last. */
  items(): number
}

/** Of lists that are there. Undefined where items may be, or hold, any JSON. */
export function listReader(items: Field): ListReader | undefined {
  const item = itemReader(items)
  if (item === undefined) return undefined
  let count = 0
  return {
    items: () => count,
    end: (scan, at) => {
      const { bytes } = scan
      count = 0
      let cursor = at + 1
      if (bytes[cursor] === CLOSE_BRACKET) return cursor + 1
      for (; ; cursor++) {
        cursor = item.end(scan, cursor)
        if (cursor === UNKNOWN) return UNKNOWN
        count++
        if (bytes[cursor] !== COMMA) return bytes[cursor] === CLOSE_BRACKET ? cursor + 1 : UNKNOWN
      }
    },
    add: (builder, scan, at) => {
      const { bytes } = scan
      const column = builder.startList?.()
      if (column === undefined) throw new Error('a list is added to a column of no lists')
      let added = 0
      let cursor = at + 1
      for (; bytes[cursor] !== CLOSE_BRACKET; added++) {
        if (bytes[cursor] === COMMA) cursor++
        cursor = item.add(column, scan, cursor)
      }
      builder.endList?.(added)
      return cursor + 1
    },
    writeSorted: (scan, at, out) => {
      const { bytes } = scan
      out.addByte(OPEN_BRACKET)
      let cursor = at + 1
      while (bytes[cursor] !== CLOSE_BRACKET) {
        if (bytes[cursor] === COMMA) out.addByte(bytes[cursor++]!)
        cursor = item.writeSorted(scan, cursor, out)
      }
      out.addByte(CLOSE_BRACKET)
      return cursor + 1
    },
  }
}

/** The key with its quotes and colon. */
export const keyBytes = ({ name }: Field): Buffer => Buffer.from(`${JSON.stringify(name)}:`)

/** Numbers of fields by the UTF-16 units of their names. */
export const sortedByName = (fields: readonly Field[]): readonly number[] =>
  fields.map((_, i) => i).sort((a, b) => (fields[a]!.name < fields[b]!.name ? -1 : 1))

function objectReader(fields: readonly Field[]): ItemReader | undefined {
  const readers = fields.map(itemReader)
  if (readers.some(reader => reader === undefined)) return undefined
  const members = fields.map((field, i) => ({ field, key: keyBytes(field), reader: readers[i]! }))
  const order = sortedByName(fields)
  /** Where the members' values start in the object that is written; UNKNOWN where they are absent. */
  const starts = new Int32Array(members.length)
  return {
    end: (scan, at) => {
      const { bytes } = scan
      if (bytes[at] !== OPEN_BRACE) return UNKNOWN
      let cursor = at + 1
      for (const { field, key, reader } of members) {
        const from = bytes[cursor] === COMMA ? cursor + 1 : cursor
        if (isAt(bytes, from, key)) {
          cursor = reader.end(scan, from + key.length)
          if (cursor === UNKNOWN) return UNKNOWN
        } else if (field.allowsNull) return UNKNOWN
      }
      return bytes[cursor] === CLOSE_BRACE ? cursor + 1 : UNKNOWN
    },
    add: (builder, scan, at) => {
      const { bytes } = scan
      const columns = builder.addPresent?.()
      if (columns === undefined) throw new Error('an object is added to a column of no objects')
      let cursor = at + 1
      for (let i = 0; i < members.length; i++) {
        const { key, reader } = members[i]!
        const from = bytes[cursor] === COMMA ? cursor + 1 : cursor
        if (isAt(bytes, from, key)) cursor = reader.add(columns[i]!.builder, scan, from + key.length)
        else columns[i]!.builder.add(undefined)
      }
      return cursor + 1
    },
    writeSorted: (scan, at, out) => {
      const { bytes } = scan
      let cursor = at + 1
      for (let i = 0; i < members.length; i++) {
        const { key, reader } = members[i]!
        const from = bytes[cursor] === COMMA ? cursor + 1 : cursor
        if (isAt(bytes, from, key)) {
          starts[i] = from + key.length
          cursor = reader.end(scan, from + key.length)
        } else starts[i] = UNKNOWN
      }
      out.addByte(OPEN_BRACE)
      let isFirst = true
      for (const i of order) {
        const start = starts[i]!
        if (start === UNKNOWN || isNull(scan, start)) continue
        if (!isFirst) out.addByte(COMMA)
        isFirst = false
        const { key, reader } = members[i]!
        out.addBytes(key, 0, key.length)
        reader.writeSorted(scan, start, out)
      }
      out.addByte(CLOSE_BRACE)
      return cursor + 1
    },
  }
}

import type { Field, Json, ListField, ScalarField, ScalarKind, StructField } from '../schema/field.js'
import { canonicalJson } from './canonical-json.js'
import { booleanOf, float64Of, int32Of, int64Of, listOf, objectOf, stringOf } from './cells.js'
import type { Column, Layout, Value } from './column.js'
import { type ByteGatherer, gatherBytes } from './gather-bytes.js'
import { daysOf, microsOf } from './time.js'
import { undeclaredKeys } from './undeclared.js'

/** Makes a column, one value after the other. */
export interface ColumnBuilder {
  /**
   * Adds a value; undefined where its key is absent. TypeError: it is not of the field's kind; RangeError: it does not fit.
   */
  add(value: Value): void
  /** Adds nothing, because an object around it is null: a column without nulls may have that. */
  addOrphan(): void
  /** Of a scalar: adds the value that stands in these bytes as JSON, a string `escaped` or not. */
  addJson(bytes: Buffer, start: number, end: number, escaped: boolean): void
  /** Of an object: adds one that is there, and gives the builders of its members, each of which is to be added to. */
  addPresent?(): readonly MemberBuilder[]
  /** The column of all values so far. TypeError where one is missing and the column holds no nulls. */
  finish(): Column
}

/** Builders of the columns of an object's fields. */
export function memberBuilders(fields: readonly Field[]): readonly MemberBuilder[] {
  return fields.map(field => ({
    field,
    memberOf: memberReader(field, fields),
    builder: columnBuilder(field),
  }))
}

export interface MemberBuilder {
  readonly field: Field
  readonly builder: ColumnBuilder
  memberOf(object: Readonly<Record<string, Json>>): Value
}

export function columnBuilder(field: Field): ColumnBuilder {
  if (field.kind === 'list') return listBuilder(field)
  if (field.kind === 'struct') return structBuilder(field)
  return scalarBuilder(field)
}

function memberReader(field: Field, siblings: readonly Field[]): MemberBuilder['memberOf'] {
  const { name } = field
  if ('extra' in field) {
    const undeclared = undeclaredKeys(siblings)
    return object => {
      const keys = undeclared(object)
      return keys.length === 0 ? undefined : Object.fromEntries(keys.map(key => [key, object[key] ?? null]))
    }
  }
  // An absent `constructor` would be found on Object.prototype.
  return name in Object.prototype
    ? object => (Object.hasOwn(object, name) ? object[name] : undefined)
    : object => object[name]
}

/** Which values are missing; `orphans` of them because of an object around them. */
function startMissing(field: Field) {
  let bits = new Uint8Array(64)
  let length = 0
  let missing = 0
  let orphans = 0
  const add = (present: boolean) => {
    if (length >> 3 === bits.length) {
      const larger = new Uint8Array(bits.length * 2)
      larger.set(bits)
      bits = larger
    }
    if (present) bits[length >> 3]! |= 1 << (length & 7)
    else missing++
    length++
  }
  return {
    present: () => add(true),
    absent: () => add(false),
    orphan: () => {
      orphans++
      add(false)
    },
    finish: (layout: Layout): Column => {
      if (!field.nullable && missing > orphans)
        throw new TypeError(`${field.pointer} is missing, but its column has no nulls.`)
      const nullCount = field.nullable ? missing : 0
      const validity = nullCount === 0 ? undefined : bits.slice(0, (length + 7) >> 3)
      return { field, length, nullCount, validity, ...layout }
    },
  }
}

/** What a kind of scalars makes of its values. */
interface Cells {
  add(value: Json): void
  addJson(bytes: Buffer, start: number, end: number, escaped: boolean): void
  addNothing(): void
  layout(): Layout
}

function scalarBuilder(field: ScalarField): ColumnBuilder {
  const missing = startMissing(field)
  const cells = cellsOf[field.kind]()
  const named = (action: () => void) => {
    try {
      action()
    } catch (cause) {
      if (cause instanceof RangeError) throw new RangeError(`${field.pointer}: ${cause.message}`, { cause })
      if (cause instanceof TypeError) throw new TypeError(`${field.pointer}: ${cause.message}`, { cause })
      throw cause
    }
  }
  return {
    add: value => {
      if (value == null) {
        missing.absent()
        cells.addNothing()
      } else {
        missing.present()
        named(() => cells.add(value))
      }
    },
    addOrphan: () => {
      missing.orphan()
      cells.addNothing()
    },
    addJson: (bytes, start, end, escaped) => {
      missing.present()
      named(() => cells.addJson(bytes, start, end, escaped))
    },
    finish: () => missing.finish(cells.layout()),
  }
}

const cellsOf: Record<ScalarKind, () => Cells> = {
  string: () => textCells(stringOf, true),
  json: () => textCells(canonicalJson, false),
  int32: () => fixedCells(length => new Int32Array(length), int32Of, plainNumber),
  int64: () =>
    fixedCells(
      length => new BigInt64Array(length),
      int64Of,
      text => BigInt(text),
    ),
  float64: () =>
    fixedCells(
      length => new Float64Array(length),
      float64Of,
      text => float64Of(Number(text)),
    ),
  date: () =>
    fixedCells(
      length => new Int32Array(length),
      value => daysOf(stringOf(value)),
      quoted(remembered(daysOf)),
    ),
  timestamp: () =>
    fixedCells(
      length => new BigInt64Array(length),
      value => microsOf(stringOf(value)),
      quoted(microsOf),
    ),
  boolean: bitCells,
}

const plainNumber = (text: string): number => int32Of(Number(text))

/** The text of a JSON string that has no escapes. */
const quoted =
  <T>(convert: (text: string) => T) =>
  (text: string): T =>
    convert(text.slice(1, -1))

/** Days come again and again. */
function remembered<T>(convert: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return text => {
    let value = known.get(text)
    if (value === undefined) {
      value = convert(text)
      if (known.size < MAX_REMEMBERED) known.set(text, value)
    }
    return value
  }
}

const MAX_REMEMBERED = 4096

function textCells(convert: (value: Json) => string, isString: boolean): Cells {
  const gathered: ByteGatherer = gatherBytes()
  return {
    add: value => gathered.addText(convert(value)),
    addJson: (bytes, start, end, escaped) => {
      if (isString && !escaped) gathered.addBytes(bytes, start + 1, end - 1)
      else if (isString) gathered.addEscaped(bytes, start + 1, end - 1)
      else gathered.addText(convert(JSON.parse(bytes.toString('utf8', start, end))))
    },
    addNothing: () => gathered.addText(''),
    layout: () => ({ layout: 'bytes', ...gathered.finish() }),
  }
}

function fixedCells<T extends number | bigint, A extends Int32Array | BigInt64Array | Float64Array>(
  make: (length: number) => A & { [i: number]: T },
  convert: (value: Json) => T,
  read: (json: string) => T,
): Cells {
  let values = make(64)
  let length = 0
  const push = (value: T | undefined) => {
    if (length === values.length) {
      const larger = make(length * 2)
      for (let i = 0; i < length; i++) larger[i] = values[i]!
      values = larger
    }
    if (value !== undefined) values[length] = value
    length++
  }
  return {
    add: value => push(convert(value)),
    addJson: (bytes, start, end, escaped) =>
      push(
        escaped
          ? convert(JSON.parse(bytes.toString('utf8', start, end)))
          : read(bytes.toString('latin1', start, end)),
      ),
    addNothing: () => push(undefined),
    layout: () => ({ layout: 'fixed', values: values.slice(0, length) }),
  }
}

const LETTER_T = 0x74

function bitCells(): Cells {
  let bits = new Uint8Array(64)
  let length = 0
  const push = (value: boolean) => {
    if (length >> 3 === bits.length) {
      const larger = new Uint8Array(bits.length * 2)
      larger.set(bits)
      bits = larger
    }
    if (value) bits[length >> 3]! |= 1 << (length & 7)
    length++
  }
  return {
    add: value => push(booleanOf(value)),
    addJson: (bytes, start) => push(bytes[start] === LETTER_T),
    addNothing: () => push(false),
    layout: () => ({ layout: 'bits', values: bits.slice(0, (length + 7) >> 3) }),
  }
}

function listBuilder(field: ListField): ColumnBuilder {
  const missing = startMissing(field)
  const items = columnBuilder(field.items)
  let offsets = new Int32Array(64)
  let length = 0
  let count = 0
  const end = () => {
    if (++length === offsets.length) {
      const larger = new Int32Array(length * 2)
      larger.set(offsets)
      offsets = larger
    }
    offsets[length] = count
  }
  const add = (value: Value) => {
    if (value == null) missing.absent()
    else {
      missing.present()
      for (const item of listOf(value)) {
        items.add(item)
        count++
      }
    }
    end()
  }
  return {
    add,
    addOrphan: () => {
      missing.orphan()
      end()
    },
    addJson: (bytes, start, end) => add(JSON.parse(bytes.toString('utf8', start, end))),
    finish: () =>
      missing.finish({ layout: 'list', offsets: offsets.slice(0, length + 1), items: items.finish() }),
  }
}

function structBuilder(field: StructField): ColumnBuilder {
  const missing = startMissing(field)
  const members = memberBuilders(field.fields)
  const add = (value: Value) => {
    if (value == null) {
      missing.absent()
      for (const { builder } of members) builder.addOrphan()
    } else {
      missing.present()
      const object = objectOf(value)
      for (const { builder, memberOf } of members) builder.add(memberOf(object))
    }
  }
  return {
    add,
    addPresent: () => {
      missing.present()
      return members
    },
    addOrphan: () => {
      missing.orphan()
      for (const { builder } of members) builder.addOrphan()
    },
    addJson: (bytes, start, end) => add(JSON.parse(bytes.toString('utf8', start, end))),
    finish: () =>
      missing.finish({ layout: 'struct', children: members.map(({ builder }) => builder.finish()) }),
  }
}

import type { Field, Json, ListField, ScalarField, StructField } from '../schema/field.js'
import { listOf, objectOf } from './cells.js'
import type { Column, Layout, Value } from './column.js'
import { growingBits } from './growing-bits.js'
import { growingInts } from './growing-numbers.js'
import { cellsOf } from './scalar-cells.js'
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
  /** Of a list: adds one that is there, and gives the builder of its items; then come the items, and then their number. */
  startList?(): ColumnBuilder
  endList?(items: number): void
  /** The column of all values so far, until more are added. TypeError where one is missing and the column holds no nulls. */
  finish(): Column
  /** Forgets all values: the memory is that of the values to come. */
  clear(): void
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
  const validity = growingBits()
  let length = 0
  let missing = 0
  let orphans = 0
  const add = (present: boolean) => {
    validity.add(present)
    if (!present) missing++
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
      return { field, length, nullCount, validity: nullCount === 0 ? undefined : validity.view(), ...layout }
    },
    clear: () => {
      validity.clear()
      ;[length, missing, orphans] = [0, 0, 0]
    },
  }
}

function scalarBuilder(field: ScalarField): ColumnBuilder {
  const missing = startMissing(field)
  const cells = cellsOf[field.kind]()
  return {
    add: value => {
      if (value == null) {
        missing.absent()
        cells.addNothing()
        return
      }
      missing.present()
      try {
        cells.add(value)
      } catch (error) {
        throw named(field, error)
      }
    },
    addOrphan: () => {
      missing.orphan()
      cells.addNothing()
    },
    addJson: (bytes, start, end, escaped) => {
      missing.present()
      try {
        cells.addJson(bytes, start, end, escaped)
      } catch (error) {
        throw named(field, error)
      }
    },
    finish: () => missing.finish(cells.layout()),
    clear: () => {
      missing.clear()
      cells.clear()
    },
  }
}

function named({ pointer }: ScalarField, cause: unknown): unknown {
  if (cause instanceof RangeError) return new RangeError(`${pointer}: ${cause.message}`, { cause })
  if (cause instanceof TypeError) return new TypeError(`${pointer}: ${cause.message}`, { cause })
  return cause
}

function listBuilder(field: ListField): ColumnBuilder {
  const missing = startMissing(field)
  const items = columnBuilder(field.items)
  const offsets = growingInts()
  let count = 0
  offsets.add(count)
  const endList = (length: number) => {
    count += length
    offsets.add(count)
  }
  const add = (value: Value) => {
    if (value == null) {
      missing.absent()
      endList(0)
    } else {
      const list = listOf(value)
      missing.present()
      for (const item of list) items.add(item)
      endList(list.length)
    }
  }
  return {
    add,
    addOrphan: () => {
      missing.orphan()
      endList(0)
    },
    addJson: (bytes, start, end) => add(JSON.parse(bytes.toString('utf8', start, end))),
    startList: () => {
      missing.present()
      return items
    },
    endList,
    finish: () => missing.finish({ layout: 'list', offsets: offsets.view(), items: items.finish() }),
    clear: () => {
      missing.clear()
      items.clear()
      offsets.clear()
      count = 0
      offsets.add(count)
    },
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
    clear: () => {
      missing.clear()
      for (const { builder } of members) builder.clear()
    },
  }
}

import type { Json, ScalarKind } from '../schema/field.js'
import { canonicalJson } from './canonical-json.js'
import { booleanOf, float64Of, int32Of, int64Of, stringOf } from './cells.js'
import type { Layout } from './column.js'
import { gatherBytes } from './gather-bytes.js'
import { growingBits } from './growing-bits.js'
import { growingFloats, growingInts, growingLongs } from './growing-numbers.js'
import { daysAt, daysOf, microsOf } from './time.js'

/** What a kind of scalars makes of its values. */
export interface Cells {
  /** TypeError: it is not of this kind; RangeError: it does not fit. */
  add(value: Json): void
  /** Adds the value that stands in these bytes as JSON, a string `escaped` or not. */
  addJson(bytes: Buffer, start: number, end: number, escaped: boolean): void
  addNothing(): void
  /** The cells so far, until more come. */
  layout(): Layout
  clear(): void
}

export const cellsOf: Record<ScalarKind, () => Cells> = {
  string: () => textCells(stringOf, true),
  json: () => textCells(canonicalJson, false),
  int32: () => numberCells(growingInts(), int32Of),
  int64: () =>
    numberCells<number | bigint>(growingLongs(), value =>
      typeof value === 'number' && Number.isSafeInteger(value) ? value : int64Of(value),
    ),
  float64: () => numberCells(growingFloats(), float64Of),
  date: dateCells,
  timestamp: () => numberCells<number | bigint>(growingLongs(), value => microsOf(stringOf(value))),
  boolean: bitCells,
}

const parsed = (bytes: Buffer, start: number, end: number): Json =>
  JSON.parse(bytes.toString('utf8', start, end))

function textCells(convert: (value: Json) => string, isString: boolean): Cells {
  const gathered = gatherBytes()
  return {
    add: value => gathered.addText(convert(value)),
    addJson: (bytes, start, end, escaped) => {
      if (isString && !escaped) gathered.addBytes(bytes, start + 1, end - 1)
      else if (isString) gathered.addEscaped(bytes, start + 1, end - 1)
      else gathered.addText(convert(parsed(bytes, start, end)))
    },
    addNothing: () => gathered.addText(''),
    layout: () => ({ layout: 'bytes', ...gathered.view() }),
    clear: gathered.clear,
  }
}

interface Numbers<Value> {
  add(value: Value | 0): void
  view(): Int32Array | Float64Array | BigInt64Array
  clear(): void
}

function numberCells<Value>(numbers: Numbers<Value>, convert: (value: Json) => Value): Cells {
  return {
    add: value => numbers.add(convert(value)),
    addJson: (bytes, start, end) => numbers.add(convert(parsed(bytes, start, end))),
    addNothing: () => numbers.add(0),
    layout: () => ({ layout: 'fixed', values: numbers.view() }),
    clear: numbers.clear,
  }
}

function dateCells(): Cells {
  const days = growingInts()
  const cells = numberCells(days, value => daysOf(stringOf(value)))
  return {
    ...cells,
    addJson: (bytes, start, end, escaped) => {
      const day = escaped ? undefined : daysAt(bytes, start + 1, end - 1)
      if (day === undefined) cells.addJson(bytes, start, end, escaped)
      else days.add(day)
    },
  }
}

const LETTER_T = 0x74

function bitCells(): Cells {
  const bits = growingBits()
  return {
    add: value => bits.add(booleanOf(value)),
    addJson: (bytes, start) => bits.add(bytes[start] === LETTER_T),
    addNothing: () => bits.add(false),
    layout: () => ({ layout: 'bits', values: bits.view() }),
    clear: bits.clear,
  }
}

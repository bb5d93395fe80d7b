import type { ArrowArray } from './arrow-columns.js'
import { TYPE } from './arrow-types.js'

/**
 * What makes an array impossible: lengths and offsets that its buffers do not bear out. The library believes what a
 * file says of itself, and a damaged one may say anything. `most` is how long an array may be at all.
 */
export function arrayFault(array: ArrowArray, most: number): string | undefined {
  const { type, length, offset, nullCount, nullBitmap, children } = array
  if (!Number.isSafeInteger(length) || length < 0 || length > most) return `an array of ${length} values`
  if (nullCount > 0 && nullBitmap && nullBitmap.length * 8 < offset + length)
    return 'a bitmap that is too short'
  return (checks[type.typeId]?.(array) ?? undefined) || firstOf(children, child => arrayFault(child, most))
}

function firstOf<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value)
    if (found !== undefined) return found
  }
  return undefined
}

type Check = (array: ArrowArray) => string | undefined

const lengthOf = (values: unknown): number =>
  ArrayBuffer.isView(values) && 'length' in values && typeof values.length === 'number' ? values.length : 0

const enoughValues: Check = ({ values, length }) =>
  lengthOf(values) < length ? `${lengthOf(values)} values where ${length} are said to be` : undefined

const soundOffsets =
  (end: (array: ArrowArray) => number): Check =>
  array => {
    const { valueOffsets, length } = array
    if (length === 0) return undefined
    if (!(valueOffsets instanceof Int32Array || valueOffsets instanceof BigInt64Array)) return 'no offsets'
    if (valueOffsets.length < length + 1) return 'too few offsets'
    let last: number | bigint = 0
    for (let i = 0; i <= length; i++) {
      const offset: number | bigint = valueOffsets[i] ?? -1
      if (offset < last) return 'offsets that go back'
      last = offset
    }
    return last > end(array) ? 'offsets past the end' : undefined
  }

const text = soundOffsets(({ values }) => lengthOf(values))
const list = soundOffsets(({ children: [child] }) => child?.length ?? 0)

const checks: Readonly<Record<number, Check>> = {
  [TYPE.dictionary]: enoughValues,
  [TYPE.int]: enoughValues,
  [TYPE.float]: enoughValues,
  [TYPE.date]: enoughValues,
  [TYPE.timestamp]: enoughValues,
  [TYPE.bool]: ({ values, offset, length }) =>
    lengthOf(values) * 8 < offset + length ? 'too few flags' : undefined,
  [TYPE.utf8]: text,
  [TYPE.largeUtf8]: text,
  [TYPE.list]: list,
  [TYPE.largeList]: list,
  [TYPE.utf8View]: ({ values, length }) =>
    lengthOf(values) < length * 16 ? 'too few views of texts' : undefined,
  [TYPE.fixedSizeList]: ({ children: [child], length, type }) =>
    (child?.length ?? 0) < length * (type.listSize ?? 0) ? 'too few elements of lists' : undefined,
  [TYPE.struct]: ({ children, length }) =>
    children.some(child => child.length < length) ? 'columns of different lengths' : undefined,
}

/** The values of a column, as an array has them. */
export interface Cells {
  readonly length: number
  at(index: number): unknown
}

/**
 * Holds values in little memory: as the library gives it, each text is an object of a hundred bytes and more, and a row group
 * has millions. Where they are those of a dictionary, each stands for many values, and they are left as they are.
 */
export function packed(values: ArrayLike<unknown>): Cells {
  return packedTexts(values) ?? (Array.isArray(values) ? values : atOf(values))
}

const atOf = (values: ArrayLike<unknown>): Cells => ({ length: values.length, at: index => values[index] })

/** More is packed by nobody: these may well be few texts that stand often. */
const MOST_BYTES = 64 * 1024 * 1024

/** Of longer texts, on the average, the objects are few. */
const LONG = 256

/** Undefined for what is no column of texts, and where they are better left as they are. */
function packedTexts(values: ArrayLike<unknown>): Cells | undefined {
  const { length } = values
  const ends = new Uint32Array(length)
  let size = 0
  for (let i = 0; i < length; i++) {
    const value = values[i]
    if (value instanceof Uint8Array) size += value.length
    else if (value !== undefined && value !== null) return undefined
    if (size > MOST_BYTES) return undefined
    ends[i] = size
  }
  if (size > LONG * length || areShared(values)) return undefined
  const bytes = new Uint8Array(size)
  const isThere = new Uint8Array(length)
  const startOf = (index: number): number => (index === 0 ? 0 : ends[index - 1]!)
  for (let i = 0; i < length; i++) {
    const value = values[i]
    if (!(value instanceof Uint8Array)) continue
    bytes.set(value, startOf(i))
    isThere[i] = 1
  }
  return {
    length,
    at: index => (isThere[index] === 1 ? bytes.subarray(startOf(index), ends[index]) : undefined),
  }
}

const SAMPLE = 1024

/** Whether most of the first values are the same objects as others. */
function areShared(values: ArrayLike<unknown>): boolean {
  const seen = new Set<unknown>()
  const count = Math.min(values.length, SAMPLE)
  for (let i = 0; i < count; i++) seen.add(values[i])
  return seen.size * 2 <= count
}

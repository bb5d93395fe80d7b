// Numbers that are added one by one, by the kind of array that holds them: one function for all kinds is several times slower.

interface Growing<Value, Numbers> {
  add(value: Value): void
  /** What was added, until more is. */
  view(): Numbers
  clear(): void
}

const FIRST = 64

/** Integers of 32 bits. */
export function growingInts(): Growing<number, Int32Array> {
  let values = new Int32Array(FIRST)
  let length = 0
  return {
    add: value => {
      if (length === values.length) {
        const larger = new Int32Array(length * 2)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
    view: () => values.subarray(0, length),
    clear: () => {
      length = 0
    },
  }
}

export function growingFloats(): Growing<number, Float64Array> {
  let values = new Float64Array(FIRST)
  let length = 0
  return {
    add: value => {
      if (length === values.length) {
        const larger = new Float64Array(length * 2)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
    view: () => values.subarray(0, length),
    clear: () => {
      length = 0
    },
  }
}

/** Integers of 64 bits; numbers are safe integers. */
export function growingLongs(): Growing<number | bigint, BigInt64Array> {
  let values = new BigInt64Array(FIRST)
  /** The same memory, the lower half of an integer first. */
  let halves = new Int32Array(values.buffer)
  let length = 0
  return {
    add: value => {
      if (length === values.length) {
        const larger = new BigInt64Array(length * 2)
        larger.set(values)
        values = larger
        halves = new Int32Array(values.buffer)
      }
      if (typeof value === 'bigint') values[length] = value
      else {
        // A bigint for each number would be thrown away at once.
        halves[2 * length] = value | 0
        halves[2 * length + 1] = Math.floor(value / 2 ** 32)
      }
      length++
    },
    view: () => values.subarray(0, length),
    clear: () => {
      length = 0
    },
  }
}

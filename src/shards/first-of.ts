/** Counts numbers that come in any order, and keeps the smallest. */
export interface FirstOf {
  /** `beside` is kept with the number. */
  add(number: number, beside?: number): void
  count(): number
  /** The smallest, in order. */
  numbers(): readonly (readonly [number: number, beside: number])[]
}

export function firstOf(max: number): FirstOf {
  const kept: (readonly [number, number])[] = []
  let count = 0
  return {
    add: (number, beside = 0) => {
      count++
      const last = kept.at(-1)
      if (max === 0 || (kept.length === max && last !== undefined && number >= last[0])) return
      let at = kept.length
      while (at > 0 && kept[at - 1]![0] > number) at--
      kept.splice(at, 0, [number, beside])
      if (kept.length > max) kept.pop()
    },
    count: () => count,
    numbers: () => kept,
  }
}

import type { Edit } from '../../text/rewrite.js'

/** Something a lint finds, by its kind (a character, a word), and how often it stands there in a row. */
export interface Occurrence<K extends string = string> {
  /** In UTF-16 units, half-open. */
  readonly start: number
  readonly end: number
  readonly kind: K
  readonly count: number
}

/** What is said of one place. `kind` is undefined where several kinds are told together. */
interface Told<K extends string> {
  readonly span: { readonly start: number; readonly end: number }
  readonly args: { readonly kind: K | undefined; readonly count: number }
}

/** So many are told one by one where one is like the other. */
const FEW = 20
/** So many are told one by one where a person must look at each. */
const MANY = 1000
/** So many kinds are told apart. */
const KINDS = 50

/** Each occurrence while there are few; else each kind once, at its first place, with the sum of its counts. */
export function gathered<K extends string>(occurrences: Iterable<Occurrence<K>>): Told<K>[] {
  const single: Occurrence<K>[] = []
  const sums = new Sums<K>()
  for (const occurrence of occurrences) {
    if (single.length <= FEW) single.push(occurrence)
    sums.add(occurrence)
  }
  return single.length > FEW ? sums.told() : single.map(told)
}

/** Each occurrence; past a bound that only a damaged text reaches, the rest kind by kind. */
export function oneByOne<K extends string>(occurrences: Iterable<Occurrence<K>>): Told<K>[] {
  const single: Occurrence<K>[] = []
  const rest = new Sums<K>()
  for (const occurrence of occurrences) {
    if (single.length < MANY) single.push(occurrence)
    else rest.add(occurrence)
  }
  return [...single.map(told), ...rest.told()]
}

/** Edits that take them out. */
export function* without(occurrences: Iterable<Occurrence>): Generator<Edit> {
  for (const { start, end } of occurrences) yield { start, end, instead: '' }
}

const told = <K extends string>({ start, end, kind, count }: Occurrence<K>): Told<K> => ({
  span: { start, end },
  args: { kind, count },
})

class Sums<K extends string> {
  readonly #sums = new Map<K | undefined, { start: number; end: number; count: number }>()

  add({ start, end, kind, count }: Occurrence<K>): void {
    const key = this.#sums.has(kind) || this.#sums.size < KINDS ? kind : undefined
    const sum = this.#sums.get(key)
    if (sum === undefined) this.#sums.set(key, { start, end, count })
    else sum.count += count
  }

  told(): Told<K>[] {
    return [...this.#sums].map(([kind, { start, end, count }]) => ({
      span: { start, end },
      args: { kind, count },
    }))
  }
}

/** A column, or one inside another (`source.path`), and its declaration in words. */
export interface Declared {
  readonly column: string
  readonly words: string
}

/** A column whose declaration in a file is not what the schema gives. Words for a message. */
export interface DeclaredDifference {
  readonly column: string
  readonly found: string
  readonly expected: string
}

/** Compares the columns that a file declares with those that it should: what each is, and their order. */
export function declaredDifferences(
  found: readonly Declared[],
  expected: readonly Declared[],
): DeclaredDifference[] {
  const there = new Set(found.map(({ column }) => column))
  const missing = expected.filter(({ column }) => !there.has(column))
  /** The first of each name. */
  const places = new Map(expected.map(({ column }, i) => [column, i] as const).reverse())
  const differing = found.flatMap(({ column, words }, i) => {
    const place = places.get(column) ?? -1
    const wanted = expected[place]
    if (wanted === undefined) return [{ column, found: words, expected: 'no such column' }]
    if (wanted.words !== words) return [{ column, found: words, expected: wanted.words }]
    const isMoved = found.length === expected.length && expected[i]?.column !== column
    return isMoved ? [{ column, found: `column ${i + 1}`, expected: `column ${place + 1}` }] : []
  })
  return [
    ...differing,
    ...missing.map(({ column, words }) => ({ column, found: 'missing', expected: words })),
  ]
}

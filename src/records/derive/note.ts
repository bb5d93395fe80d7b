/**
 * The note of a value that a rule inferred: the rule, and the hints it was given, so that the value can be computed
 * again from the record alone: `plain-lines@1`, `plain-lines@1 5=heading 11=paragraph`.
 */
export interface RuleNote {
  /** `name@version` */
  readonly rule: string
  readonly hints: Readonly<Record<string, string>>
}

/** Hints stand in the order of their keys, numbers by value. Neither keys nor values may hold spaces or `=`. */
export function writeNote({ rule, hints }: RuleNote): string {
  // Keys that are natural numbers come first and in their order in every object (ECMA-262, OrdinaryOwnPropertyKeys).
  return [rule, ...Object.entries(hints).map(([key, value]) => `${key}=${value}`)].join(' ')
}

/** The inverse of `writeNote`; undefined for a note that it would not have written. */
export function readNote(note: string): RuleNote | undefined {
  const [rule = '', ...pairs] = note.split(' ')
  if (!/^[a-z0-9-]+@\d+$/.test(rule)) return undefined
  const hints: Record<string, string> = {}
  for (const pair of pairs) {
    const [, key, value] = /^([^\s=]+)=([^\s=]+)$/.exec(pair) ?? []
    if (key === undefined || value === undefined) return undefined
    hints[key] = value
  }
  return writeNote({ rule, hints }) === note ? { rule, hints } : undefined
}

import { identityOf } from '../text/identity.js'
import type { Json } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { escapeToken } from '../text/pointer.js'
import { described, shown } from '../text/shown.js'

/** What is wrong with one property. `what` follows its pointer: `is the number 5, expected a string`. */
export interface Fault {
  readonly pointer: string
  readonly what: string
  /** The standard recommends, and does not demand. */
  readonly isAdvice?: true
}

/** Checks the value of a property that is there. */
export type Rule = (value: Json, pointer: string) => readonly Fault[]

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
export const isText = (value: Json | undefined): value is string => typeof value === 'string'
export const isWhole = (value: Json | undefined): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))

/** A rule that one test makes; `expected` completes `expected …`. */
export const expects =
  (holds: (value: Json) => boolean, expected: string): Rule =>
  (value, pointer) =>
    holds(value) ? [] : [{ pointer, what: `is ${described(value)}, expected ${expected}` }]

export const text = expects(isText, 'a string')
export const truth = expects(value => typeof value === 'boolean', 'true or false')
export const count = expects(value => isWhole(value) && value >= 0, 'a whole number, not negative')
export const position = expects(value => isWhole(value) && value >= 1, 'a whole number from 1')
export const object = expects(isJsonObject, 'an object')
export const textThat = (holds: (value: string) => boolean, expected: string): Rule =>
  expects(value => isText(value) && holds(value), expected)
export const oneOf = (words: readonly string[]): Rule =>
  expects(value => isText(value) && words.includes(value), `one of ${words.map(shown).join(', ')}`)

/** A list whose elements follow a rule, with at least `least` of them. */
export const listOf =
  (rule: Rule, { least = 0, unique = false } = {}): Rule =>
  (value, pointer) => {
    if (!isList(value)) return [{ pointer, what: `is ${described(value)}, expected a list` }]
    if (value.length < least) return [{ pointer, what: 'is an empty list, expected one with an element' }]
    const seen = new Map<string, number>()
    return value.flatMap((element, i) => {
      const own = `${pointer}/${i}`
      const faults = rule(element, own)
      if (!unique || faults.length > 0) return faults
      const spelled = identityOf(element)
      const before = seen.get(spelled)
      if (before === undefined) seen.set(spelled, i)
      return before === undefined
        ? []
        : [{ pointer: own, what: `is ${described(element)}, which stands at ${pointer}/${before} already` }]
    })
  }

/** An object with properties that follow rules; others are nobody's business. */
export const objectWith =
  (rules: Readonly<Record<string, Rule>>, { required = [] as readonly string[], least = 0 } = {}): Rule =>
  (value, pointer) => {
    if (!isJsonObject(value)) return [{ pointer, what: `is ${described(value)}, expected an object` }]
    const missing = required.filter(name => !Object.hasOwn(value, name))
    return [
      ...missing.map(name => ({ pointer, what: `has no \`${name}\`, which is required` })),
      ...(Object.keys(value).length < least ? [{ pointer, what: 'is empty, expected a property' }] : []),
      ...Object.entries(rules).flatMap(([name, rule]) => {
        const member = Object.hasOwn(value, name) ? value[name] : undefined
        return member === undefined ? [] : rule(member, `${pointer}/${escapeToken(name)}`)
      }),
    ]
  }

export const all =
  (...rules: readonly Rule[]): Rule =>
  (value, pointer) =>
    rules.flatMap(rule => rule(value, pointer))

/** The first rule without a fault decides; where all have some, those of the last are told. */
export const either =
  (...rules: readonly Rule[]): Rule =>
  (value, pointer) => {
    let faults: readonly Fault[] = []
    for (const rule of rules) {
      faults = rule(value, pointer)
      if (faults.length === 0) return faults
    }
    return faults
  }

export const advised =
  (rule: Rule): Rule =>
  (value, pointer) =>
    rule(value, pointer).map(fault => ({ ...fault, isAdvice: true }))

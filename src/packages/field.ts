import { UsageError } from '../errors.js'
import { readSchema } from '../schema/document.js'
import { compilePattern } from '../schema/pattern.js'
import { compileValidator } from '../schema/validator.js'
import type { Json, JsonObject } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { shown } from '../text/shown.js'
import { type CellType, cellTypeOf } from './cell-types.js'
import { type Fault, isList, isText } from './rules.js'
import { compareOrders, type Value } from './value.js'

/** What became of one cell. */
export interface Checked {
  /** Undefined where the cell has no value of its type, or is missing. */
  readonly value: Value | undefined
  readonly isMissing: boolean
  /** What is wrong, in words that complete `expected …`. */
  readonly faults: readonly { readonly code: 'table/type' | 'table/constraint'; readonly expected: string }[]
}

export interface FieldCheck {
  readonly name: string
  /** Values of fields of different kinds are never the same. */
  readonly kind: string
  readonly isUnique: boolean
  /** Checks a cell of text, or a value of a JSON table; undefined where there is none. */
  check(cell: Json | undefined): Checked
}

export interface FieldContext {
  readonly pointer: string
  /** The texts that stand for no value. */
  readonly missingValues: ReadonlySet<string>
  /** A field of the primary key. */
  readonly isKey: boolean
  fault(fault: Fault): void
  /** Says that a constraint cannot be checked here. */
  unchecked(what: string, why: string): void
}

/** Compiles a field whose form has been checked. What cannot be meant so is told to the context, and left out. */
export function compileField(field: JsonObject, context: FieldContext): FieldCheck {
  const name = isText(field['name']) ? field['name'] : ''
  const constraints = isJsonObject(field['constraints']) ? field['constraints'] : {}
  const type = typeOf(field, context)
  const own =
    field['missingValues'] === undefined ? context.missingValues : missingSet(field['missingValues'])
  const checks = type === undefined ? [] : constraintsOf(field, constraints, type, context)
  const isRequired = constraints['required'] === true
  const missing: Checked = { value: undefined, isMissing: true, faults: [] }
  const lacking = (expected: string): Checked => ({
    ...missing,
    faults: [{ code: 'table/constraint', expected }],
  })
  const absent = context.isKey
    ? lacking('a value, since it is part of the primary key')
    : isRequired
      ? lacking('a value, since it is required')
      : missing
  return {
    name,
    kind: kindOf(field['type']),
    isUnique: constraints['unique'] === true,
    check: cell => {
      if (cell === undefined || cell === null || (isText(cell) && own.has(cell))) return absent
      if (type === undefined) return { value: undefined, isMissing: false, faults: [] }
      const value = type.read(cell)
      if (value === undefined) {
        return {
          value,
          isMissing: false,
          faults: [{ code: 'table/type', expected: type.expected }],
        }
      }
      const faults = checks.flatMap(check => {
        const expected = check(value, cell)
        return expected === undefined ? [] : [{ code: 'table/constraint' as const, expected }]
      })
      return { value, isMissing: false, faults }
    },
  }
}

const numeric: ReadonlySet<Json> = new Set(['number', 'integer', 'year'])

function kindOf(type: Json | undefined): string {
  if (!isText(type) || type === 'any') return 'string'
  return numeric.has(type) ? 'number' : type
}

function typeOf(field: JsonObject, { pointer, fault }: FieldContext): CellType | undefined {
  try {
    return cellTypeOf(field)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    fault({
      pointer: `${pointer}/format`,
      what: `is ${shown(field['format'])}, which is no pattern of strptime: ${error.message}`,
    })
    return undefined
  }
}

/** The texts that stand for no value: strings, or objects that have one. */
export function missingSet(values: Json | undefined): ReadonlySet<string> {
  const list = isList(values) ? values : ['']
  return new Set(list.map(value => (isJsonObject(value) ? value['value'] : value)).filter(isText))
}

/** What is expected where a value is not allowed. */
type Constraint = (value: Value, cell: Json) => string | undefined

function constraintsOf(
  field: JsonObject,
  constraints: JsonObject,
  type: CellType,
  context: FieldContext,
): Constraint[] {
  const at = `${context.pointer}/constraints`
  const found: Constraint[] = []
  const readValue = (name: string, given: Json, pointer = `${at}/${name}`): Value | undefined => {
    const value = type.read(given)
    if (value === undefined)
      context.fault({
        pointer,
        what: `is ${shown(given)}, which the field cannot hold: expected ${type.expected}`,
      })
    return value
  }
  for (const [name, { words, holds }] of Object.entries(bounds)) {
    const given = constraints[name]
    if (given === undefined) continue
    const limit = readValue(name, given)?.order
    if (limit === undefined) continue
    found.push(({ order }) => {
      const compared = order === undefined ? undefined : compareOrders(order, limit)
      return compared === undefined || holds(compared) ? undefined : `${words} ${shown(given)}`
    })
  }
  const { minLength, maxLength } = constraints
  if (minLength !== undefined)
    found.push(({ length }) =>
      length === undefined || length >= Number(minLength) ? undefined : `a length of ${minLength} or more`,
    )
  if (maxLength !== undefined)
    found.push(({ length }) =>
      length === undefined || length <= Number(maxLength) ? undefined : `a length of ${maxLength} or less`,
    )
  found.push(...amongOf(field, constraints, at, readValue, context))
  found.push(...patternOf(constraints['pattern'], `${at}/pattern`, context))
  found.push(...jsonSchemaOf(constraints['jsonSchema'], `${at}/jsonSchema`, context))
  return found
}

const bounds: Readonly<Record<string, { words: string; holds: (compared: number) => boolean }>> = {
  minimum: { words: 'at least', holds: compared => compared >= 0 },
  maximum: { words: 'at most', holds: compared => compared <= 0 },
  exclusiveMinimum: { words: 'more than', holds: compared => compared > 0 },
  exclusiveMaximum: { words: 'less than', holds: compared => compared < 0 },
}

type ValueOf = (name: string, given: Json, pointer?: string) => Value | undefined

/** `enum` and `categories`; the former lists nothing that the latter does not. */
function amongOf(
  field: JsonObject,
  constraints: JsonObject,
  at: string,
  readValue: ValueOf,
  { pointer, fault }: FieldContext,
): Constraint[] {
  const listed = isList(constraints['enum']) ? constraints['enum'] : undefined
  const given = isList(field['categories']) ? field['categories'] : undefined
  const categories = given?.map(category => (isJsonObject(category) ? (category['value'] ?? null) : category))
  const identities = (values: readonly Json[], start: string): (string | undefined)[] =>
    values.map((value, i) => readValue('', value, `${start}/${i}`)?.identity)
  const words = (values: readonly Json[]): string =>
    values.length === 1
      ? shown(values[0])
      : `one of ${values.slice(0, 20).map(shown).join(', ')}${values.length > 20 ? '…' : ''}`
  const found: Constraint[] = []
  const among = (values: readonly Json[], allowed: readonly (string | undefined)[]): void => {
    const set = new Set(allowed)
    const expected = words(values)
    found.push(({ identity }) => (set.has(identity) ? undefined : expected))
  }
  const allowed = categories === undefined ? undefined : identities(categories, `${pointer}/categories`)
  if (categories !== undefined && allowed !== undefined) among(categories, allowed)
  if (listed !== undefined) {
    const own = identities(listed, `${at}/enum`)
    among(listed, own)
    const stray =
      allowed === undefined
        ? -1
        : own.findIndex(identity => identity !== undefined && !allowed.includes(identity))
    if (stray !== -1)
      fault({
        pointer: `${at}/enum/${stray}`,
        what: `is ${shown(listed[stray])}, which is none of the categories`,
      })
  }
  return found
}

/** XML Schema matches the whole text; anchors, which it has not, are taken as people mean them. */
function patternOf(given: Json | undefined, pointer: string, context: FieldContext): Constraint[] {
  if (!isText(given)) return []
  const expected = `a match of the pattern ${shown(given)}`
  const source = `^(?:${asEcma(given)})$`
  try {
    const pattern = compilePattern(source)
    return [(_, cell) => (pattern.test(isText(cell) ? cell : JSON.stringify(cell)) ? undefined : expected)]
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    if (isEcma(source)) context.unchecked(`The pattern ${shown(given)}`, 'it cannot be run in linear time')
    else context.fault({ pointer, what: `is ${shown(given)}, which is no regular expression` })
    return []
  }
}

/** Escapes that XML Schema and most dialects have, and ECMA-262 with the flag `u` has not. */
function asEcma(pattern: string): string {
  let inClass = false
  return pattern.replaceAll(/\\[pP]\{Is\w+\}|\\[\s\S]|[[\]]/g, token => {
    if (token === '[') inClass = true
    else if (token === ']') inClass = false
    else if (token === '\\-') return inClass ? token : '-'
    else if (/^\\[A-Za-z0-9]/.test(token)) return nameClasses[token]?.[inClass ? 1 : 0] ?? token
    else if (!/^\\[\^$\\.*+?()[\]{}|/-]/.test(token)) return token.slice(1)
    return token
  })
}

/** `\i` and `\c`, the characters of names; outside a class, and within one. */
const nameClasses: Readonly<Record<string, readonly [string, string]>> = {
  '\\i': ['[\\p{L}_:]', '\\p{L}_:'],
  '\\c': ['[\\p{L}\\p{N}\\p{M}._:\\-]', '\\p{L}\\p{N}\\p{M}._:\\-'],
  '\\I': ['[^\\p{L}_:]', ''],
  '\\C': ['[^\\p{L}\\p{N}\\p{M}._:\\-]', ''],
}

function isEcma(source: string): boolean {
  try {
    new RegExp(source)
    return true
  } catch {
    return false
  }
}

function jsonSchemaOf(given: Json | undefined, pointer: string, { fault }: FieldContext): Constraint[] {
  if (!isJsonObject(given)) return []
  const path = 'the JSON Schema'
  const source = JSON.stringify(given, (_, member: unknown) =>
    typeof member === 'bigint' ? Number(member) : member,
  )
  try {
    readSchema(source, path)
    const validate = compileValidator({ path, text: source })
    return [
      ({ json }) =>
        json === undefined
          ? undefined
          : validate(json)[0]?.message.replace(/\.$/, '').replace(/^/, 'what `jsonSchema` allows: '),
    ]
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const [first] = error.problems
    fault({ pointer, what: `cannot be used: ${(first?.message ?? error.message).replace(/\.$/, '')}` })
    return []
  }
}

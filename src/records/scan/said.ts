import { speakingKeywords } from '../../schema/evaluate/compile.js'
import { conjunctsOf, saidBy } from '../../schema/in-place.js'
import { isObject, type SchemaObject } from '../../schema/keywords.js'

/** Keywords that a walk can be made for, and what form they must have; with any other value the plain way is taken. */
const forms: Readonly<Record<string, (value: unknown) => boolean>> = {
  $ref: value => typeof value === 'string' && value.startsWith('#'),
  allOf: Array.isArray,
  anyOf: Array.isArray,
  oneOf: Array.isArray,
  type: value => typeof value === 'string' || Array.isArray(value),
  enum: Array.isArray,
  const: () => true,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: value => Number.isSafeInteger(value),
  minLength: isNumber,
  maxLength: isNumber,
  pattern: value => typeof value === 'string',
  format: value => typeof value === 'string',
  items: value => isObject(value) || typeof value === 'boolean',
  minItems: isNumber,
  maxItems: isNumber,
  uniqueItems: value => typeof value === 'boolean',
  properties: isObject,
  required: Array.isArray,
  additionalProperties: value => isObject(value) || typeof value === 'boolean',
  minProperties: isNumber,
  maxProperties: isNumber,
}

/** Whether a keyword asks nothing of a value. Those that begin with `x-` ask for nothing here, two that columns read aside. */
export const isSilent = (keyword: string): boolean => !speakingKeywords.has(keyword)

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}

/**
 * All schemas that must hold of one value, those that references and `allOf` lead to among them; undefined where one of
 * them says what no walk is made for, or where it is a schema that allows nothing.
 */
export function saidOf(schemas: readonly unknown[], root: SchemaObject): readonly SchemaObject[] | undefined {
  const said = new Map<SchemaObject, SchemaObject>()
  const waiting = [...schemas]
  for (const schema of waiting) {
    if (schema === true) continue
    if (!isObject(schema)) return undefined
    if (said.has(schema)) continue
    const own = saidBy(schema, root)
    if (!isUnderstood(own)) return undefined
    said.set(schema, own)
    waiting.push(...conjunctsOf(schema, root))
  }
  return [...said.values()]
}

function isUnderstood(said: SchemaObject): boolean {
  return Object.entries(said).every(([keyword, value]) => {
    if (isSilent(keyword)) return true
    return Object.hasOwn(forms, keyword) && forms[keyword]?.(value) === true
  })
}

/** The values of one keyword wherever it is said. */
export function* valuesSaid(said: readonly SchemaObject[], keyword: string): Generator<unknown> {
  for (const schema of said) if (Object.hasOwn(schema, keyword)) yield schema[keyword]
}

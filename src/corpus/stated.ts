import { UsageError } from '../errors.js'
import type { Json, RecordSchema } from '../schema/field.js'
import { isObject, type SchemaObject } from '../schema/keywords.js'
import { nearest } from '../text/nearest.js'
import { yamlOf } from '../text/yaml-scalar.js'
import { sidecarReaderFor } from './sidecar.js'
import { sidecarKeys, sidecarSchemaOf } from './sidecar-schema.js'
import type { Stated } from './sidecar-stub.js'

/** What is said of new texts in words, key and value each. A list has its key once for every element. */
export interface Claims {
  readonly language?: string | undefined
  readonly license?: string | undefined
  readonly set?: readonly (readonly [key: string, value: string])[]
}

/** Not said in a word or two, or not said of a new text. */
const byHand = new Set(['basis', 'origin', 'accept'])

/** Reads claims as a sidecar would be read. Throws UsageError for a key that there is not, and for a value that may not stand there. */
export function statedBy(claims: Claims, schema: RecordSchema): Stated {
  const sidecar = sidecarSchemaOf(schema)
  const keys = propertiesOf(sidecar)
  const reasons = propertiesOf(keys['basis'])
  const said = new Map<string, string[]>()
  const basis: Record<string, string> = {}
  for (const [key, value] of pairsOf(claims, schema)) {
    if (key.startsWith('basis.')) {
      const target = key.slice('basis.'.length)
      if (!Object.hasOwn(reasons, target))
        refuseKey(
          key,
          Object.keys(reasons).map(name => `basis.${name}`),
        )
      basis[target] = value
      continue
    }
    if (!Object.hasOwn(keys, key)) refuseKey(key, Object.keys(keys))
    if (byHand.has(key) || isMapping(keys[key])) {
      throw new UsageError(`\`${key}\` cannot be stated here.`, { fix: 'Write it into the sidecar.' })
    }
    said.set(key, [...(said.get(key) ?? []), value])
  }
  const values = Object.fromEntries(
    [...said].map(([key, all]) => {
      if (isList(keys[key])) return [key, all]
      if (all.length > 1) throw new UsageError(`\`${key}\` is stated ${all.length} times.`)
      return [key, all[0] ?? '']
    }),
  )
  return { values: checked(values, basis, schema), basis }
}

function pairsOf(
  { language, license, set = [] }: Claims,
  { roles, path }: RecordSchema,
): (readonly [string, string])[] {
  const ofRole = (role: string, name: string | undefined, value: string | undefined) => {
    if (value === undefined) return []
    if (name !== undefined) return [[name, value] as const]
    throw new UsageError(`The schema ${path} has no field for the ${role}.`, {
      fix: `Mark it with "x-role": "${role}".`,
    })
  }
  return [
    ...ofRole('language', roles.get('language')?.name, language),
    ...ofRole('license', roles.get('license')?.name, license),
    ...set,
  ]
}

/** The values as the reader of sidecars gives them: numbers where the schema wants numbers. */
function checked(
  values: Readonly<Record<string, Json>>,
  basis: Stated['basis'],
  schema: RecordSchema,
): Readonly<Record<string, Json>> {
  const all = Object.keys(basis).length > 0 ? { ...values, basis } : values
  const lines = Object.entries(all).map(([key, value]) => `${yamlOf(key)}: ${yamlOf(value)}\n`)
  const read = sidecarReaderFor(schema)(lines.join(''), 'what is stated')
  const problems = read.problems
    .filter(
      ({ code, location }) => code !== 'record/required' || (location.pointer ?? '').lastIndexOf('/') > 0,
    )
    .map(found => ({ ...found, location: { file: 'what is stated', pointer: found.location.pointer } }))
  if (problems.length > 0) throw new UsageError('This cannot be said in a sidecar.', { problems })
  const typed = [...sidecarKeys(schema)].flatMap(([key, pointer]) => {
    const value = read.values.get(pointer)
    return value === undefined ? [] : [[key, value] as const]
  })
  return { ...values, ...Object.fromEntries(typed) }
}

function refuseKey(key: string, known: readonly string[]): never {
  const meant = nearest(key, known)
  throw new UsageError(
    `\`${key}\` is not a sidecar key.${meant === undefined ? '' : ` Did you mean \`${meant}\`?`}`,
    { fix: '`warraq types --sidecar` lists them.' },
  )
}

function propertiesOf(schema: unknown): SchemaObject {
  const properties = isObject(schema) ? schema['properties'] : undefined
  return isObject(properties) ? properties : {}
}

const isList = (schema: unknown): boolean => isObject(schema) && schema['type'] === 'array'
const isMapping = (schema: unknown): boolean => isObject(schema) && schema['type'] === 'object'

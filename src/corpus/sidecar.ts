import { type Finding, type Location, type Problem, problem } from '../problem.js'
import { basisField } from '../records/basis.js'
import { emptyStatement, type Statement } from '../records/draft.js'
import { fieldsOutsideLists } from '../records/ruled.js'
import type { Field, Json, JsonObject, RecordSchema } from '../schema/field.js'
import { isObject, type SchemaObject } from '../schema/keywords.js'
import { compileValidator, type Validator } from '../schema/validator.js'
import { placeAt } from '../text/place.js'
import { pointerOf, tokensOf } from '../text/pointer.js'
import { readYaml } from '../text/yaml.js'

/** What a sidecar says: values by the pointer of their field, and why. */
export interface Sidecar {
  readonly values: ReadonlyMap<string, Json>
  readonly statement: Statement
  readonly problems: readonly Problem[]
  /** Where the key of a field stands, or the file when it does not. */
  locate(pointer: string, part: 'key' | 'value'): Location
}

/** Makes the reader of sidecars for a record schema. */
export function sidecarReaderFor(schema: RecordSchema): (text: string, file: string) => Sidecar {
  const keys = sidecarKeys(schema)
  const json = sidecarSchemaOf(schema)
  const validate = compileValidator(json, { path: 'sidecar schema', text: JSON.stringify(json) })
  const hintsKey = schema.roles.get('blocks')?.name
  return (text, file) => readSidecar(text, file, { keys, hintsKey, validate })
}

/** A sidecar that is not there. */
export function noSidecar(file: string): Sidecar {
  return { values: new Map(), statement: emptyStatement, problems: [], locate: () => ({ file }) }
}

/** Keys that are not fields of the record. */
const ownKeys: Readonly<Record<string, SchemaObject>> = {
  accept: {
    description: 'Warnings that are accepted for this article, each with a reason.',
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['code', 'reason'],
      properties: { code: { type: 'string', minLength: 1 }, reason: { type: 'string', minLength: 1 } },
    },
  },
  notes: { description: 'Remarks for those who curate; not part of the record.', type: 'string' },
  origin: {
    description: 'What the text was converted from.',
    type: 'object',
    additionalProperties: false,
    properties: {
      media_type: { type: 'string' },
      encoding: { type: 'string' },
      sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      converter: { type: 'string' },
    },
  },
}

const basisEntry: SchemaObject = {
  anyOf: [
    { $ref: '#/$defs/basis' },
    {
      type: 'object',
      additionalProperties: false,
      required: ['basis'],
      properties: {
        basis: { $ref: '#/$defs/basis' },
        note: { description: 'The passage quoted, or a remark.', type: 'string', minLength: 1 },
      },
    },
  ],
}

const basisValues = [
  'source',
  'rule',
  'curator',
  'model',
  'absent_in_source',
  'unknown',
  'withheld',
  'not_applicable',
]

/**
 * The JSON Schema of sidecars for a record schema: a key for each field that a person may state. Fields that a file or
 * a rule gives have none.
 */
export function sidecarSchemaOf(schema: RecordSchema): SchemaObject {
  const keys = sidecarKeys(schema)
  const fields = new Map([...fieldsOutsideLists(schema.fields)].map(field => [field.pointer, field]))
  const properties: Record<string, SchemaObject> = {}
  const required: string[] = []
  for (const [key, pointer] of keys) {
    const field = fields.get(pointer)
    if (field === undefined) continue
    if (field.schema['x-role'] === 'blocks') {
      properties[key] = {
        description: 'Corrects the type of the block on a line: `5: heading`.',
        type: 'object',
        propertyNames: { pattern: '^[1-9][0-9]*$' },
        additionalProperties: { enum: blockTypes(field) },
      }
      continue
    }
    properties[key] = statable(field)
    if (!field.nullable && field.schema['x-infer'] === undefined) required.push(key)
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Sidecar',
    description:
      'What a person says of a raw text. Leave out what you do not know, and say why under `basis`.',
    type: 'object',
    additionalProperties: false,
    required,
    properties: { ...properties, ...basisSchema(schema, keys), ...ownKeys },
    $defs: { ...definitionsOf(schema), basis: { enum: basisValues } },
  }
}

function basisSchema(schema: RecordSchema, keys: ReadonlyMap<string, string>): Record<string, SchemaObject> {
  const targets = basisField(schema)?.targets ?? []
  if (targets.length === 0) return {}
  const names = targets.map(
    target => [...keys].find(([, pointer]) => pointer === target)?.[0] ?? tokensOf(target).at(-1),
  )
  return {
    basis: {
      description: 'Why a field says what it says, or why it is not known: `title: absent_in_source`.',
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(names.map(name => [name, basisEntry])),
    },
  }
}

function definitionsOf({ json }: RecordSchema): SchemaObject {
  return isObject(json['$defs']) ? json['$defs'] : {}
}

function blockTypes(field: Field): readonly unknown[] {
  const parts = field.kind === 'list' && field.items.kind === 'struct' ? field.items.fields : []
  const allowed = parts.find(({ name }) => name === 'type')?.schema['enum']
  return Array.isArray(allowed) ? allowed : []
}

/** A field's schema as a person may state it: never null. */
function statable(field: Field): SchemaObject {
  const kept = Object.entries(field.schema).filter(
    ([keyword]) => !keyword.startsWith('x-') && keyword !== '$ref',
  )
  return Object.fromEntries(
    kept.map(([keyword, value]) => {
      if (keyword === 'type' && Array.isArray(value)) {
        const types = value.filter(type => type !== 'null')
        return [keyword, types.length === 1 ? types[0] : types]
      }
      return [keyword, keyword === 'enum' && Array.isArray(value) ? value.filter(v => v !== null) : value]
    }),
  )
}

/** The keys of a sidecar and the fields they state: a field at the top by its name, what is left to state inside an object by its own. */
function sidecarKeys(schema: RecordSchema): ReadonlyMap<string, string> {
  const keys = new Map<string, string>()
  for (const field of schema.fields) {
    if (isGiven(field) || field === schema.textField || field === schema.keyField) continue
    const inner = field.kind === 'struct' ? [...fieldsOutsideLists(field.fields)] : []
    if (!inner.some(isGiven)) keys.set(field.name, field.pointer)
    else
      for (const part of inner)
        if (!isGiven(part) && part.kind !== 'struct') keys.set(part.name, part.pointer)
  }
  return keys
}

/** Filled by the file or a rule, never by a person. */
function isGiven(field: Field): boolean {
  return (
    'x-derive' in field.schema ||
    'x-basis' in field.schema ||
    field.schema['x-role'] === 'path' ||
    ('extra' in field && field.extra === true)
  )
}

interface Reading {
  readonly keys: ReadonlyMap<string, string>
  /** The key that corrects types of blocks instead of stating them. */
  readonly hintsKey: string | undefined
  readonly validate: Validator
}

function readSidecar(text: string, file: string, { keys, hintsKey, validate }: Reading): Sidecar {
  const yaml = readYaml(text, 'strings')
  const place = (pointer: string, part: 'key' | 'value'): Location => ({
    file,
    ...placeAt(text, yaml.locate(pointer, part)),
    pointer,
  })
  const empty = {
    values: new Map<string, Json>(),
    statement: emptyStatement,
    locate: (): Location => ({ file }),
  }
  if (yaml.faults.length > 0) {
    const problems = yaml.faults.map(({ kind, offset, detail }) =>
      problem(
        kind === 'duplicate-key' ? 'yaml/duplicate-key' : 'yaml/syntax',
        { file, ...placeAt(text, offset) },
        { detail },
      ),
    )
    return { ...empty, problems }
  }
  const value = yaml.value === null || yaml.value === '' ? {} : yaml.value
  if (!isObject(value))
    return { ...empty, problems: [problem('sidecar/no-mapping', { file, line: 1, column: 1 }, {})] }
  const problems = [...emptyScalars(value)].map(path =>
    problem('sidecar/null', place(pointerOf(path), 'key'), { key: String(path.at(-1)) }),
  )
  const typed = typedValue(value, validate)
  problems.push(...(problems.length > 0 ? [] : typed.findings.map(found => placeFinding(found, place))))
  const values = new Map<string, Json>()
  for (const [key, pointer] of keys) {
    if (Object.hasOwn(typed.value, key) && key !== hintsKey) values.set(pointer, typed.value[key] ?? null)
  }
  const keyOf = (pointer: string): string | undefined =>
    [...keys].find(([, target]) => pointer === target || pointer.startsWith(`${target}/`))?.[0]
  return {
    values,
    problems,
    statement: {
      basis: basesIn(typed.value, keys),
      hints: stringsIn(hintsKey === undefined ? undefined : typed.value[hintsKey]),
      accept: Array.isArray(typed.value['accept']) ? typed.value['accept'].flatMap(acceptance) : [],
    },
    locate: (pointer, part) => {
      const key = keyOf(pointer)
      if (key === undefined || !Object.hasOwn(value, key)) return { file }
      const rest = pointer.slice((keys.get(key) ?? '').length)
      return place(`${pointerOf([key])}${rest}`, part)
    },
  }
}

function placeFinding(found: Finding, place: (pointer: string, part: 'key' | 'value') => Location): Problem {
  const { pointer, part, span: _, ...worded } = found
  const location = place(pointer, part)
  if (found.code !== 'record/unknown-key') return { ...worded, location }
  const key = tokensOf(pointer).at(-1) ?? ''
  const meant = /Did you mean `(.*)`\?/.exec(found.message)?.[1]
  return problem('sidecar/unknown-key', location, { key, meant })
}

/** Scalars were read as strings; where the schema wants a number or a boolean, one that is spelled so is meant. */
function typedValue(
  value: SchemaObject,
  validate: Validator,
): { value: JsonObject; findings: readonly Finding[] } {
  let typed = value
  let findings = validate(typed)
  for (const found of findings) {
    if (found.code !== 'record/type') continue
    typed = retyped(typed, tokensOf(found.pointer)) ?? typed
  }
  if (typed !== value) findings = validate(typed)
  return { value: typed as JsonObject, findings }
}

function retyped(value: SchemaObject, path: readonly string[]): SchemaObject | undefined {
  const [key = '', ...rest] = path
  const member = value[key]
  if (rest.length > 0) {
    if (Array.isArray(member)) {
      const items = retyped(Object.fromEntries(member.entries()), rest)
      return items && { ...value, [key]: Object.values(items) }
    }
    const inner = isObject(member) ? retyped(member, rest) : undefined
    return inner && { ...value, [key]: inner }
  }
  if (typeof member !== 'string') return undefined
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(member)) return { ...value, [key]: Number(member) }
  if (member === 'true' || member === 'false') return { ...value, [key]: member === 'true' }
  return undefined
}

function* emptyScalars(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<readonly (string | number)[]> {
  if (value === '' || value === '~' || value === 'null') yield path
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) yield* emptyScalars(member, [...path, key])
}

function basesIn(value: JsonObject, keys: ReadonlyMap<string, string>): Statement['basis'] {
  const said = value['basis']
  if (!isObject(said)) return {}
  return Object.fromEntries(
    Object.entries(said).map(([key, stated]) => {
      const pointer = keys.get(key) ?? pointerOf([key])
      if (!isObject(stated)) return [pointer, { basis: String(stated), note: null }]
      return [
        pointer,
        { basis: String(stated['basis']), note: typeof stated['note'] === 'string' ? stated['note'] : null },
      ]
    }),
  )
}

function stringsIn(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, String(member)]))
}

function acceptance(value: unknown): { code: string; reason: string }[] {
  return isObject(value) ? [{ code: String(value['code']), reason: String(value['reason']) }] : []
}

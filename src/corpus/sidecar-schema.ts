import { basisField } from '../records/basis.js'
import { fieldsOutsideLists } from '../records/ruled.js'
import type { Field, RecordSchema } from '../schema/field.js'
import { isObject, type SchemaObject } from '../schema/keywords.js'
import { tokensOf } from '../text/pointer.js'

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
      dropped_blocks: {
        description: 'Blocks of the page that are no part of its article.',
        type: 'integer',
        minimum: 0,
      },
      dropped_characters: { description: 'Their characters.', type: 'integer', minimum: 0 },
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
export function sidecarKeys(schema: RecordSchema): ReadonlyMap<string, string> {
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

import type { Field, RecordSchema, ScalarKind } from '../../schema/field.js'
import { bullets, code, proseLine, table } from './markdown.js'

export interface Described {
  /** `source.path`, `blocks[].start` */
  readonly label: string
  readonly field: Field
}

/** Markdown: what each field holds, whether it may be null, and what computes it; then the closed vocabularies. */
export function renderDataDictionary(schema: RecordSchema): string {
  const fields = describedFields(schema)
  const lines = fields.map(({ label, field }) => [
    code(label),
    typeOf(field),
    nullOf(field),
    typeof field.schema.description === 'string' ? proseLine(field.schema.description) : '',
    originOf(field, schema),
  ])
  const vocabularies = fields.flatMap(({ label, field }) => {
    const words = vocabularyOf(field)
    return words === undefined ? [] : [`${code(label)}: ${words.map(word => code(written(word))).join(', ')}`]
  })
  const dictionary = table(['Field', 'Type', 'Null', 'Meaning', 'Derived'], lines)
  return vocabularies.length === 0
    ? dictionary
    : `${dictionary}\n\nClosed vocabularies:\n\n${bullets(vocabularies)}`
}

/** All fields in schema order, parents first; a list's elements stand as `[]`. */
export function describedFields(schema: RecordSchema): readonly Described[] {
  return describe(schema.fields, '')
}

function describe(fields: readonly Field[], prefix: string): Described[] {
  return fields.flatMap(field => {
    const label = `${prefix}${field.name}`
    return [{ label, field }, ...describeInside(field, label)]
  })
}

function describeInside(field: Field, label: string): Described[] {
  if (field.kind === 'struct') return describe(field.fields, `${label}.`)
  return field.kind === 'list' ? describeInside(field.items, `${label}[]`) : []
}

/** Labels by JSON Pointer, list elements included. */
export function labelsOf(schema: RecordSchema): ReadonlyMap<string, string> {
  const labels = new Map<string, string>()
  for (const { label, field } of describedFields(schema)) {
    let inner: Field = field
    for (let name = label; ; name += '[]') {
      labels.set(inner.pointer, name)
      if (inner.kind !== 'list') break
      inner = inner.items
    }
  }
  return labels
}

export interface AppliedRule {
  readonly label: string
  /** `word-count@1` */
  readonly rule: string
  /** An inferred field keeps what somebody stated; a derived one is always computed. */
  readonly mode: 'derived' | 'inferred'
}

/** The rules that the schema names, in the order of their fields. */
export function rulesOf(schema: RecordSchema): readonly AppliedRule[] {
  return describedFields(schema).flatMap(({ label, field }) => {
    const derived = ruleIn(field.schema['x-derive'])
    const inferred = ruleIn(field.schema['x-infer'])
    return [
      ...(derived === undefined ? [] : [{ label, rule: derived, mode: 'derived' } as const]),
      ...(inferred === undefined ? [] : [{ label, rule: inferred, mode: 'inferred' } as const]),
    ]
  })
}

/** What a rule reads, where the schema says so: the pointer in `of`. */
export function subjectOf(keyword: unknown): string | undefined {
  return isObject(keyword) && typeof keyword.of === 'string' ? keyword.of : undefined
}

export function ruleIn(keyword: unknown): string | undefined {
  const name = isObject(keyword) ? keyword.rule : keyword
  return typeof name === 'string' ? name : undefined
}

const typeNames: Record<ScalarKind, readonly [one: string, several: string]> = {
  string: ['string', 'strings'],
  int32: ['integer (32 bits)', 'integers (32 bits)'],
  int64: ['integer (64 bits)', 'integers (64 bits)'],
  float64: ['number', 'numbers'],
  boolean: ['boolean', 'booleans'],
  date: ['date', 'dates'],
  timestamp: ['timestamp (UTC)', 'timestamps (UTC)'],
  json: ['JSON', 'JSON values'],
}

function typeOf(field: Field): string {
  const constant = field.schema.const
  if (constant !== undefined) return `always ${code(written(constant))}`
  return typeName(field, 0)
}

function typeName(field: Field, number: 0 | 1): string {
  if (field.kind === 'struct') return ['object', 'objects'][number]!
  if (field.kind === 'list') return `${['list', 'lists'][number]} of ${typeName(field.items, 1)}`
  return typeNames[field.kind][number]
}

function nullOf({ nullable, allowsNull }: Field): string {
  if (!nullable) return 'no'
  return allowsNull ? 'yes' : 'may be absent'
}

function originOf({ schema, pointer }: Field, { keyField }: RecordSchema): string {
  const derived = ruleIn(schema['x-derive'])
  const inferred = ruleIn(schema['x-infer'])
  const parts = [
    ...(pointer === keyField?.pointer ? ['key'] : []),
    ...(derived === undefined ? [] : [`by ${code(derived)}`]),
    ...(inferred === undefined ? [] : [`by ${code(inferred)} where nobody stated it`]),
    ...(typeof schema['x-span'] === 'string' ? [`offsets into ${code(schema['x-span'].slice(1))}`] : []),
  ]
  return parts.join('; ')
}

function vocabularyOf(field: Field): readonly unknown[] | undefined {
  if (field.kind === 'list') return vocabularyOf(field.items)
  const words = field.schema.enum
  return Array.isArray(words) ? words.filter(word => word !== null) : undefined
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

import type { Field, RecordSchema } from '../../schema/field.js'
import { isObject } from '../../schema/keywords.js'
import { english, type Words } from '../words/english.js'
import { bullets, proseLine, table } from './markdown.js'

export interface Described {
  /** `source.path`, `blocks[].start` */
  readonly label: string
  readonly field: Field
}

/** Markdown: what each field holds, whether it may be null, and what computes it; then the closed vocabularies. */
export function renderDataDictionary(schema: RecordSchema, words: Words = english): string {
  const { dictionary } = words
  const fields = describedFields(schema)
  const lines = fields.map(({ label, field }) => [
    words.code(label),
    typeOf(field, words),
    dictionary.nulls[nullOf(field)],
    typeof field.schema.description === 'string' ? words.foreign(proseLine(field.schema.description)) : '',
    originOf(field, schema, words),
  ])
  const vocabularies = fields.flatMap(({ label, field }) => {
    const closed = vocabularyOf(field)
    return closed === undefined ? [] : [dictionary.words(label, closed.map(written))]
  })
  const described = table(dictionary.head, lines)
  return vocabularies.length === 0
    ? described
    : `${described}\n\n${dictionary.vocabularies}\n\n${bullets(vocabularies)}`
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

function typeOf(field: Field, { dictionary }: Words): string {
  const constant = field.schema.const
  if (constant !== undefined) return dictionary.always(written(constant))
  let inner = field
  let lists = 0
  for (; inner.kind === 'list'; lists++) inner = inner.items
  return inner.kind === 'struct' ? dictionary.object(lists) : dictionary.scalar(inner.kind, lists)
}

function nullOf({ nullable, allowsNull }: Field): 'no' | 'yes' | 'absent' {
  if (!nullable) return 'no'
  return allowsNull ? 'yes' : 'absent'
}

function originOf({ schema, pointer }: Field, { keyField }: RecordSchema, { dictionary }: Words): string {
  const derived = ruleIn(schema['x-derive'])
  const inferred = ruleIn(schema['x-infer'])
  return dictionary.join([
    ...(pointer === keyField?.pointer ? [dictionary.key] : []),
    ...(derived === undefined ? [] : [dictionary.by(derived)]),
    ...(inferred === undefined ? [] : [dictionary.byElse(inferred)]),
    ...(typeof schema['x-span'] === 'string' ? [dictionary.span(schema['x-span'].slice(1))] : []),
  ])
}

function vocabularyOf(field: Field): readonly unknown[] | undefined {
  if (field.kind === 'list') return vocabularyOf(field.items)
  const words = field.schema.enum
  return Array.isArray(words) ? words.filter(word => word !== null) : undefined
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

import { identityOf } from '../text/identity.js'
import type { Json } from '../text/json.js'
import { byLevel, type Level } from '../text/semver.js'
import type { Field, RecordSchema } from './field.js'
import { walkFields } from './fields.js'
import { isSameButForWords, jsonOf, widened } from './keyword-changes.js'
import { tablesOf } from './tables.js'

/** For whom a change of the schema may break something. */
export type Breaks =
  /** Those who read the release: what they read is gone, or of another type, or may be missing. */
  | 'readers'
  /** Those who send in records: what was valid may be no longer. */
  | 'contributors'
  | 'nobody'

/** One difference of two record schemas. */
export interface SchemaChange {
  readonly kind:
    | 'added'
    | 'removed'
    | 'type'
    | 'null'
    | 'key'
    | 'keyword'
    | 'columns'
    | 'order'
    | 'words'
    | 'rules'
    | 'spelling'
  /** JSON Pointer of the property, elements of a list as `*`; `''` is the record. */
  readonly pointer: string
  /** A keyword of the schema, where one changed; of columns the table. */
  readonly keyword?: string
  readonly before?: Json
  readonly after?: Json
  readonly breaks: Breaks
  readonly level: Level
}

/**
 * What of a record schema is otherwise in the later one: properties and their types as columns, what may be missing,
 * the key, bounds, vocabularies and our own keywords. See docs/versions.md for who is broken by what. Nothing is found
 * where the texts are equal.
 */
export function schemaChanges(before: RecordSchema, after: RecordSchema): readonly SchemaChange[] {
  if (before.text === after.text) return []
  const found = [
    ...keyChanges(before, after),
    ...fieldChanges(before, after),
    ...columnChanges(before, after),
    ...orderChanges(before, after),
    ...rootChanges(before, after),
  ]
  if (!found.some(({ level }) => byLevel(level, 'patch') > 0) && !isSameButForWords(before.json, after.json))
    found.push({ kind: 'rules', pointer: '', breaks: 'contributors', level: 'minor' })
  return found.length > 0 ? found : [{ kind: 'spelling', pointer: '', breaks: 'nobody', level: 'patch' }]
}

function keyChanges({ keyField: before }: RecordSchema, { keyField: after }: RecordSchema): SchemaChange[] {
  if (before?.pointer === after?.pointer) return []
  const [a, b] = [before?.pointer ?? null, after?.pointer ?? null]
  return [{ kind: 'key', pointer: b ?? a ?? '', before: a, after: b, breaks: 'readers', level: 'major' }]
}

function fieldChanges(before: RecordSchema, after: RecordSchema): SchemaChange[] {
  const old = new Map([...walkFields(before.fields)].map(field => [field.pointer, field]))
  const young = new Map([...walkFields(after.fields)].map(field => [field.pointer, field]))
  const isNew = (pointer: string): boolean => !old.has(pointer)
  const isGone = (pointer: string): boolean => !young.has(pointer)
  return [
    ...[...young.values()].flatMap(field => {
      const earlier = old.get(field.pointer)
      if (earlier !== undefined) return changesOf(earlier, field)
      return isInside(field.pointer, isNew, old) ? [] : [addition(field)]
    }),
    ...[...old.values()]
      .filter(({ pointer }) => isGone(pointer) && !isInside(pointer, isGone, young))
      .map(
        (field): SchemaChange => ({
          kind: 'removed',
          pointer: field.pointer,
          before: typeOf(field),
          breaks: 'readers',
          level: 'major',
        }),
      ),
  ]
}

/**
 * Whether what holds a property has come or gone as a whole, or is of another type: then that is told, and not what it
 * holds.
 */
function isInside(
  pointer: string,
  isOther: (pointer: string) => boolean,
  others: ReadonlyMap<string, Field>,
): boolean {
  const parent = pointer.slice(0, pointer.lastIndexOf('/'))
  if (parent === '') return false
  if (isOther(parent)) return true
  const there = others.get(parent)
  return there?.kind !== 'struct' && there?.kind !== 'list'
}

/** Where a record must have the property, records that were valid before have it not. */
const addition = (field: Field): SchemaChange => ({
  kind: 'added',
  pointer: field.pointer,
  after: typeOf(field),
  breaks: field.nullable ? 'nobody' : 'contributors',
  level: 'minor',
})

/** `list of string`, `string or null`: as columns have it. */
function typeOf(field: Field): string {
  const type =
    field.kind === 'list' ? `list of ${typeOf(field.items)}` : field.kind === 'struct' ? 'object' : field.kind
  return field.nullable ? `${type} or null` : type
}

function changesOf(before: Field, after: Field): SchemaChange[] {
  const { pointer } = after
  const found: SchemaChange[] = []
  const shape = ({ kind }: Field): string => (kind === 'struct' ? 'object' : kind)
  if (before.kind !== after.kind) {
    found.push({
      kind: 'type',
      pointer,
      before: shape(before),
      after: shape(after),
      breaks: 'readers',
      level: 'major',
    })
  }
  const [mayBe, mayNowBe] = [before, after].map(nullOf)
  if (mayBe !== mayNowBe && mayBe !== undefined && mayNowBe !== undefined) {
    const breaks = after.nullable ? 'readers' : 'contributors'
    found.push({
      kind: 'null',
      pointer,
      before: mayBe,
      after: mayNowBe,
      breaks,
      level: breaks === 'readers' ? 'major' : 'minor',
    })
  }
  return [...found, ...keywordChanges(before.schema, after.schema, pointer)]
}

function nullOf({ nullable, allowsNull }: Field): string {
  if (!nullable) return 'always there'
  return allowsNull ? 'may be null' : 'may be absent'
}

/** Keywords that only say what something is called or means. */
const wordKeywords = [
  'title',
  'description',
  'examples',
  'default',
  '$comment',
  'deprecated',
  'readOnly',
  'writeOnly',
]

/** Those that say which values of a type are valid. */
const valueKeywords = [
  'const',
  'enum',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minContains',
  'maxContains',
  'minProperties',
  'maxProperties',
  'contentEncoding',
  'contentMediaType',
]

function keywordChanges(before: Field['schema'], after: Field['schema'], pointer: string): SchemaChange[] {
  const others = [...Object.keys(before), ...Object.keys(after)].filter(
    keyword => keyword.startsWith('x-') && keyword !== 'x-key',
  )
  const changed = (keyword: string): boolean => identity(before[keyword]) !== identity(after[keyword])
  const change = (keyword: string) => ({
    pointer,
    keyword,
    ...(before[keyword] !== undefined && { before: jsonOf(before[keyword]) }),
    ...(after[keyword] !== undefined && { after: jsonOf(after[keyword]) }),
  })
  return [
    ...valueKeywords.filter(changed).map((keyword): SchemaChange => {
      const wider = widened(keyword, before[keyword], after[keyword])
      return {
        kind: 'keyword',
        ...change(keyword),
        breaks: wider ? 'nobody' : 'contributors',
        level: 'minor',
      }
    }),
    ...[...new Set(others)].filter(changed).map(
      (keyword): SchemaChange => ({
        kind: 'keyword',
        ...change(keyword),
        breaks: 'nobody',
        level: 'minor',
      }),
    ),
    ...wordKeywords
      .filter(changed)
      .slice(0, 1)
      .map((): SchemaChange => ({ kind: 'words', pointer, breaks: 'nobody', level: 'patch' })),
  ]
}

/** Columns of CSV that follow from more than one property: whether an object is there, the text of a span. */
function columnChanges(before: RecordSchema, after: RecordSchema): SchemaChange[] {
  const old = columnNames(before)
  const young = columnNames(after)
  const isOld = new Set(walk(before))
  const isYoung = new Set(walk(after))
  const gone = [...old].filter(([name, { pointer }]) => !young.has(name) && isYoung.has(pointer))
  const added = [...young].filter(([name, { pointer }]) => !old.has(name) && isOld.has(pointer))
  const kind = 'columns'
  return [
    ...gone.map(([before, { pointer }]): SchemaChange => {
      return { kind, pointer, before, breaks: 'readers', level: 'major' }
    }),
    ...added.map(([after, { pointer }]): SchemaChange => {
      return { kind, pointer, after, breaks: 'nobody', level: 'minor' }
    }),
  ]
}

const walk = ({ fields }: RecordSchema): string[] => [...walkFields(fields)].map(({ pointer }) => pointer)

/** `blocks: start` */
function columnNames(schema: RecordSchema): ReadonlyMap<string, Field> {
  return new Map(
    tablesOf(schema).flatMap(({ name, columns }) =>
      columns.map(column => [name === '' ? column.name : `${name}: ${column.name}`, column.field] as const),
    ),
  )
}

/** Columns are known by their names; their order is still seen. */
function orderChanges(before: RecordSchema, after: RecordSchema): SchemaChange[] {
  const [old, young] = [walk(before), walk(after)]
  const isOld = new Set(old)
  const isYoung = new Set(young)
  const [a, b] = [old.filter(pointer => isYoung.has(pointer)), young.filter(pointer => isOld.has(pointer))]
  return a.every((pointer, i) => pointer === b[i])
    ? []
    : [{ kind: 'order', pointer: '', breaks: 'nobody', level: 'patch' }]
}

/** What the schema says of the record as a whole. */
function rootChanges({ json: before }: RecordSchema, { json: after }: RecordSchema): SchemaChange[] {
  return keywordChanges(before, after, '')
}

const identity = (value: unknown): string => (value === undefined ? '' : identityOf(jsonOf(value)))

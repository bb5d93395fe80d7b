import type { Field, ListField, ScalarKind } from '../../../schema/field.js'
import type { TableColumn } from '../../../schema/tables.js'
import { idPart } from './json-ld.js'

/** A property as Croissant describes it, and what is left out of it. */
export interface DescribedField {
  /** Undefined where nothing of the property can be read. */
  readonly node: object | undefined
  readonly leftOut: readonly Field[]
}

/** What is around a field, and where its values stand in the files. */
interface Place {
  readonly parentId: string
  readonly source: object
  readonly reads: (field: Field) => boolean
  readonly column: string
  /** Names from the column, or from an element of the list in it, to the field. */
  readonly names: readonly string[]
  /** Names from the column to the list around the field; undefined where no list is. */
  readonly list: readonly string[] | undefined
}

/**
 * A property of the record. Left out are lists of objects inside of lists, which mlcroissant would read as nothing but
 * nulls, what is called `*` in an object, which it takes for any name, and scalars that `reads` refuses.
 */
export function nestedField(
  field: Field,
  { parentId, source, reads }: Pick<Place, 'parentId' | 'source' | 'reads'>,
): DescribedField {
  return described(field, { parentId, source, reads, column: field.name, names: [], list: undefined })
}

/** A column of a CSV file. */
export function columnField(
  { name, field, kind, role }: TableColumn,
  parentId: string,
  source: object,
): object {
  return {
    ...about(columnId(parentId, name), name, role === 'position' || role === 'span-text' ? undefined : field),
    ...(role === 'value' ? { ...typeOf(kind, field), ...equivalentProperty(field) } : typeOf(kind)),
    source: { ...source, extract: { column: name } },
  }
}

export const columnId = (parentId: string, name: string): string => `${parentId}/${idPart(name)}`

function described(field: Field, place: Place): DescribedField {
  const id = columnId(place.parentId, field.name)
  const start = about(id, field.name, field)
  const term = equivalentProperty(field)
  const nothing = { node: undefined, leftOut: [field] }
  if (field.kind === 'struct') {
    const { nodes: subField, leftOut } = inside(field.fields, { ...place, parentId: id })
    return subField.length === 0 ? nothing : { node: { ...start, ...term, subField }, leftOut }
  }
  if (field.kind !== 'list') {
    if (!place.reads(field)) return nothing
    return {
      node: { ...start, ...typeOf(field.kind, field), ...term, source: extracted(place) },
      leftOut: [],
    }
  }
  const { items, dimensions } = arrayOf(field)
  const array = {
    isArray: true,
    ...(dimensions > 1 && { arrayShape: Array(dimensions).fill('-1').join(',') }),
  }
  if (items.kind === 'struct') {
    if (dimensions > 1 || place.list !== undefined) return nothing
    const around = { ...place, parentId: id, names: [], list: place.names }
    const { nodes: subField, leftOut } = inside(items.fields, around)
    return subField.length === 0 ? nothing : { node: { ...start, ...array, ...term, subField }, leftOut }
  }
  if (items.kind === 'list' || !place.reads(items)) return nothing
  const type = typeOf(items.kind, field)
  return { node: { ...start, ...type, ...array, ...term, source: extracted(place) }, leftOut: [] }
}

function inside(
  fields: readonly Field[],
  place: Place,
): { readonly nodes: readonly object[]; readonly leftOut: readonly Field[] } {
  const found = fields.map(field =>
    field.name === '*'
      ? { node: undefined, leftOut: [field] }
      : described(field, { ...place, names: [...place.names, field.name] }),
  )
  return {
    nodes: found.flatMap(({ node }) => node ?? []),
    leftOut: found.flatMap(({ leftOut }) => leftOut),
  }
}

function arrayOf(list: ListField): { readonly items: Field; readonly dimensions: number } {
  let { items } = list
  let dimensions = 1
  for (; items.kind === 'list'; dimensions++) items = items.items
  return { items, dimensions }
}

/** One step to a list, and one inside of its elements: mlcroissant takes the first value only that a path finds. */
function extracted({ source, column, names, list = [] }: Place): object {
  const transform = [list, names].filter(path => path.length > 0).map(path => ({ jsonPath: jsonPath(path) }))
  return { ...source, extract: { column }, ...(transform.length > 0 && { transform }) }
}

function jsonPath(names: readonly string[]): string {
  return `$${names.map(name => `['${name.replace(/[\\']/g, '\\$&')}']`).join('')}`
}

const dataTypes: Record<ScalarKind, string> = {
  string: 'sc:Text',
  int32: 'sc:Integer',
  int64: 'sc:Integer',
  float64: 'sc:Float',
  boolean: 'sc:Boolean',
  date: 'sc:Date',
  timestamp: 'sc:DateTime',
  json: 'sc:Text',
}

function typeOf(kind: ScalarKind, field?: Field): object {
  const { 'x-role': role, 'x-split': split } = field?.schema ?? {}
  const meaning = [...(split === true ? ['cr:Split'] : []), ...(role === 'label' ? ['cr:Label'] : [])]
  return { dataType: meaning.length === 0 ? dataTypes[kind] : [dataTypes[kind], ...meaning] }
}

function equivalentProperty({ schema: { 'x-term': term } }: Field): object {
  if (typeof term !== 'string') return {}
  return { equivalentProperty: /^https?:/.test(term) ? term : `https://schema.org/${term}` }
}

function about(id: string, name: string, field: Field | undefined): object {
  const description = field?.schema.description
  const hasWords = typeof description === 'string' && description !== ''
  return { '@type': 'cr:Field', '@id': id, name, ...(hasWords && { description }) }
}

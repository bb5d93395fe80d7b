import type { Field } from '../../schema/field.js'
import { byCodePoint } from '../../text/order.js'
import type { Release, Resource } from '../release.js'
import { labelsOf } from './data-dictionary.js'

export interface Missing {
  readonly label: string
  readonly nulls: number
  /** Lists without elements; undefined for a field that is no list. */
  readonly empty: number | undefined
  /** What `basis` says of the field, most frequent first. */
  readonly basis: readonly (readonly [basis: string, count: number])[]
}

/** Of every field outside lists that may be null or an empty list: how often it is. */
export function missingOf({ schema, statistics }: Release): readonly Missing[] {
  const labels = labelsOf(schema)
  return outsideLists(schema.fields, false)
    .filter(({ field, nullable }) => nullable || field.kind === 'list')
    .map(({ field: { kind, pointer } }) => ({
      label: labels.get(pointer) ?? pointer,
      nulls: statistics.nulls[pointer] ?? 0,
      empty: kind === 'list' ? (statistics.empty[pointer] ?? 0) : undefined,
      basis: byCount(statistics.basis[pointer] ?? {}),
    }))
}

function outsideLists(fields: readonly Field[], inNullable: boolean): { field: Field; nullable: boolean }[] {
  const properties = fields.filter(field => !('extra' in field))
  return properties.flatMap(field => {
    const nullable = inNullable || field.nullable
    return [{ field, nullable }, ...(field.kind === 'struct' ? outsideLists(field.fields, nullable) : [])]
  })
}

export interface ValueCounts {
  readonly label: string
  /** Most frequent first; undefined where there are too many different ones to list. */
  readonly counts: readonly (readonly [value: string, count: number])[] | undefined
}

/** How often each value of the field with this role occurs; undefined where no field has the role. */
export function valuesOfRole(release: Release, role: string): ValueCounts | undefined {
  const field = release.schema.roles.get(role)
  return field === undefined ? undefined : valuesOfField(release, field)
}

export function valuesOfField({ schema, statistics }: Release, field: Field): ValueCounts {
  const { pointer } = field.kind === 'list' ? field.items : field
  const label = labelsOf(schema).get(field.pointer) ?? field.pointer
  return {
    label,
    counts: statistics.unlisted[pointer] ? undefined : byCount(statistics.values[pointer] ?? {}),
  }
}

/** Entries by falling count; equal counts by code point. */
export function byCount(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts).sort(([a, n], [b, m]) => m - n || byCodePoint(a, b))
}

/** Data files of one format and table, the shards in order. */
export interface ResourceGroup {
  readonly format: string
  readonly table: string
  readonly shards: readonly Resource[]
}

/** Formats and tables by code point: `''`, the records, stands before the child tables. */
export function groupsOf(resources: readonly Resource[]): readonly ResourceGroup[] {
  const groups = new Map<string, Resource[]>()
  for (const resource of sortedResources(resources)) {
    const key = JSON.stringify([resource.format, resource.table])
    groups.set(key, [...(groups.get(key) ?? []), resource])
  }
  return [...groups.values()].map(shards => ({ format: shards[0]!.format, table: shards[0]!.table, shards }))
}

export function sortedResources(resources: readonly Resource[]): readonly Resource[] {
  return [...resources].sort(
    (a, b) => byCodePoint(a.format, b.format) || byCodePoint(a.table, b.table) || a.shard - b.shard,
  )
}

/** Where the release keeps its copy of the record's schema. */
export function schemaFile({ schema }: Release): string {
  return `schema/${schema.path.slice(schema.path.lastIndexOf('/') + 1)}`
}

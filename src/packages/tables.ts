import { UsageError } from '../errors.js'
import { type Location, type Problem, problem } from '../problem.js'
import { shown } from '../text/shown.js'
import { checkTable, type KeyColumns } from './check-table.js'
import { delimitedTable, type TextSource, textFile } from './delimited-table.js'
import { jsonTable, listTable, propertyTable } from './json-table.js'
import { gatherKeys, type KeyPlace, type Keys } from './keys.js'
import type { PackageContext, Resource } from './resource.js'
import { reportFaults } from './resource.js'
import { isText } from './rules.js'
import type { TableEvents, TableLine } from './table-line.js'
import type { ForeignKey } from './table-schema.js'

interface TableOptions {
  onRecords(resource: string, records: number): void
  readonly signal?: AbortSignal
}

/** Checks all tables of a package, and the keys between them; of each resource the number of records, where it is one. */
export async function checkTables(
  resources: readonly Resource[],
  context: PackageContext,
  { onRecords, signal }: TableOptions,
): Promise<readonly (number | undefined)[]> {
  const { report } = context
  const keys = gatherKeys()
  const plan = planKeys(resources, keys, context)
  const places: Location[] = []
  const counts: (number | undefined)[] = []
  let total = 0
  try {
    for (const [i, resource] of resources.entries()) {
      signal?.throwIfAborted()
      const events = eventsOf(resource, places, context)
      if (events === undefined) {
        counts.push(undefined)
        continue
      }
      const before = total
      const [first] = resource.files ?? []
      try {
        const count = await checkTable({
          at: first === undefined ? context.json.at(resource.pointer) : { file: first.path },
          events,
          dialect: resource.dialect,
          schema: resource.schema,
          keys: plan.columns[i] ?? [],
          report,
          onRecord: records => {
            total = before + records
            if (records % 4096 !== 0) return
            signal?.throwIfAborted()
            onRecords(resource.name, total)
          },
        })
        total = before + count
        counts.push(count)
      } catch (error) {
        if (!(error instanceof UsageError)) throw error
        const pointer = `${resource.pointer}/encoding`
        const what = `is ${shown(resource.descriptor['encoding'])}, which is no encoding that is known here`
        reportFaults([{ pointer, what }], context.json, 'package/property', report)
        counts.push(undefined)
      }
      onRecords(resource.name, total)
    }
    plan.report(places, counts)
  } finally {
    keys.close()
  }
  return counts
}

/** What a resource's table is read from; undefined where it has none that can be. */
function eventsOf(
  resource: Resource,
  places: Location[],
  { json, report }: PackageContext,
): TableEvents | undefined {
  const { descriptor, pointer, files, form, isTable, isSpoiled, dialect } = resource
  const { data, encoding } = descriptor
  if (isSpoiled) return undefined
  const sourceAt = (place: Location): number => places.push(place) - 1
  const leave = (why: string): undefined => {
    const what = `The content of the resource ${shown(resource.name)}`
    report(problem('package/not-checked', { file: files?.[0]?.path ?? json.file }, { what, why }))
    return undefined
  }
  const stated = isText(encoding) ? encoding : undefined
  if (data !== undefined && descriptor['path'] === undefined) {
    const own = `${pointer}/data`
    const source = sourceAt(json.at(own))
    if (isText(data)) {
      if (descriptor['type'] === 'table') return undefined
      if (
        form.kind !== 'delimited' ||
        (descriptor['format'] === undefined && descriptor['mediatype'] === undefined)
      )
        return undefined
      const text: TextSource = { file: json.file, pointer: own, source, chunks: () => [Buffer.from(data)] }
      return delimitedTable([text], { dialect, delimiter: form.delimiter, encoding: undefined })
    }
    return isTable ? listTable(data, { json, pointer: own, source }) : undefined
  }
  if (files === undefined || files.length === 0) return undefined
  if (form.kind === 'other') return leave(`${form.name} are not read`)
  if (form.kind === 'delimited') {
    const isPlain =
      files.every(({ path }) => /\.(?:csv|tsv|tab)$/i.test(path)) || descriptor['format'] !== undefined
    if (!isTable && !isPlain) return leave('it is not said to be a table')
    const sources = files.map(({ path, absolute }) => textFile(path, absolute, sourceAt({ file: path })))
    return delimitedTable(sources, { dialect, delimiter: form.delimiter, encoding: stated })
  }
  if (!isTable) return leave('it is not said to be a table')
  const sourced = files.map(file => ({ ...file, source: sourceAt({ file: file.path }) }))
  const { property } = dialect
  const [first] = sourced
  if (form.kind === 'json' && isText(property) && first !== undefined) return propertyTable(first, property)
  return jsonTable(sourced, form.kind)
}

/** A key that is compared over whole tables. */
interface PlannedKey {
  /** `the field "id"`, `the primary key`. */
  readonly words: string
  readonly target: string
  readonly isUnique: boolean
  /** Number of the resource that is referred to. */
  readonly referred?: number | undefined
}

/** Names of fields, in words. */
const fieldsIn = (names: readonly string[]): string =>
  names.length === 1 ? `the field ${shown(names[0])}` : `the fields ${names.map(shown).join(', ')}`

function planKeys(resources: readonly Resource[], keys: Keys, context: PackageContext) {
  const planned: PlannedKey[] = []
  const columns: KeyColumns[][] = resources.map(() => [])
  const placed = ({ source, line }: TableLine, ordinal: number): KeyPlace => ({ source, line, ordinal })
  const plan = (key: PlannedKey): number => planned.push(key) - 1
  const addUnique = (resource: number, names: readonly string[], words: string): void => {
    const fields = numbersOf(resources[resource], names)
    const key = plan({ words, target: '', isUnique: true })
    columns[resource]?.push({
      fields,
      take: (value, line, ordinal, text) => keys.add(key, value, placed(line, ordinal), text),
    })
  }
  for (const [i, { schema }] of resources.entries()) {
    if (schema === undefined) continue
    const { primaryKey, uniqueKeys, fields, foreignKeys } = schema
    if (primaryKey.length > 0) addUnique(i, primaryKey, `the primary key (${fieldsIn(primaryKey)})`)
    for (const { name, isUnique } of fields) {
      if (isUnique && !(primaryKey.length === 1 && primaryKey[0] === name))
        addUnique(i, [name], fieldsIn([name]))
    }
    for (const key of uniqueKeys) addUnique(i, key, `the unique key (${fieldsIn(key)})`)
    for (const foreign of foreignKeys) {
      const other = referredBy(foreign, i, resources, context)
      if (other === undefined) continue
      const target = `${fieldsIn(foreign.reference)} of ${shown(resources[other]?.name)}`
      const key = plan({ words: fieldsIn(foreign.fields), target, isUnique: false, referred: other })
      columns[other]?.push({
        fields: numbersOf(resources[other], foreign.reference),
        take: (value, line, ordinal, text) => keys.add(key, value, placed(line, ordinal), text),
      })
      columns[i]?.push({
        fields: numbersOf(resources[i], foreign.fields),
        take: (value, line, ordinal, text) => keys.refer(key, value, placed(line, ordinal), text),
      })
    }
  }
  return {
    columns,
    /** `counts` say which tables were read: what refers to others cannot be judged. */
    report: (places: readonly Location[], counts: readonly (number | undefined)[]): void => {
      const at = ({ source, line }: KeyPlace): Location => {
        const place = places[source] ?? { file: context.json.file }
        return place.pointer === undefined
          ? { ...place, line }
          : context.json.at(`${place.pointer}/${line - 1}`)
      }
      for (const { key, at: second, first } of keys.faults(key => planned[key]?.isUnique === true)) {
        const { words = '', target = '', referred } = planned[key] ?? {}
        if (first !== undefined) {
          const { file, line } = at(first)
          const args = { key: words, value: second.shown, first: `${file}:${line}` }
          context.report(problem('table/unique', at(second), args, { related: [at(first)] }))
        } else if (referred !== undefined && counts[referred] !== undefined)
          context.report(
            problem('table/foreign-key', at(second), { fields: words, value: second.shown, target }),
          )
      }
    },
  }
}

const numbersOf = (resource: Resource | undefined, names: readonly string[]): readonly number[] =>
  names.map(name => resource?.schema?.fields.findIndex(field => field.name === name) ?? -1)

/** Number of the resource that a foreign key refers to; what is wrong with the reference is told. */
function referredBy(
  { pointer, resource, reference }: ForeignKey,
  own: number,
  resources: readonly Resource[],
  { json, version, report }: PackageContext,
): number | undefined {
  if (resource === undefined) return own
  const at = resources[own]
  const fault = (inside: string, what: string): undefined => {
    const told = pointer + inside
    const location = at?.schemaAt(told) ?? { file: json.file }
    const found: Problem = problem('table/schema', location, { pointer: location.pointer ?? told, what })
    report(found)
    return undefined
  }
  const other = resources.findIndex(({ name }) => name === resource)
  const referred = resources[other]
  if (referred === undefined)
    return fault('/reference/resource', `is ${shown(resource)}, which is no resource of the package`)
  if (referred.schema === undefined) return undefined
  if (other === own && version === 'v2') {
    const location = at?.schemaAt(`${pointer}/reference/resource`) ?? { file: json.file }
    const what = 'names its own resource, and is left out where a table refers to itself'
    report(problem('package/advice', location, { pointer: location.pointer ?? '', what }))
  }
  const names = referred.schema.fields.map(({ name }) => name)
  const stray = reference.find(name => !names.includes(name))
  if (stray === undefined) return other
  return fault(
    '/reference/fields',
    `has ${shown(stray)}, which is no field of the resource ${shown(resource)}`,
  )
}

import type { Json, JsonObject } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { shown } from '../text/shown.js'
import { compileField, type FieldCheck, type FieldContext, missingSet } from './field.js'
import { type Fault, isList, isText } from './rules.js'
import { fieldsOf, namesOf } from './schema-rules.js'

type FieldsMatch = 'exact' | 'equal' | 'subset' | 'superset' | 'partial'

export interface ForeignKey {
  readonly pointer: string
  readonly fields: readonly string[]
  /** Name of the resource that is referred to; undefined for the table itself. */
  readonly resource: string | undefined
  readonly reference: readonly string[]
}

/** A Table Schema that cells can be checked against. */
export interface CompiledSchema {
  readonly fields: readonly FieldCheck[]
  readonly fieldsMatch: FieldsMatch
  readonly missingValues: ReadonlySet<string>
  readonly primaryKey: readonly string[]
  readonly uniqueKeys: readonly (readonly string[])[]
  readonly foreignKeys: readonly ForeignKey[]
}

type Context = Pick<FieldContext, 'fault' | 'unchecked'> & {
  /** Version 1 allows two fields of one name. */
  readonly allowsTwins: boolean
}

/** Compiles a schema whose form has been checked, and tells what in it leads to nowhere. */
export function compileSchema(schema: JsonObject, context: Context): CompiledSchema {
  const declared = fieldsOf(schema)
  const names = declared.map(field => (isText(field['name']) ? field['name'] : ''))
  for (const fault of twins(names)) context.fault(context.allowsTwins ? { ...fault, isAdvice: true } : fault)
  const known = (value: Json | undefined, pointer: string): readonly string[] => {
    const listed = namesOf(value)
    for (const [i, name] of listed.entries()) {
      const own = isList(value) ? `${pointer}/${i}` : pointer
      if (!names.includes(name))
        context.fault({ pointer: own, what: `is ${shown(name)}, which is no field of the schema` })
    }
    return listed.every(name => names.includes(name)) ? listed : []
  }
  const primaryKey = known(schema['primaryKey'], '/primaryKey')
  const missingValues = missingSet(schema['missingValues'])
  const [stated] = isList(schema['fieldsMatch']) ? schema['fieldsMatch'] : [schema['fieldsMatch']]
  return {
    fields: declared.map((field, i) =>
      compileField(field, {
        ...context,
        pointer: `/fields/${i}`,
        missingValues,
        isKey: primaryKey.includes(names[i] ?? ''),
      }),
    ),
    fieldsMatch: matchOf(stated),
    missingValues,
    primaryKey,
    uniqueKeys: (isList(schema['uniqueKeys']) ? schema['uniqueKeys'] : [])
      .map((key, i) => known(key, `/uniqueKeys/${i}`))
      .filter(key => key.length > 0),
    foreignKeys: (isList(schema['foreignKeys']) ? schema['foreignKeys'] : []).flatMap((key, i) =>
      foreignKeyOf(key, `/foreignKeys/${i}`, known, context),
    ),
  }
}

const matches: Readonly<Record<string, FieldsMatch>> = {
  exact: 'exact',
  equal: 'equal',
  subset: 'subset',
  superset: 'superset',
  partial: 'partial',
}
const matchOf = (stated: Json | undefined): FieldsMatch =>
  isText(stated) ? (matches[stated] ?? 'exact') : 'exact'

const twins = (names: readonly string[]): Fault[] =>
  names.flatMap((name, i) => {
    const first = names.indexOf(name)
    return first === i
      ? []
      : [
          {
            pointer: `/fields/${i}/name`,
            what: `is ${shown(name)}, which is the name of /fields/${first} already`,
          },
        ]
  })

function foreignKeyOf(
  key: Json,
  pointer: string,
  known: (value: Json | undefined, pointer: string) => readonly string[],
  { fault }: Context,
): ForeignKey[] {
  if (!isJsonObject(key) || !isJsonObject(key['reference'])) return []
  const { resource, fields } = key['reference']
  const own = known(key['fields'], `${pointer}/fields`)
  const other = namesOf(fields)
  const isSelf = resource === undefined || resource === ''
  const reference = isSelf ? known(fields, `${pointer}/reference/fields`) : other
  if (namesOf(key['fields']).length !== other.length) {
    fault({
      pointer,
      what: `refers from ${namesOf(key['fields']).length} to ${other.length} fields, expected as many`,
    })
    return []
  }
  if (own.length === 0 || reference.length === 0) return []
  return [{ pointer, fields: own, resource: isSelf || !isText(resource) ? undefined : resource, reference }]
}

import type { Json, JsonObject } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { described } from '../text/shown.js'
import {
  all,
  count,
  either,
  expects,
  type Fault,
  isList,
  isText,
  isWhole,
  listOf,
  object,
  objectWith,
  oneOf,
  type Rule,
  text,
  textThat,
  truth,
} from './rules.js'

/** Types of fields, and the formats of each; undefined where any text may be one: patterns of dates and times. */
const formats: Readonly<Record<string, readonly string[] | undefined>> = {
  string: ['default', 'email', 'uri', 'binary', 'uuid'],
  number: ['default'],
  integer: ['default'],
  boolean: ['default'],
  object: ['default'],
  array: ['default'],
  list: ['default'],
  datetime: undefined,
  date: undefined,
  time: undefined,
  year: ['default'],
  yearmonth: ['default'],
  duration: ['default'],
  geopoint: ['default', 'array', 'object'],
  geojson: ['default', 'topojson'],
  any: undefined,
}

const isNumber = (value: Json): boolean => typeof value === 'number' || typeof value === 'bigint'
const number = expects(isNumber, 'a number')
const whole = expects(isWhole, 'a whole number')
const list = expects(isList, 'a list')

/** Values of constraints are strings, or values of the JSON type that the field's type has; a list is of one kind. */
const valuesOf = (...kinds: readonly Rule[]): Rule =>
  either(...kinds.map(kind => listOf(kind, { least: 1, unique: true })))

const enums: Readonly<Record<string, Rule>> = {
  number: valuesOf(text, number),
  integer: valuesOf(text, whole),
  year: valuesOf(text, whole),
  boolean: valuesOf(truth),
  object: valuesOf(text, object),
  geojson: valuesOf(text, object),
  array: valuesOf(text, list),
  list: valuesOf(text, list),
  geopoint: valuesOf(text, list, object),
  any: valuesOf(() => []),
}

const bounds: Readonly<Record<string, Rule>> = {
  number: either(text, number),
  integer: either(text, whole),
  year: either(text, whole),
  date: text,
  time: text,
  datetime: text,
  yearmonth: text,
  duration: text,
}

const lengths = new Set(['string', 'array', 'object', 'list', 'geojson'])

/** The constraints that a type may have. `pattern` of other types than string is of version 1 only. */
function constraintsOf(type: string): Record<string, Rule> {
  const bound = bounds[type]
  return {
    required: truth,
    unique: truth,
    enum: enums[type] ?? valuesOf(text),
    ...(bound && { minimum: bound, maximum: bound, exclusiveMinimum: bound, exclusiveMaximum: bound }),
    ...(lengths.has(type) && { minLength: count, maxLength: count }),
    ...(patterned.has(type) && { pattern: text }),
    ...((type === 'array' || type === 'object') && { jsonSchema: object }),
  }
}

const patterned = new Set(['string', 'number', 'integer', 'yearmonth'])
const constraintNames = [
  ...['required', 'unique', 'enum', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['minLength', 'maxLength', 'pattern', 'jsonSchema'],
]

const constraintsFor =
  (type: string): Rule =>
  (value, pointer) => {
    const rules = constraintsOf(type)
    const unsupported = isJsonObject(value)
      ? constraintNames.filter(name => Object.hasOwn(value, name) && !Object.hasOwn(rules, name))
      : []
    return [
      ...objectWith(rules)(value, pointer),
      ...unsupported.map(name => ({
        pointer: `${pointer}/${name}`,
        what: `is a constraint that a field of type ${type} cannot have`,
      })),
    ]
  }

const labelled = (value: Rule): Rule => objectWith({ value, label: text }, { required: ['value'] })

/** Values, or objects that have values and labels; each value once, and each label. */
const labelledValues = (value: Rule): Rule =>
  all(either(listOf(labelled(value)), listOf(value, { unique: true })), distinct('value'), distinct('label'))

const distinct =
  (name: string): Rule =>
  (value, pointer) => {
    if (!isList(value)) return []
    const seen = new Map<Json, number>()
    return value.flatMap((element, i): Fault[] => {
      const member = isJsonObject(element) ? element[name] : undefined
      if (member === undefined) return []
      const before = seen.get(member)
      if (before === undefined) seen.set(member, i)
      return before === undefined
        ? []
        : [
            {
              pointer: `${pointer}/${i}/${name}`,
              what: `is ${described(member)}, which stands at ${pointer}/${before}/${name} already`,
            },
          ]
    })
  }

const missingValues = labelledValues(text)

const oneCharacterOrMore = textThat(value => value !== '', 'a string that is not empty')

const extras: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  number: { bareNumber: truth, decimalChar: oneCharacterOrMore, groupChar: text },
  integer: { bareNumber: truth, groupChar: text },
  boolean: { trueValues: listOf(text, { least: 1 }), falseValues: listOf(text, { least: 1 }) },
  string: { categories: labelledValues(text), categoriesOrdered: truth },
  list: {
    delimiter: oneCharacterOrMore,
    itemType: oneOf(['string', 'integer', 'boolean', 'number', 'datetime', 'date', 'time']),
  },
}
const extrasOf: typeof extras = {
  ...extras,
  integer: { ...extras['integer'], categories: labelledValues(whole), categoriesOrdered: truth },
}

/** One field. Without a type, it is judged as one of strings, as the profiles do. */
const field: Rule = (value, pointer) => {
  if (!isJsonObject(value)) return object(value, pointer)
  const type = isText(value['type']) ? value['type'] : 'string'
  const known = Object.hasOwn(formats, type)
  const allowed = formats[type]
  return objectWith(
    {
      name: text,
      title: text,
      description: text,
      type: oneOf(Object.keys(formats)),
      ...(known && {
        format: allowed === undefined ? text : formatAmong(allowed),
        constraints: constraintsFor(type),
      }),
      missingValues,
      rdfType: text,
      ...extrasOf[type],
    },
    { required: ['name'] },
  )(value, pointer)
}

const formatAmong = (names: readonly string[]): Rule =>
  textThat(
    name => names.includes(name.replace(/^fmt:/, '')),
    names.length === 1 ? '"default", the only format of this type' : `one of ${names.join(', ')}`,
  )

const matches = oneOf(['exact', 'equal', 'subset', 'superset', 'partial'])
const fieldNames = (least: number): Rule => either(text, listOf(text, { least, unique: true }))

/** The profile of version 2.0 has `fieldsMatch` as a list by mistake; the text says that it is a string. */
const fieldsMatch: Rule = (value, pointer) =>
  isList(value) && value.length === 1 ? listOf(matches)(value, pointer) : matches(value, pointer)

/** A Table Schema: the form of everything in it. What fields are called is checked where they are compiled. */
export const schemaRules: Rule = objectWith(
  {
    $schema: text,
    fields: listOf(field, { least: 1 }),
    fieldsMatch,
    primaryKey: fieldNames(1),
    uniqueKeys: listOf(listOf(text, { least: 1, unique: true }), { least: 1, unique: true }),
    foreignKeys: listOf(
      objectWith(
        {
          fields: fieldNames(1),
          reference: objectWith({ resource: text, fields: fieldNames(1) }, { required: ['fields'] }),
        },
        { required: ['fields', 'reference'] },
      ),
      { least: 1 },
    ),
    missingValues,
  },
  { required: ['fields'] },
)

/** Names that a key lists; one alone may stand without a list. */
export function namesOf(value: Json | undefined): readonly string[] {
  if (isText(value)) return [value]
  return isList(value) ? value.filter(isText) : []
}

/** The fields of a schema that are objects with a name. */
export const fieldsOf = (schema: JsonObject): readonly JsonObject[] =>
  isList(schema['fields']) ? schema['fields'].filter(isJsonObject) : []

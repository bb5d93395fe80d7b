import { error } from './entry.js'

/** Record schemas. */
export const schemas = {
  'schema/rule': error(
    (a: { pointer: string; rule: string; meant: string | undefined; known: readonly string[] }) =>
      `${a.pointer} names the rule "${a.rule}", which does not exist.${a.meant === undefined ? '' : ` Did you mean "${a.meant}"?`}`,
    a => `Rules: ${a.known.join(', ')}.`,
  ),
  'schema/invalid': error(
    (a: { detail: string }) => `this is no valid schema: ${a.detail}${a.detail.endsWith('?') ? '' : '.'}`,
    () => 'Correct the schema here.',
  ),
  'schema/dialect': error(
    (a: { dialect: string; known: readonly string[] }) =>
      `${a.dialect} is not a dialect that can be checked here.`,
    a => `Use one of ${a.known.join(', ')}.`,
  ),
  'schema/keyword': error(
    (a: { keyword: string; meant: string }) => `"${a.keyword}" is not a keyword. Did you mean "${a.meant}"?`,
    a => `Write "${a.meant}", or choose a name that is less like it.`,
  ),
  'schema/keyword-value': error(
    (a: { keyword: string; expected: string }) => `"${a.keyword}" has another value than ${a.expected}.`,
    a => `Write ${a.expected}.`,
  ),
  'schema/reference': error(
    (a: { reference: string }) =>
      `the reference "${a.reference}" leads nowhere in this file; nothing is read from elsewhere.`,
    () => 'Copy the schema that is meant into "$defs" and refer to it there.',
  ),
  'schema/loop': error(
    (a: { reference: string; limit: number | undefined }) =>
      a.limit === undefined
        ? `"${a.reference}" comes back to itself without going into a property or an element: no check of it would end.`
        : `"${a.reference}" begins a chain of more than ${a.limit} references.`,
    a =>
      a.limit === undefined
        ? 'Refer to it from inside "properties" or "items".'
        : 'Refer to what is meant directly.',
  ),
  'schema/nullable': error(
    () => '"nullable" is a keyword of OpenAPI, which JSON Schema ignores: null would be refused here.',
    (a: { type: unknown }) =>
      `Say "type": ["${typeof a.type === 'string' && a.type !== 'null' ? a.type : 'string'}", "null"].`,
  ),
  'schema/too-many-columns': error(
    (a: { limit: number }) => `the schema makes more than ${a.limit} columns.`,
    () => 'Say "x-column": "json" where one column of JSON will do.',
  ),
  'schema/collision': error(
    (a: { words: string }) => a.words,
    () => 'Rename one of the properties.',
  ),
  'schema/root': error(
    () => 'the schema allows no object, and a record is one.',
    () => 'Say "type": "object" and list the "properties".',
  ),
  'schema/no-properties': error(
    () => 'the schema declares no properties, so there are no columns.',
    () => 'List the record\'s "properties".',
  ),
  'schema/name': error(
    (a: { name: string }) =>
      `a property cannot be called ${JSON.stringify(a.name)}: files and programs would trip over it.`,
    () => 'Choose another name.',
  ),
  'schema/key': error(
    (a: { pointer: string }) =>
      `${a.pointer} cannot be the key: there is one "x-key", a required string or integer at the top that is never null.`,
    () => 'Mark one required string or integer at the top that is never null.',
  ),
  'schema/column': error(
    (a: { pointer: string; column: string }) => `${a.pointer} cannot be stored as "x-column": "${a.column}".`,
    () => 'Take another "x-column", or leave it out.',
  ),
  'schema/span': error(
    (a: { pointer: string; target: string }) =>
      `${a.pointer} is no list of objects with integer "start" and "end" into a text field ${a.target}.`,
    () => 'Mark a list of objects with integer "start" and "end", and name a text field.',
  ),
  'schema/basis': error(
    (a: { pointer: string; unknown: readonly string[] }) =>
      a.unknown.length > 0
        ? `"x-basis" names ${a.unknown.join(', ')}, which the schema does not declare.`
        : `${a.pointer} is no list of objects with "field", "basis" and "note".`,
    () => 'Mark a list of {field, basis, note}, and name fields of the schema.',
  ),
  'schema/rule-in-list': error(
    (a: { pointer: string; keyword: string }) =>
      `${a.pointer} stands inside a list, where "${a.keyword}" is not followed.`,
    () => 'Let a rule fill the whole list.',
  ),
  'schema/infer-without-basis': error(
    (a: { pointer: string }) =>
      `${a.pointer} is inferred, but no list marked "x-basis" would say so in the record.`,
    () => 'Add a list of {field, basis, note} marked "x-basis".',
  ),
}

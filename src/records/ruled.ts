import { UsageError } from '../errors.js'
import { type Location, problem } from '../problem.js'
import type { Field, RecordSchema } from '../schema/field.js'
import { isObject } from '../schema/keywords.js'
import { schemaPointer } from '../schema/load.js'
import { locateJson } from '../text/json-locate.js'
import { nearest } from '../text/nearest.js'
import { placeAt } from '../text/place.js'
import { deriveRules, inferRules } from './derive/index.js'
import type { InferRule, Rule, RuleContext } from './rule.js'

/** A field that a rule fills, with the rule. */
export interface Ruled<R> {
  readonly field: Field
  readonly rule: R
  /** `word-count@1` */
  readonly name: string
  readonly context: RuleContext
}

/** Fields with `x-derive`, in schema order. Throws UsageError for a rule that does not exist. */
export function derivedFields(schema: RecordSchema): readonly Ruled<Rule>[] {
  return ruledFields(schema, 'x-derive', deriveRules)
}

/** Fields with `x-infer`, in schema order. Throws UsageError for a rule that does not exist. */
export function inferredFields(schema: RecordSchema): readonly Ruled<InferRule>[] {
  return ruledFields(schema, 'x-infer', inferRules)
}

function ruledFields<R>(
  schema: RecordSchema,
  keyword: string,
  rules: ReadonlyMap<string, R>,
): readonly Ruled<R>[] {
  return [...fieldsOutsideLists(schema.fields)].flatMap(field => {
    const said = field.schema[keyword]
    if (said === undefined) return []
    const { rule: name, ...parameters } = isObject(said) ? said : { rule: said }
    const rule = rules.get(String(name))
    if (rule === undefined) {
      const meant = nearest(String(name), rules.keys())
      throw new UsageError(`The schema ${schema.path} cannot be used.`, {
        problems: [
          problem('schema/rule', placeOf(field, keyword, schema), {
            pointer: field.pointer,
            rule: String(name),
            meant,
            known: [...rules.keys()],
          }),
        ],
      })
    }
    return [{ field, rule, name: String(name), context: { schema, field, parameters } }]
  })
}

function placeOf(field: Field, keyword: string, { path, text }: RecordSchema): Location {
  const pointer = `${schemaPointer(field.pointer)}/${keyword}`
  return { file: path, ...placeAt(text, locateJson(text, pointer)), pointer }
}

/** Fields at the top and inside objects, parents first. */
export function* fieldsOutsideLists(fields: readonly Field[]): Generator<Field> {
  for (const field of fields) {
    yield field
    if (field.kind === 'struct') yield* fieldsOutsideLists(field.fields)
  }
}

import type { Json, JsonObject } from '../../schema/field.js'
import { valueAt } from '../../text/pointer.js'
import type { Rule, RuleContext } from '../rule.js'

/** What a rule computes from: the field that the parameter `of` points to, or else the field marked x-text. */
export function inputPointer({ schema, parameters }: RuleContext): string | undefined {
  const pointer = parameters.of ?? schema.textField?.pointer
  return typeof pointer === 'string' ? pointer : undefined
}

/** The value at that pointer. */
export function inputOf(record: JsonObject, context: RuleContext): unknown {
  const pointer = inputPointer(context)
  return pointer === undefined ? undefined : valueAt(record, pointer)
}

/** A rule of one text. Where there is no text (null, absent, another type) the value is null. */
export function textRule(name: string, version: number, compute: (text: string) => Json): Rule {
  return {
    name,
    version,
    compute: (record, context) => {
      const text = inputOf(record, context)
      return typeof text === 'string' ? compute(text) : null
    },
  }
}

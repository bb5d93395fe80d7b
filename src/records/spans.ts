import { type Finding, finding } from '../problem.js'
import type { Field, Json, JsonObject, RecordSchema } from '../schema/field.js'
import { isJsonObject } from '../text/json-value.js'
import { codePointCount } from '../text/unicode.js'
import { getAt } from './paths.js'
import { fieldsOutsideLists } from './ruled.js'

interface Span {
  readonly start: number
  readonly end: number
  readonly pointer: string
}

/** Fields marked `x-span`. */
export function spanFields(schema: RecordSchema): readonly Field[] {
  return [...fieldsOutsideLists(schema.fields)].filter(field => typeof field.schema['x-span'] === 'string')
}

/** A list marked `x-span` holds code points into its text; with `x-role: blocks` it also covers it, in order. */
export function* checkSpans(record: JsonObject, field: Field, schema: RecordSchema): Generator<Finding> {
  const list = getAt(record, field.pointer)
  const text = getAt(record, String(field.schema['x-span']))
  if (!Array.isArray(list) || typeof text !== 'string') return
  const spans = list.flatMap((item: Json, i) => spanOf(item, `${field.pointer}/${i}`))
  const length = codePointCount(text)
  const wrong = spans.filter(({ start, end }) => start < 0 || start >= end || end > length)
  for (const span of wrong) yield finding('record/span', span.pointer, { ...span, length })
  if (wrong.length > 0 || field.schema['x-role'] !== 'blocks') return
  yield* checkCover(spans, text, field)
  yield* checkByline(record, list, spans, text, schema)
}

function spanOf(item: Json, pointer: string): Span[] {
  if (!isJsonObject(item)) return []
  const { start, end } = item
  return typeof start === 'number' && typeof end === 'number' ? [{ start, end, pointer }] : []
}

function* checkCover(spans: readonly Span[], text: string, field: Field): Generator<Finding> {
  const characters = [...text]
  let reached = 0
  for (const { start, end, pointer } of spans) {
    if (start < reached) yield finding('record/blocks', pointer, { fault: 'overlap', at: start })
    else yield* checkGap(characters, reached, start, pointer)
    reached = Math.max(reached, end)
  }
  yield* checkGap(characters, reached, characters.length, field.pointer)
}

function* checkGap(
  characters: readonly string[],
  from: number,
  to: number,
  pointer: string,
): Generator<Finding> {
  const at = characters.slice(from, to).findIndex(character => !/\s|\u0085/u.test(character))
  if (at !== -1) yield finding('record/blocks', pointer, { fault: 'gap', at: from + at })
}

/** A byline is the text of a block of that type. */
function* checkByline(
  record: JsonObject,
  list: readonly Json[],
  spans: readonly Span[],
  text: string,
  schema: RecordSchema,
): Generator<Finding> {
  const field = schema.roles.get('byline')
  const byline = field && getAt(record, field.pointer)
  if (field === undefined || typeof byline !== 'string' || spans.length !== list.length) return
  const characters = [...text]
  const stands = spans.some(({ start, end }, i) => {
    const block = list[i]
    return (
      isJsonObject(block) && block['type'] === 'byline' && characters.slice(start, end).join('') === byline
    )
  })
  if (!stands) yield finding('record/byline', field.pointer, { value: byline })
}

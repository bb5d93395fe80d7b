import { readFileSync } from 'node:fs'
import { bytesAt } from '../files/chunks.js'
import { type Location, problem } from '../problem.js'
import { loadForChecking } from '../schema/for-checking.js'
import { json } from '../sources/json.js'
import { jsonl } from '../sources/jsonl.js'
import type { Json, JsonObject } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { escapeToken, pointerOf } from '../text/pointer.js'
import { described } from '../text/shown.js'
import type { DataFile } from './data-file.js'
import { type JsonFile, readJsonFile } from './json-file.js'
import { isList, isText } from './rules.js'
import type { TableEvent } from './table-line.js'

/** A larger file is read element by element, for which its list must be the whole. */
const MAX_WHOLE = 2 ** 26

/** Reads files of JSON Lines, or whose whole is one JSON array. */
export async function* jsonTable(
  files: readonly (DataFile & { readonly source: number })[],
  form: 'json' | 'jsonl',
): AsyncGenerator<TableEvent> {
  const { schema } = loadForChecking('true', 'any')
  for (const [i, { path, absolute, bytes, source }] of files.entries()) {
    if (form === 'json' && !beginsWithList(absolute)) {
      yield { problem: problem('table/unreadable', { file: path }, { what: 'its whole is no JSON array' }) }
      continue
    }
    const read = (form === 'json' ? json : jsonl).open({ folder: '', schema, anyValue: true })
    const slice = { source: form, path, at: absolute, start: 0, end: bytes, line: 1 }
    for await (const drafts of read(slice)) {
      for (const draft of drafts) {
        for (const found of draft.problems) yield { problem: found }
        if (draft.values === undefined || draft.problems.some(({ severity }) => severity === 'error'))
          continue
        yield rowOf(draft.values, {
          number: draft.ordinal + 1,
          source,
          line: draft.line,
          isContinued: i > 0,
          at: pointer => ({ ...draft.locate({ pointer, part: 'value' }), pointer }),
        })
      }
    }
  }
}

function beginsWithList(path: string): boolean {
  const head = bytesAt(path, 0, 4096).toString('latin1')
  return /^(?:\xef\xbb\xbf)?\s*(?:\[|$)/.test(head) || /^(?:\xff\xfe|\xfe\xff)/.test(head)
}

/** Reads the list that stands in a file under a property: `a.b` where it stands deeper. */
export function* propertyTable(
  file: DataFile & { readonly source: number },
  property: string,
): Generator<TableEvent> {
  if (file.bytes > MAX_WHOLE) {
    const what = `it has more than ${MAX_WHOLE} bytes, which are too many where \`property\` says where the table is`
    yield { problem: problem('table/unreadable', { file: file.path }, { what }) }
    return
  }
  const { json: whole, problems } = readJsonFile(file.path, readFileSync(file.absolute))
  for (const found of problems) yield { problem: found }
  if (whole === undefined) return
  const isKey = isJsonObject(whole.value) && Object.hasOwn(whole.value, property)
  const tokens = isKey ? [property] : property.split('.')
  let value: Json | undefined = whole.value
  for (const token of tokens)
    value = isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
  yield* listTable(value, { json: whole, pointer: pointerOf(tokens), source: file.source })
}

/** Reads a list that is in memory already. */
export function* listTable(
  value: Json | undefined,
  of: { readonly json: JsonFile; readonly pointer: string; readonly source: number },
): Generator<TableEvent> {
  const { json, pointer, source } = of
  if (!isList(value)) {
    const what =
      value === undefined
        ? `there is nothing at ${pointer}`
        : `${pointer} is ${described(value)}, expected a list`
    yield { problem: problem('table/unreadable', json.at(pointer), { what }) }
    return
  }
  for (const [i, element] of value.entries()) {
    const own = `${pointer}/${i}`
    yield rowOf(element, {
      number: i + 1,
      source,
      line: i + 1,
      isContinued: false,
      at: inside => json.at(own + inside),
    })
  }
}

interface RowOrigin {
  readonly number: number
  readonly source: number
  readonly line: number
  readonly isContinued: boolean
  at(pointer: string): Location
}

function rowOf(value: Json, { at, ...origin }: RowOrigin): TableEvent {
  if (!isList(value) && !isJsonObject(value)) {
    const what = `${described(value)} stands where a line of the table should, which is a list or an object`
    return { problem: problem('table/unreadable', at(''), { what }) }
  }
  return {
    line: {
      ...origin,
      cells: value,
      placeOf: cell => at(cell === undefined ? '' : `/${isText(cell) ? escapeToken(cell) : cell}`),
    },
  }
}

/** Only what `itemKeys` lists, in its order. */
export function keyed(cells: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    keys.flatMap(key => (Object.hasOwn(cells, key) ? [[key, cells[key] ?? null]] : [])),
  )
}

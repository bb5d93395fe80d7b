import { problem } from '../problem.js'
import { openBytes } from '../sources/bytes.js'
import { markBytes } from '../sources/encoding.js'
import { type JsonEvent, jsonScanner } from '../sources/json-scanner.js'
import { MAX_LINE_BYTES as MAX_BYTES } from '../sources/line-scanner.js'
import type { Json } from '../text/json.js'
import type { Origin } from '../text/place.js'
import { jsonValueOf } from './json-values.js'
import type { Reading, ReadOptions } from './reading.js'

/** Elements of one JSON array, or the one value that the file is. An array can be read from its beginning only. */
export async function* readArray(
  { path, file }: Reading,
  { maxBytes = Number.POSITIVE_INFINITY, onProblem, onBytes, onCut }: ReadOptions,
): AsyncGenerator<readonly Json[]> {
  const bytes = await openBytes({ path: file, at: path }, { folder: '.' })
  const mark = markBytes(bytes.head)
  const scanner = jsonScanner({ byte: mark })
  const take = takerFor(file, onProblem)
  let passed = 0
  for await (const chunk of bytes.chunks) {
    const values: Json[] = []
    for (const event of scanner.push(passed === 0 ? chunk.subarray(mark) : chunk)) {
      const value = take(event)
      if (value !== undefined) values.push(value)
    }
    onBytes?.(chunk.length)
    yield values
    passed += chunk.length
    if (passed >= maxBytes) return onCut?.()
  }
  const fault = bytes.fault({ file })
  if (fault !== undefined) return onProblem(fault)
  const rest = [...scanner.end()].flatMap(event => take(event) ?? [])
  if (rest.length > 0) yield rest
}

/** Makes values of a scanner's events. */
function takerFor(file: string, onProblem: ReadOptions['onProblem']): (event: JsonEvent) => Json | undefined {
  let place: Origin = { line: 1, column: 1, byte: 0 }
  let parts: Buffer[] = []
  let length = 0
  let ordinal = 0
  return event => {
    switch (event.kind) {
      case 'begin':
        place = event.place
        parts = []
        length = 0
        return undefined
      case 'part':
        length += event.bytes.length
        if (length <= MAX_BYTES) parts.push(event.bytes)
        else parts = []
        return undefined
      case 'end': {
        const at = { file, ...place }
        if (length > MAX_BYTES) return void onProblem(problem('json/too-long', at, { limit: MAX_BYTES }))
        const [only] = parts
        const bytes = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts)
        return jsonValueOf({ bytes, ...at, ordinal: ordinal++ }, onProblem)
      }
      case 'rest':
        return void onProblem(
          problem('json/syntax', { file, ...event.place }, { detail: 'nothing more is expected here' }),
        )
      case 'fault':
        if (event.fault === 'lines')
          return void onProblem(problem('json/lines', { file, ...event.place }, {}))
        return void onProblem(
          problem('json/syntax', { file, ...event.place }, { detail: details[event.fault] }),
        )
    }
  }
}

const details = {
  'no-value': 'a value is expected here',
  'no-comma': 'a comma is missing before this value',
  'no-end': 'the text ends where `,` or `]` is expected',
} as const

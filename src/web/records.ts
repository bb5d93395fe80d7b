import { UsageError } from '../errors.js'
import { arrowRecords } from '../formats/arrow-web.js'
import { webParquet } from '../formats/parquet-web.js'
import type { Field } from '../schema/field.js'
import { parseJson } from '../text/json.js'
import { isJsonObject, type JsonObject } from '../text/json-value.js'
import type { WebFile } from './places.js'

interface DataFile {
  readonly file: WebFile
  readonly bytes: number
  readonly fields: readonly Field[]
}

/** Reads one file, a run of records at a time. */
export type WebFormat = (data: DataFile) => AsyncIterable<readonly JsonObject[]>

/** Formats that are read without Node, the quickest first. CSV is not: it has several tables, and says nothing that these do not. */
export const webFormats: Readonly<Record<string, WebFormat>> = {
  jsonl: ({ file }) => jsonLines(file),
  arrow: async function* ({ file, fields }) {
    yield* arrowRecords(await file.stream(), fields)
  },
  parquet: ({ file, bytes, fields }) => webParquet({ byteLength: bytes, part: file.part }, fields),
}

async function* jsonLines(file: WebFile): AsyncGenerator<readonly JsonObject[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let number = 1
  let held = ''
  for await (const chunk of await file.stream()) {
    const lines = (held + decoder.decode(chunk, { stream: true })).split('\n')
    held = lines.pop() ?? ''
    yield lines.map((line, i) => recordOf(line, `${file.name}:${number + i}`))
    number += lines.length
  }
  held += decoder.decode()
  if (held !== '') yield [recordOf(held, `${file.name}:${number}`)]
}

function recordOf(line: string, place: string): JsonObject {
  try {
    const value = parseJson(line)
    if (isJsonObject(value)) return value
  } catch (cause) {
    throw new UsageError(`${place} is not JSON.`, { cause })
  }
  throw new UsageError(`${place} is not a JSON object.`)
}

import { type FileHandle, open as openFile } from 'node:fs/promises'
import { UsageError } from '../errors.js'
import { makeBatch, type ReadBatch } from '../records/batch.js'
import { decodeUtf8 } from '../records/text-bytes.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'
import { parseJson } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import type { Format, TableName } from './format.js'

const LINE_FEED = 0x0a
/** Bytes that are read, decoded and handed on together. */
const BLOCK_BYTES = 8 * 2 ** 20

/** A canonical line per record, each with its line feed. */
export const jsonl: Format = {
  name: 'jsonl',
  extension: 'jsonl',
  mediaType: 'application/jsonl',
  tables: () => [''],
  open: async sinkFor => {
    const sink = sinkFor('')
    return {
      append: batch => {
        if (batch.length > 0) sink.write(batch.lines())
      },
      close: () => {},
    }
  },
  read,
}

async function* read(
  files: Readonly<Record<TableName, string>>,
  schema: RecordSchema,
): AsyncGenerator<ReadBatch> {
  const path = files[''] ?? ''
  const file = await openFile(path)
  let number = 1
  try {
    for await (const block of blocksOf(file)) {
      const lines = textOf(block, path).split('\n')
      if (lines.at(-1) === '') lines.pop()
      const first = number
      yield makeBatch(
        schema,
        lines.map((line, i) => recordOf(line, `${path}:${first + i}`)),
        lines,
      )
      number += lines.length
    }
  } finally {
    await file.close()
  }
}

/** Runs of whole lines. */
async function* blocksOf(file: FileHandle): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0)
  for (;;) {
    const block = Buffer.allocUnsafeSlow(held.length + BLOCK_BYTES)
    held.copy(block)
    const { bytesRead } = await file.read(block, held.length, BLOCK_BYTES)
    const filled = block.subarray(0, held.length + bytesRead)
    const end = bytesRead === 0 ? filled.length : filled.lastIndexOf(LINE_FEED) + 1
    if (end > 0) yield filled.subarray(0, end)
    if (bytesRead === 0) return
    held = filled.subarray(end)
  }
}

function textOf(block: Buffer, path: string): string {
  try {
    return decodeUtf8(block)
  } catch (cause) {
    throw new UsageError(`${path} is not UTF-8.`, { cause })
  }
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

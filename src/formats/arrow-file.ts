import { open as openFile } from 'node:fs/promises'
import type * as Arrow from 'apache-arrow'
import { knowCompressions } from './arrow-compression.js'
import { checkBlock, checkStream, readFooter } from './arrow-messages.js'
import type { Sink } from './format.js'

type Library = typeof Arrow

/** What a batch holds. */
export type ArrowData = Arrow.RecordBatch['data']

/** A record batch, or what the library throws at one that is damaged while others can be read. */
type BatchRead = Arrow.RecordBatch | { readonly number: number; readonly error: unknown }

/** The record batches of an Arrow IPC file or stream. Throws what the library throws where one is damaged. */
export async function* arrowBatches(path: string): AsyncGenerator<Arrow.RecordBatch> {
  for await (const read of readableBatches(path)) {
    if ('error' in read) throw read.error
    yield read
  }
}

/**
 * The record batches of an Arrow IPC file or stream, one in memory at a time; of a file those whose numbers are in `range`. At
 * least one, which may be empty. Throws what the library throws where the file is none, or a stream is damaged.
 */
export async function* readableBatches(
  path: string,
  [from, to]: readonly [number, number] = [0, Number.POSITIVE_INFINITY],
): AsyncGenerator<BatchRead> {
  const library = await import('apache-arrow')
  const file = await openFile(path)
  try {
    const footer = await readFooter(file)
    const isCompressed = footer === undefined ? await checkStream(file) : footer.isCompressed
    if (isCompressed) await knowCompressions(library)
    const reader = await library.RecordBatchReader.from(file)
    await reader.open()
    nameEmpty(reader.schema?.fields ?? [])
    if (!(reader instanceof library.AsyncRecordBatchFileReader)) return yield* reader
    if (reader.numRecordBatches === 0) return yield* reader
    // By their numbers: the library's own loop does not end where something else stands in a batch's place.
    for (const [i, block] of (footer?.batches ?? []).entries()) {
      if (i < from || i >= to) continue
      yield await attempt(i, async () => {
        await checkBlock(file, block)
        const batch = await reader.readRecordBatch(i)
        if (batch !== null) return batch
        throw new RangeError(`there is no record batch ${i + 1} of ${reader.numRecordBatches}.`)
      })
    }
  } finally {
    await file.close()
  }
}

async function attempt(number: number, read: () => Promise<Arrow.RecordBatch>): Promise<BatchRead> {
  try {
    return await read()
  } catch (error) {
    return { number, error }
  }
}

/** The library reads an empty name as null, and writes that as a word. */
function nameEmpty(fields: readonly Arrow.Field[]): void {
  for (const field of fields) {
    Object.assign(field, { name: field.name ?? '' })
    nameEmpty(field.type.children ?? [])
  }
}

/** The library queues what it writes until someone asks; a file of any size must go through. */
export function startArrowFile(
  library: Library,
  sink: Sink,
  schema: Arrow.Schema,
): Arrow.RecordBatchFileWriter {
  class Passage extends library.AsyncByteQueue {
    override write(bytes: Uint8Array): void {
      if (bytes.byteLength > 0) sink.write(bytes)
    }
  }
  class FileWriter extends library.RecordBatchFileWriter {
    // The specification has a whole stream inside the file, which starts with the schema; the library leaves that out.
    protected override _writeSchema(inner: Arrow.Schema): this {
      super._writeSchema(inner)
      return this._writeMessage(library.Message.from(inner))
    }
  }
  return new FileWriter().reset(new Passage(), schema)
}

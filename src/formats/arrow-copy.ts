import { UsageError } from '../errors.js'
import { systemCode } from '../files/io-error.js'
import { arrowBatches, startArrowFile } from './arrow-file.js'
import type { Sink } from './format.js'

/**
 * Copies the records of an Arrow file into two, by their ordinals, with its schema as it stands: runs of neighbours
 * are batches. Dictionaries are written once, as the file has them. Throws UsageError for a file that is damaged.
 */
export async function copyArrow(
  path: string,
  isRejected: (ordinal: number) => boolean,
  halves: readonly [Sink, Sink],
): Promise<void> {
  const library = await import('apache-arrow')
  let writers: ReturnType<typeof startArrowFile>[] = []
  let ordinal = 0
  try {
    for await (const batch of arrowBatches(path)) {
      if (writers.length === 0) writers = halves.map(sink => startArrowFile(library, sink, batch.schema))
      for (let start = 0; start < batch.numRows; ) {
        const half = isRejected(ordinal + start)
        let end = start + 1
        while (end < batch.numRows && isRejected(ordinal + end) === half) end++
        writers[half ? 1 : 0]?.write(batch.slice(start, end))
        start = end
      }
      ordinal += batch.numRows
    }
  } catch (cause) {
    if (!(cause instanceof Error) || systemCode(cause) !== null) throw cause
    throw new UsageError(`The records of ${path} cannot be divided: ${cause.message}.`, { cause })
  }
  for (const writer of writers) writer.close()
}

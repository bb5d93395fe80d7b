import { closeSync, openSync, readSync } from 'node:fs'

const CHUNK_BYTES = 4 * 1024 * 1024
const LINE_FEED = 0x0a

/** The bytes of a file without the lines of these numbers (from 1) and their line feeds; all other bytes as they are. */
export function* withoutLines(path: string, numbers: ReadonlySet<number>): Generator<Uint8Array> {
  const file = openSync(path, 'r')
  try {
    let number = 1
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
      const filled = chunk.subarray(0, readSync(file, chunk))
      if (filled.length === 0) return
      let from = 0
      let kept = 0
      for (let at = filled.indexOf(LINE_FEED); at !== -1; at = filled.indexOf(LINE_FEED, from)) {
        if (numbers.has(number)) {
          if (kept < from) yield filled.subarray(kept, from)
          kept = at + 1
        }
        number++
        from = at + 1
      }
      // The line that the chunk ends in goes on in the next one, under the same number.
      const end = numbers.has(number) ? from : filled.length
      if (kept < end) yield filled.subarray(kept, end)
    }
  } finally {
    closeSync(file)
  }
}

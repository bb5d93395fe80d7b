import { chunksOf } from '../files/chunks.js'

const LINE_FEED = 0x0a

/** Cuts a file behind line feeds into runs of about `target` bytes, with the number of each run's first line. */
export function* cutLines(
  path: string,
  size: number,
  target: number,
): Generator<{ start: number; end: number; line: number }> {
  let start = 0
  let line = 1
  let passed = 0
  let position = 0
  for (const chunk of size <= target ? [] : chunksOf(path, { end: size, passing: true })) {
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) {
      passed++
      const end = position + at + 1
      if (end - start >= target && end < size) {
        yield { start, end, line }
        start = end
        line += passed
        passed = 0
      }
    }
    position += chunk.length
  }
  yield { start, end: size, line }
}

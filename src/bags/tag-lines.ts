import type { TagEncoding } from './tag-encoding.js'

/** A longer line of a tag file is not read. */
export const MAX_TAG_LINE_BYTES = 1024 * 1024

export interface TagLine {
  readonly number: number
  /** Null for bytes that are no text in the encoding, and for a line that is too long. */
  readonly text: string | null
  readonly fault: 'undecodable' | 'too-long' | null
  /** Whether a byte order mark stood before it, and was taken away. */
  readonly mark: boolean
}

const LF = 0x0a
const CR = 0x0d

/** The lines of a tag file, which end with LF, CR or CRLF. Memory does not grow with the file. */
export function* tagLines(chunks: Iterable<Buffer>, encoding: TagEncoding): Generator<TagLine> {
  let number = 0
  for (const { bytes, tooLong } of cut(encoding.toLines?.(chunks) ?? chunks)) {
    number++
    if (tooLong) yield { number, text: null, fault: 'too-long', mark: false }
    else {
      const text = bytes === null ? null : encoding.decode(bytes)
      const mark = number === 1 && text?.startsWith('\uFEFF') === true
      const fault = text === null ? 'undecodable' : null
      yield { number, text: mark ? (text?.slice(1) ?? null) : text, fault, mark }
    }
  }
}

interface Cut {
  readonly bytes: Buffer | null
  readonly tooLong: boolean
}

function* cut(chunks: Iterable<Buffer | null>): Generator<Cut> {
  let held: Buffer[] = []
  let heldBytes = 0
  /** A CR ended the last chunk: an LF may follow. */
  let pending = false
  const finish = (rest: Buffer): Cut => {
    const tooLong = heldBytes + rest.length > MAX_TAG_LINE_BYTES
    const bytes = tooLong ? Buffer.alloc(0) : Buffer.concat([...held, rest])
    held = []
    heldBytes = 0
    return { bytes, tooLong }
  }
  for (const chunk of chunks) {
    if (chunk === null) return yield { bytes: null, tooLong: false }
    if (chunk.length === 0) continue
    let from = 0
    if (pending) {
      pending = false
      if (chunk[0] === LF) from = 1
      yield finish(Buffer.alloc(0))
    }
    let lf = chunk.indexOf(LF, from)
    let cr = chunk.indexOf(CR, from)
    while (lf !== -1 || cr !== -1) {
      const isLf = cr === -1 || (lf !== -1 && lf < cr)
      const at = isLf ? lf : cr
      const rest = chunk.subarray(from, at)
      if (!isLf && at + 1 === chunk.length) {
        hold(rest)
        pending = true
        from = chunk.length
        break
      }
      const both = !isLf && chunk[at + 1] === LF
      yield finish(rest)
      from = at + (both ? 2 : 1)
      if (lf !== -1 && lf < from) lf = chunk.indexOf(LF, from)
      if (cr !== -1 && cr < from) cr = chunk.indexOf(CR, from)
    }
    if (from < chunk.length) hold(chunk.subarray(from))
  }
  if (pending || heldBytes > 0) yield finish(Buffer.alloc(0))

  function hold(rest: Buffer): void {
    heldBytes += rest.length
    // Copied: the chunk's memory is used again. What is too long is counted only.
    if (heldBytes <= MAX_TAG_LINE_BYTES) held.push(Buffer.from(rest))
    else held = []
  }
}

import type { StreamDecoder } from '../text/decode.js'

/**
 * Decodes bytes that come in chunks. A byte order mark at the start is no part of the text; `onMark` is told of it.
 */
export function* textChunks(
  chunks: Iterable<Buffer>,
  { decoder, onMark }: { readonly decoder: StreamDecoder; readonly onMark: () => void },
): Generator<string, undefined> {
  let isFirst = true
  const started = (text: string): string => {
    if (!isFirst || text === '') return text
    isFirst = false
    if (!text.startsWith('\uFEFF')) return text
    onMark()
    return text.slice(1)
  }
  for (const chunk of chunks) {
    const text = started(decoder.write(chunk, false))
    if (text !== '') yield text
  }
  const rest = started(decoder.write(Buffer.alloc(0), true))
  if (rest !== '') yield rest
}

import { chunksOf } from '../files/chunks.js'
import { type Location, problem } from '../problem.js'
import { streamDecoderOf } from '../text/decode.js'
import type { JsonObject } from '../text/json.js'
import { type Delimited, delimitedLines, MAX_CHARACTERS } from './delimited.js'
import { isText } from './rules.js'
import type { TableEvent } from './table-line.js'
import { textChunks } from './text-chunks.js'

/** The text of one file, or inline data. */
export interface TextSource {
  readonly file: string
  /** Of inline data, in the descriptor. */
  readonly pointer?: string | undefined
  readonly source: number
  chunks(): Iterable<Buffer>
}

export const textFile = (file: string, absolute: string, source: number): TextSource => ({
  file,
  source,
  chunks: () => chunksOf(absolute),
})

/** Reads delimited text, one source after the other. Throws UsageError for an encoding that is not known. */
export async function* delimitedTable(
  sources: readonly TextSource[],
  of: { readonly dialect: JsonObject; readonly delimiter: string; readonly encoding: string | undefined },
): AsyncGenerator<TableEvent> {
  const dialect = delimitedOf(of.dialect, of.delimiter)
  for (const [i, { file, pointer, source, chunks }] of sources.entries()) {
    const decoder = await streamDecoderOf(of.encoding ?? 'utf-8')
    const at = (line: number, column?: number): Location =>
      pointer === undefined ? { file, line, ...(column !== undefined && { column }) } : { file, pointer }
    let isMarked = false
    let isDecoded = true
    const onMark = (): void => {
      isMarked = /^utf-?8$/i.test(decoder.encoding)
    }
    const texts = textChunks(chunks(), { decoder, onMark })
    let isEmpty = true
    for (const line of delimitedLines(texts, dialect)) {
      if (isMarked && isEmpty)
        yield {
          problem: problem('package/advice', at(1, 1), { pointer: '', what: MARKED, subject: 'the table' }),
        }
      isEmpty = false
      const badByte = decoder.badByte()
      if (badByte !== undefined && isDecoded) {
        isDecoded = false
        const args = { byte: badByte, encoding: decoder.encoding, stated: of.encoding !== undefined }
        yield { problem: problem('table/encoding', { file, byte: badByte }, args) }
      }
      if (line.fault !== undefined) {
        const { kind, place } = line.fault
        const location = at(place.line, place.column)
        yield {
          problem:
            kind === 'too-long'
              ? problem('table/too-long', location, { limit: MAX_CHARACTERS })
              : problem('table/quote', location, { fault: kind }),
        }
        if (kind !== 'inside') continue
      }
      yield {
        line: {
          cells: line.cells,
          number: line.number,
          source,
          line: line.line,
          isContinued: i > 0,
          placeOf: cell => {
            if (typeof cell !== 'number') return at(line.line)
            const place = line.placeOf(cell)
            return at(place.line, place.column)
          },
        },
      }
    }
    const badByte = decoder.badByte()
    if (badByte !== undefined && isDecoded) {
      const args = { byte: badByte, encoding: decoder.encoding, stated: of.encoding !== undefined }
      yield { problem: problem('table/encoding', { file, byte: badByte }, args) }
    }
  }
}

const MARKED = 'begins with a byte order mark, and UTF-8 without one is recommended'
/** Spellings of a line end, each of which stands for any. */
const lineEnds: ReadonlySet<string> = new Set(['\n', '\r', '\r\n'])

/** A dialect whose form has been checked. Where it says nothing, the standard does. */
function delimitedOf(dialect: JsonObject, delimiter: string): Delimited {
  const said = (name: string): string | undefined => (isText(dialect[name]) ? dialect[name] : undefined)
  const terminator = said('lineTerminator')
  return {
    delimiter: said('delimiter') ?? delimiter,
    terminator: terminator === undefined || lineEnds.has(terminator) ? undefined : terminator,
    quote: said('quoteChar') ?? '"',
    doubleQuote: dialect['doubleQuote'] !== false,
    escapeChar: said('escapeChar'),
    skipInitialSpace: dialect['skipInitialSpace'] === true,
    commentChar: said('commentChar'),
  }
}

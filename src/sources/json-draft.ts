import { isUtf8 } from 'node:buffer'
import { type Location, type Problem, problem } from '../problem.js'
import type { Draft } from '../records/draft.js'
import type { Cut } from '../records/scan/shorten.js'
import type { Shorten } from '../records/vouch.js'
import { likelyEncoding } from '../text/encoding.js'
import { excerptOf } from '../text/excerpt.js'
import { type JsonFault, MAX_DEPTH, readJson } from '../text/json.js'
import { locatorFor } from '../text/json-locate.js'
import { offsetInString, skipString, skipValue } from '../text/json-skip.js'
import { type Origin, placeAt, placesWithin } from '../text/place.js'
import { firstBadByte } from '../text/utf8.js'
import { refused } from './refusals.js'

/** The bytes of one JSON value, and where it begins in its file. */
export interface JsonPiece extends Origin {
  readonly bytes: Buffer
  readonly file: string
  readonly ordinal: number
  readonly shorten?: Shorten | undefined
}

/** The draft of a JSON text. `also` are problems that are known of it already. */
export function draftOfJson(piece: JsonPiece, also: readonly Problem[] = []): Draft {
  const { bytes, file, line, column, byte, ordinal } = piece
  const at: Location = { file, line, byte }
  const withAlso = (draft: Draft): Draft =>
    also.length === 0 ? draft : { ...draft, problems: [...draft.problems, ...also] }
  if (!isUtf8(bytes)) {
    const bad = firstBadByte(bytes)
    const place = placeAt(bytes.toString('utf8', 0, bad), bad)
    const location = {
      file,
      line: line + place.line - 1,
      column: place.line === 1 ? column + place.column - 1 : place.column,
      byte: byte + bad,
    }
    const likely = likelyEncoding(wordsFrom(bytes, bad))
    const refusal = problem('file/not-utf8', location, { byte: byte + bad, value: bytes[bad] ?? 0, likely })
    return withAlso({ ...refused(refusal, ordinal, at), line })
  }
  const { text, cuts } = piece.shorten?.(bytes) ?? { text: bytes.toString('utf8'), cuts: [] }
  const { value, faults } = readJson(text)
  // Most records need no places: nothing is made for them that could be made later.
  let places: Places | undefined
  const found = (): Places => {
    places ??= placesOf(text, piece, cuts)
    return places
  }
  const problems =
    faults.length === 0 && also.length === 0
      ? nothing
      : [
          ...faults.map(fault => ({
            ...worded(fault, found().at),
            excerpt: excerptOf(text, fault.offset),
          })),
          ...also,
        ]
  if (value === undefined) return { values: undefined, line, ordinal, problems, locate: () => at }
  return {
    values: value,
    line,
    ordinal,
    problems,
    locate: one => found().locate(one),
    quote: one => found().quote(one),
  }
}

const nothing: readonly Problem[] = []

/** Where things stand in the text of one draft. */
interface Places {
  at(offset: number): Location
  locate: Draft['locate']
  quote: NonNullable<Draft['quote']>
}

function placesOf(
  text: string,
  { file, line, column, byte: start }: JsonPiece,
  cuts: readonly Cut[],
): Places {
  const placeOf = placesWithin(text, { line, column, byte: start })
  const known = new Map<number, Location>()
  const locateOffset = (offset: number): Location => {
    const found = known.get(offset)
    if (found !== undefined) return found
    let { line, column, byte } = placeOf(offset)
    const inText = byte - start
    for (const { at, bytes, characters } of cuts) {
      if (at >= inText) break
      column += characters
      byte += bytes
    }
    const location = { file, line, column, byte }
    known.set(offset, location)
    return location
  }
  let locateInText: ReturnType<typeof locatorFor> | undefined
  /** How far into which string was gone last: findings of one text come in its order, and may be many. */
  let reached = { string: -1, count: 0, offset: 0 }
  const inside = (string: number, count: number): number => {
    const from =
      reached.string === string && reached.count <= count ? reached : { string, count: 0, offset: string + 1 }
    reached = { string, count, offset: offsetInString(text, from.offset, count - from.count) }
    return reached.offset
  }
  return {
    at: locateOffset,
    locate: ({ pointer, part, span }) => {
      locateInText ??= locatorFor(text)
      const offset = locateInText(pointer, part)
      const isInside = span !== undefined && text[offset] === '"'
      return locateOffset(isInside ? inside(offset, span.start) : offset)
    },
    quote: ({ pointer, part }) => {
      locateInText ??= locatorFor(text)
      const start = locateInText(pointer, part)
      return excerptOf(text, start, part === 'key' ? skipString(text, start) : skipValue(text, start))
    },
  }
}

/** What a person wrote, from the string with the first bad byte on: runs between quotes that are not all ASCII. */
function wordsFrom(line: Buffer, bad: number): Buffer {
  const parts: Buffer[] = []
  let length = 0
  for (let start = line.lastIndexOf(QUOTE, bad) + 1; start < line.length && length < ENOUGH_WORDS; ) {
    const quote = line.indexOf(QUOTE, start)
    const end = quote === -1 ? line.length : quote
    const part = line.subarray(start, end)
    if (part.some(byte => byte > 0x7f)) {
      parts.push(part, SPACE)
      length += part.length
    }
    start = end + 1
  }
  return Buffer.concat(parts)
}
const QUOTE = 0x22
const SPACE = Buffer.of(0x20)
const ENOUGH_WORDS = 4096

function worded(fault: JsonFault, locate: (offset: number) => Location): Problem {
  const location = locate(fault.offset)
  switch (fault.kind) {
    case 'syntax':
      return problem('json/syntax', location, { detail: fault.detail })
    case 'depth':
      return problem('json/depth', location, { limit: MAX_DEPTH })
    case 'duplicate-key':
      return problem('json/duplicate-key', { ...location, pointer: fault.pointer }, { key: fault.key })
    case 'rounded':
      return problem(
        'json/rounded',
        { ...location, pointer: fault.pointer },
        {
          literal: fault.literal,
          value: String(Number(fault.literal)),
        },
      )
    case 'non-finite':
      return problem('json/non-finite', { ...location, pointer: fault.pointer }, { literal: fault.literal })
    default:
      return problem('text/lone-surrogate', { ...location, pointer: fault.pointer }, {})
  }
}

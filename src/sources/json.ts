import type { Sink } from '../formats/format.js'
import { problem } from '../problem.js'
import type { Draft } from '../records/draft.js'
import type { Origin } from '../text/place.js'
import { alsoPacked, openBytes } from './bytes.js'
import { isUtf16, markBytes, markProblem } from './encoding.js'
import { draftOfJson } from './json-draft.js'
import { type JsonEvent, type JsonSeparatorFault, jsonScanner } from './json-scanner.js'
import { MAX_LINE_BYTES as MAX_BYTES } from './line-scanner.js'
import { ofFile, refused } from './refusals.js'
import { gatherRuns } from './runs.js'
import type { Partition, Slice, Source, SourceContext } from './source.js'
import { wholeFile } from './whole-file.js'

/** One JSON array of records, or one record; also packed. Elements are read one at a time. */
export const json: Source = {
  name: 'json',
  extensions: alsoPacked(['.json']),
  companions: [],
  checkFiles: () => [],
  split: wholeFile('json'),
  open: context => slice => read(slice, context),
  partition,
}

async function* read(slice: Slice, context: SourceContext): AsyncGenerator<readonly Draft[]> {
  const { path: file } = slice
  const bytes = await openBytes(slice, context)
  if (isUtf16(bytes.head)) {
    await bytes.close()
    yield [refused(problem('file/utf-16', { file, line: 1 }, {}), 0)]
    return
  }
  const mark = markBytes(bytes.head)
  const scanner = jsonScanner({ byte: mark })
  const drafts = draftsFor(file)
  const runs = gatherRuns()
  // The halves of a file are written without its mark, so its records may be taken.
  if (mark > 0) runs.add(ofFile(markProblem(file)), mark)
  let skipped = 0
  for await (const chunk of bytes.chunks) {
    const skip = Math.min(mark - skipped, chunk.length)
    skipped += skip
    for (const event of scanner.push(chunk.subarray(skip))) {
      const draft = drafts.take(event)
      if (draft !== undefined && runs.add(draft.draft, draft.bytes)) yield runs.take()
    }
  }
  const fault = bytes.fault({ file, ...scanner.place() })
  if (fault !== undefined) runs.add(refused(fault, drafts.next()), 0)
  else {
    for (const event of scanner.end()) {
      const draft = drafts.take(event)
      if (draft !== undefined) runs.add(draft.draft, draft.bytes)
    }
    if (drafts.next() === 0) {
      const place = { file, ...scanner.place() }
      if (bytes.head.length === 0) runs.add(ofFile(problem('file/empty', { file }, {})), 0)
      else if (!scanner.isBlank()) runs.add(ofFile(problem('file/no-records', { file }, {})), 0)
      else runs.add(ofFile(problem('json/syntax', place, { detail: separatorDetails['no-value'] })), 0)
    }
  }
  if (runs.length() > 0) yield runs.take()
}

const separatorDetails: Record<Exclude<JsonSeparatorFault, 'lines'>, string> = {
  'no-value': 'a value is expected here',
  'no-comma': 'a comma is missing before this value',
  'no-end': 'the text ends where `,` or `]` is expected',
}

interface Taken {
  readonly draft: Draft
  readonly bytes: number
}

/** Makes drafts of a scanner's events. */
function draftsFor(file: string) {
  let ordinal = 0
  let place: Origin = { line: 1, column: 1, byte: 0 }
  let parts: Buffer[] = []
  let length = 0
  let isRest = false
  let also: Draft['problems'] = []
  const syntax = (at: Origin, detail: string) => problem('json/syntax', { file, ...at }, { detail })

  const element = (): Draft => {
    const at = { file, ...place }
    if (length > MAX_BYTES) {
      return refused(problem('json/too-long', at, { limit: MAX_BYTES }), ordinal++)
    }
    return draftOfJson({ bytes: Buffer.concat(parts), file, ...place, ordinal: ordinal++ }, also)
  }
  const take = (event: JsonEvent): Taken | undefined => {
    switch (event.kind) {
      case 'begin':
        place = event.place
        parts = []
        length = 0
        return undefined
      case 'part':
        length += event.bytes.length
        if (length <= MAX_BYTES && !isRest) parts.push(event.bytes)
        else parts = []
        return undefined
      case 'end': {
        const draft = element()
        also = []
        return { draft, bytes: length }
      }
      case 'rest':
        isRest = true
        return {
          draft: refused(syntax(event.place, 'nothing more is expected here'), ordinal++),
          bytes: 0,
        }
      case 'fault':
        if (event.fault === 'lines') {
          return { draft: ofFile(problem('json/lines', { file, ...event.place }, {})), bytes: 0 }
        }
        if (event.fault === 'no-comma') {
          also = [syntax(event.place, separatorDetails['no-comma'])]
          return undefined
        }
        return {
          draft: refused(syntax(event.place, separatorDetails[event.fault]), ordinal++),
          bytes: 0,
        }
    }
  }
  return { take, next: () => ordinal }
}

/** Either half is one array again, of the elements as they were spelled; what follows the end follows the rejected ones. */
async function partition({ file, isRejected, sinkFor }: Partition, context: SourceContext): Promise<void> {
  const accepted = arrayWriter(sinkFor('accepted', '.json'))
  const rejected = arrayWriter(sinkFor('rejected', '.json'))
  const bytes = await openBytes(file, context)
  if (isUtf16(bytes.head)) {
    for await (const chunk of bytes.chunks) rejected.raw(chunk)
    return
  }
  const scanner = jsonScanner()
  let ordinal = 0
  let half = rejected
  const take = (event: JsonEvent): void => {
    if (event.kind === 'begin') {
      half = isRejected(ordinal) ? rejected : accepted
      half.begin()
    } else if (event.kind === 'part') half.raw(event.bytes)
    else if (event.kind === 'end') ordinal++
    else if (event.kind === 'rest') {
      rejected.end()
      half = rejected
    } else if (event.fault === 'no-value' || event.fault === 'no-end') ordinal++
  }
  let mark = markBytes(bytes.head)
  for await (const chunk of bytes.chunks) {
    const skip = Math.min(mark, chunk.length)
    mark -= skip
    for (const event of scanner.push(chunk.subarray(skip))) take(event)
  }
  for (const event of scanner.end()) take(event)
  accepted.end()
  rejected.end()
}

function arrayWriter(sink: Sink) {
  let count = 0
  let open = true
  const raw = (bytes: Buffer) => sink.write(bytes)
  return {
    raw,
    begin: () => raw(Buffer.from(count++ === 0 ? '[\n' : ',\n')),
    end: () => {
      if (open) raw(Buffer.from(count === 0 ? '[]\n' : '\n]\n'))
      open = false
    },
  }
}

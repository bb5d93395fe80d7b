import { closeSync, openSync, readSync } from 'node:fs'
import { writeFully } from '../files/write-fully.js'
import type { Problem, Severity } from '../problem.js'
import { isWholeInLine, problemLine } from './problem-line.js'

/** The record that problems are about: the number of its input, and its place among that input's records. */
interface SpoolPlace {
  readonly input: number
  /** −1 where the whole file is meant. */
  readonly ordinal: number
}

/**
 * Keeps problems on the disk until all are known, and gives them back in the order of the input. Memory: one record's
 * problems, and 24 bytes for each record that was added late.
 */
export interface ProblemSpool {
  /** Records come in the order of the input. */
  add(place: SpoolPlace, problems: readonly Problem[]): void
  /** Takes what another spool of records took; all of it comes behind what came before. */
  addSpooled(spooled: Spooled): void
  /** For what is found by comparing records, in whatever order. */
  addLate(place: SpoolPlace, problem: Problem): void
  /** Whether more problems of that severity are kept. */
  wants(severity: Severity): boolean
  /** How many more are kept. */
  left(): Readonly<Record<Severity, number>>
  /** May be asked for several times, once nothing more is added. */
  inOrder(): Generator<Problem>
  /** The same, each as one line of JSON with its line feed; several come together. */
  linesInOrder(): Generator<Uint8Array>
}

/** Problems of records, in the order of the input. Plain data: it crosses threads. */
export interface Spooled {
  /** For each record a line that says whose problems follow, and how many; then each in a line of JSON. */
  readonly lines: string
  readonly kept: Readonly<Record<Severity, number>>
}

/** Spools problems in memory. Of each severity no more than the first `most` are kept. */
export function gatherSpooled(most: Readonly<Record<Severity, number>>): {
  add(place: SpoolPlace, problems: readonly Problem[]): void
  wants(severity: Severity): boolean
  /** Characters that are held. */
  size(): number
  take(): Spooled
} {
  let kept = { error: 0, warning: 0, info: 0 }
  let left = { ...most }
  let lines = ''
  return {
    wants: severity => kept[severity] < left[severity],
    size: () => lines.length,
    add: (place, problems) => {
      const some = problems.filter(({ severity }) => kept[severity] < left[severity] && ++kept[severity] > 0)
      if (some.length > 0) lines += linesOf(place, some)
    },
    take: () => {
      const taken = { lines, kept }
      const { error, warning, info } = kept
      left = { error: left.error - error, warning: left.warning - warning, info: left.info - info }
      kept = { error: 0, warning: 0, info: 0 }
      lines = ''
      return taken
    },
  }
}

/** The problems of one record as they are kept: their place, their number, and 1 where each line is as reports have it. */
function linesOf({ input, ordinal }: SpoolPlace, problems: readonly Problem[]): string {
  const isPlain = problems.every(isWholeInLine)
  let lines = `${input} ${ordinal} ${problems.length} ${isPlain ? 1 : 0}\n`
  for (const one of sorted(problems)) lines += `${isPlain ? problemLine(one) : JSON.stringify(one)}\n`
  return lines
}

/** What `linesOf` wrote. */
interface Block {
  readonly place: SpoolPlace
  readonly isPlain: boolean
  /** The lines of its problems. */
  readonly bytes: Buffer
}

const problemsIn = ({ bytes }: Block): readonly Problem[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line): Problem => JSON.parse(line))

const BUFFERED = 1024 * 1024

/** `path` names a new file; another is written beside it. Of each severity no more than the first `most` are kept. */
export function openSpool(path: string, most = Number.POSITIVE_INFINITY): ProblemSpool & { close(): void } {
  const kept = { error: 0, warning: 0, info: 0 }
  const keeps = ({ severity }: Problem): boolean => kept[severity] < most && ++kept[severity] > 0
  const early = appendTo(path)
  const late = appendTo(`${path}-late`)
  const index: { place: SpoolPlace; start: number; length: number }[] = []
  return {
    wants: severity => kept[severity] < most,
    left: () => ({ error: most - kept.error, warning: most - kept.warning, info: most - kept.info }),
    add: (place, problems) => {
      const some = problems.filter(keeps)
      if (some.length > 0) early.write(linesOf(place, some))
    },
    addSpooled: ({ lines, kept: also }) => {
      if (severities.every(severity => kept[severity] + also[severity] <= most)) {
        for (const severity of severities) kept[severity] += also[severity]
        early.write(lines)
        return
      }
      let given: Buffer | undefined = Buffer.from(lines, 'utf8')
      const all = () => {
        const bytes = given
        given = undefined
        return bytes
      }
      for (const block of blocksOf(all)) {
        const { place } = block
        const some = problemsIn(block).filter(keeps)
        if (some.length > 0) early.write(linesOf(place, some))
      }
    },
    addLate: (place, problem) => {
      const line = JSON.stringify(problem)
      index.push({ place, start: late.length(), length: Buffer.byteLength(line) })
      late.write(line)
    },
    *inOrder() {
      for (const found of merged()) yield* 'bytes' in found ? problemsIn(found) : found
    },
    *linesInOrder() {
      for (const found of merged()) {
        if ('bytes' in found && found.isPlain) yield found.bytes
        else
          for (const one of 'bytes' in found ? problemsIn(found) : found)
            yield Buffer.from(`${problemLine(one)}\n`, 'utf8')
      }
    },
    close: () => {
      closeSync(early.file)
      closeSync(late.file)
    },
  }

  /** Problems of one record after the other: as they were kept, or together with those that were added late. */
  function* merged(): Generator<Block | readonly Problem[]> {
    early.flush()
    late.flush()
    index.sort((a, b) => compare(a.place, b.place) || a.start - b.start)
    let next = 0
    const isNext = (place: SpoolPlace) => next < index.length && compare(index[next]!.place, place) === 0
    const lateOf = (place: SpoolPlace): Problem[] => {
      const found: Problem[] = []
      while (isNext(place)) found.push(read(index[next++]!))
      return found
    }
    for (const block of blocksOf(bytesOf(early.file))) {
      while (next < index.length && compare(index[next]!.place, block.place) < 0)
        yield sorted(lateOf(index[next]!.place))
      yield isNext(block.place) ? sorted([...problemsIn(block), ...lateOf(block.place)]) : block
    }
    while (next < index.length) yield [read(index[next++]!)]
  }

  function read({ start, length }: { start: number; length: number }): Problem {
    const bytes = Buffer.allocUnsafe(length)
    readSync(late.file, bytes, 0, length, start)
    return JSON.parse(bytes.toString('utf8'))
  }
}

const severities: readonly Severity[] = ['error', 'warning', 'info']

const compare = (a: SpoolPlace, b: SpoolPlace): number => a.input - b.input || a.ordinal - b.ordinal

/** By place in their file; what has none stands first. A record of two files has its sidecar's problems first. */
function sorted(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length < 2) return problems
  return [...problems].sort(({ location: a }, { location: b }) => {
    if (a.file !== b.file) return a.file < b.file ? -1 : 1
    return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
  })
}

function appendTo(path: string) {
  const file = openSync(path, 'wx+', 0o600)
  const held = Buffer.allocUnsafe(BUFFERED)
  let used = 0
  let written = 0
  const flush = () => {
    writeFully(file, held.subarray(0, used))
    written += used
    used = 0
  }
  return {
    file,
    length: () => written + used,
    flush,
    write: (lines: string) => {
      const most = 3 * lines.length
      if (used + most > held.length) flush()
      if (most <= held.length) used += held.write(lines, used, 'utf8')
      else {
        const bytes = Buffer.from(lines, 'utf8')
        writeFully(file, bytes)
        written += bytes.length
      }
    },
  }
}

/** Gives so many bytes more, or those that are left; undefined behind the last. */
type Next = (length: number) => Buffer | undefined

function bytesOf(file: number): Next {
  let position = 0
  return length => {
    const chunk = Buffer.allocUnsafe(length)
    const got = readSync(file, chunk, 0, length, position)
    position += got
    return got === 0 ? undefined : chunk.subarray(0, got)
  }
}

function* blocksOf(next: Next): Generator<Block> {
  let held: Buffer = Buffer.alloc(0)
  // Of a block that is not whole yet, as much again: it is not looked through once for each chunk.
  for (let more = next(BUFFERED); more !== undefined; more = next(Math.max(BUFFERED, held.length))) {
    held = held.length === 0 ? more : Buffer.concat([held, more])
    let from = 0
    for (let block = blockAt(held, from); block !== undefined; block = blockAt(held, from)) {
      yield block
      from = block.end
    }
    held = held.subarray(from)
  }
}

const LINE_FEED = 0x0a

function blockAt(bytes: Buffer, from: number): (Block & { readonly end: number }) | undefined {
  const start = bytes.indexOf(LINE_FEED, from) + 1
  if (start === 0) return undefined
  const [input = 0, ordinal = 0, count = 0, isPlain] = bytes
    .toString('latin1', from, start)
    .split(' ')
    .map(Number)
  let end = start
  for (let left = count; left > 0; left--) {
    end = bytes.indexOf(LINE_FEED, end) + 1
    if (end === 0) return undefined
  }
  return { place: { input, ordinal }, isPlain: isPlain === 1, bytes: bytes.subarray(start, end), end }
}

import { closeSync, openSync, readSync } from 'node:fs'
import { writeFully } from '../files/write-fully.js'
import type { Problem, Severity } from '../problem.js'

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
}

/** Problems of records, in the order of the input. Plain data: it crosses threads. */
export interface Spooled {
  /** Lines of JSON. */
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
      if (some.length > 0) lines += lineOf(place, some)
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

const lineOf = (place: SpoolPlace, problems: readonly Problem[]): string =>
  `${JSON.stringify({ place, problems: sorted(problems) })}\n`

interface SpoolLine {
  readonly place: SpoolPlace
  readonly problems: readonly Problem[]
}

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
      if (some.length > 0) early.write(lineOf(place, some))
    },
    addSpooled: ({ lines, kept: also }) => {
      if (severities.every(severity => kept[severity] + also[severity] <= most)) {
        for (const severity of severities) kept[severity] += also[severity]
        early.write(lines)
        return
      }
      for (const line of lines.split('\n')) {
        if (line === '') continue
        const { place, problems }: SpoolLine = JSON.parse(line)
        const some = problems.filter(keeps)
        if (some.length > 0) early.write(lineOf(place, some))
      }
    },
    addLate: (place, problem) => {
      const line = JSON.stringify(problem)
      index.push({ place, start: late.length(), length: Buffer.byteLength(line) })
      late.write(line)
    },
    *inOrder() {
      early.flush()
      late.flush()
      index.sort((a, b) => compare(a.place, b.place) || a.start - b.start)
      let next = 0
      for (const line of linesIn(early.file)) {
        const { place, problems }: SpoolLine = JSON.parse(line)
        while (next < index.length && compare(index[next]!.place, place) < 0)
          yield* lateOf(index[next++]!.place)
        const added: Problem[] = []
        while (next < index.length && compare(index[next]!.place, place) === 0)
          added.push(read(index[next++]!))
        yield* added.length === 0 ? problems : sorted([...problems, ...added])
      }
      while (next < index.length) yield read(index[next++]!)

      function* lateOf(place: SpoolPlace): Generator<Problem> {
        const own = [read(index[next - 1]!)]
        while (next < index.length && compare(index[next]!.place, place) === 0) own.push(read(index[next++]!))
        yield* sorted(own)
      }
    },
    close: () => {
      closeSync(early.file)
      closeSync(late.file)
    },
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
  let held = ''
  let length = 0
  const flush = () => {
    if (held === '') return
    writeFully(file, Buffer.from(held, 'utf8'))
    held = ''
  }
  return {
    file,
    length: () => length,
    flush,
    write: (line: string) => {
      held += line
      length += Buffer.byteLength(line)
      if (held.length >= BUFFERED) flush()
    },
  }
}

function* linesIn(file: number): Generator<string> {
  let chunk = Buffer.allocUnsafe(BUFFERED)
  let held = 0
  for (let position = 0; ; ) {
    if (held === chunk.length) chunk = Buffer.concat([chunk], chunk.length * 2)
    const got = readSync(file, chunk, held, chunk.length - held, position)
    if (got === 0) return
    position += got
    const filled = held + got
    let from = 0
    for (let at = chunk.indexOf(0x0a, held); at !== -1 && at < filled; at = chunk.indexOf(0x0a, from)) {
      yield chunk.toString('utf8', from, at)
      from = at + 1
    }
    chunk.copy(chunk, 0, from, filled)
    held = filled - from
  }
}

import { join } from 'node:path'
import { WITHDRAWN_FILE, type Withdrawn } from '../corpus/withdrawn.js'
import type { Location, Problem } from '../problem.js'
import { openKeyStore } from './key-store.js'
import { type NearReport, startNear } from './near.js'
import type { CheckedPart } from './part.js'
import { openRecordLines } from './places.js'
import type { Origin, RecordPlace } from './record-place.js'
import { type Duplicate, findDuplicates, gatherUnique } from './unique.js'
import { duplicateProblems, nearProblem, newIdProblem } from './verdict.js'

interface Compared {
  readonly near: NearReport
  /** Contributed records whose ids the corpus has, with what it has under them; as many as were asked for. */
  readonly taken: readonly Duplicate[]
}

interface Finish {
  /** Records may be corrections of those that the corpus has. */
  readonly update: boolean
  /** How many pairs of `taken` are kept. */
  readonly keep: number
  onProblem(place: RecordPlace, problem: Problem): void
}

/**
 * Compares records with each other and with the corpus: ids, texts, and texts that are nearly the same. In a place that is
 * given to it, `slice` counts the inputs, and `line` the records of all inputs from 0 as they were added.
 */
export interface Comparison {
  /** Takes the next records: those of one input follow each other. */
  add(part: CheckedPart, from: { origin: Origin; input: number }): void
  /** Records that were added. */
  count(): number
  locate(place: RecordPlace): Location
  finish(options: Finish): Compared
  close(): void
}

interface ComparisonOptions {
  readonly withdrawn: Withdrawn
  /** More records than this are not searched for texts that are nearly the same. */
  readonly nearLimit: number | undefined
  /** Paths of the inputs. */
  readonly paths: readonly string[]
}

/** `folder` is temporary: what is compared is kept there. */
export function startComparison(folder: string, options: ComparisonOptions): Comparison {
  const { withdrawn, nearLimit, paths } = options
  const runs: string[] = []
  const unique = gatherUnique(run => {
    runs[run] = join(folder, `unique-${run}`)
    return runs[run]
  })
  const near = startNear({ folder, ...(nearLimit !== undefined && { limit: nearLimit }) })
  const lines = openRecordLines(join(folder, 'lines'))
  const keys = openKeyStore(folder)
  let count = 0
  /** Of each input the number of its first record, and where the lines of its records are kept. */
  const starts: { first: number; lines: number | undefined }[] = []
  for (const { id, line } of withdrawn.byId.values()) {
    unique.add('key', id, { origin: 'withdrawn', slice: 0, line, id })
    keys.addOther(id)
  }
  const locate = ({ origin, slice, line }: RecordPlace): Location => {
    if (origin === 'withdrawn') return { file: WITHDRAWN_FILE, line }
    const file = paths[slice] ?? ''
    const { first = 0, lines: at } = starts[slice] ?? {}
    const known = at === undefined ? line - first + 1 : lines.lineOf(at + line - first)
    return known === 0 ? { file } : { file, line: known }
  }
  let kept = 0
  return {
    locate,
    count: () => count,
    add: ({ records, compared }, { origin, input }) => {
      starts[input] ??= { first: count, lines: compared.lines && kept }
      const { first } = starts[input]
      for (const line of compared.lines ?? []) kept = lines.add(line) + 1
      keys.add(compared.keys, { origin, slice: input, line: first })
      unique.addAll(compared.unique, { slice: input, first })
      for (const { ordinal, id, text } of compared.texts) {
        near.add(text, { origin, slice: input, line: first + ordinal, id })
      }
      count += records
    },
    finish: ({ update, keep, onProblem }) => {
      for (const place of keys.suspects(update ? 'all' : 'repeated')) unique.add('key', place.id, place)
      unique.close()
      const taken: Duplicate[] = []
      const onNewKey = (place: RecordPlace) => {
        if (update) onProblem(place, newIdProblem(place, locate))
      }
      const naming = { locate, withdrawn: withdrawn.byId, update }
      const duplicates = findDuplicates(runs, { withinCorpus: false, onNewKey })
      for (const { problem, place } of duplicateProblems(watched(duplicates, taken, keep), naming)) {
        onProblem(place, problem)
      }
      for (const found of near.find({ withinCorpus: false }))
        onProblem(found.second, nearProblem(found, locate))
      return { near: near.compared(), taken }
    },
    close: () => {
      near.close()
      keys.close()
      lines.close()
    },
  }
}

/** Lets duplicates through, and keeps those that stand for an id which the corpus has. */
function* watched(duplicates: Iterable<Duplicate>, taken: Duplicate[], keep: number): Generator<Duplicate> {
  for (const duplicate of duplicates) {
    const isTaken = duplicate.kind === 'key' && duplicate.isOwnVersion
    if (isTaken && taken.length < keep) taken.push(duplicate)
    yield duplicate
  }
}

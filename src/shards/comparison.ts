import { join } from 'node:path'
import { WITHDRAWN_FILE, type Withdrawn } from '../corpus/withdrawn.js'
import type { Location, Problem } from '../problem.js'
import { getAt } from '../records/paths.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'
import { type NearReport, startNear } from './near.js'
import { openRecordLines } from './places.js'
import type { Origin, RecordPlace } from './record-place.js'
import { type Duplicate, findDuplicates, gatherUnique, idIn, uniqueValuesOf } from './unique.js'
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
  /** Takes the next record; undefined where none could be read. */
  add(record: JsonObject | undefined, from: { origin: Origin; input: number; line: number }): void
  /** Records that were added. */
  count(): number
  locate(place: RecordPlace): Location
  finish(options: Finish): Compared
  close(): void
}

interface ComparisonOptions {
  readonly schema: RecordSchema
  readonly withdrawn: Withdrawn
  /** More records than this are not searched for texts that are nearly the same. */
  readonly nearLimit: number | undefined
  /** Paths of the inputs. */
  readonly paths: readonly string[]
}

/** `folder` is temporary: what is compared is kept there. */
export function startComparison(folder: string, options: ComparisonOptions): Comparison {
  const { schema, withdrawn, nearLimit, paths } = options
  const runs: string[] = []
  const unique = gatherUnique(run => {
    runs[run] = join(folder, `unique-${run}`)
    return runs[run]
  })
  const near = startNear({ folder, ...(nearLimit !== undefined && { limit: nearLimit }) })
  const lines = openRecordLines(join(folder, 'lines'))
  const valuesOf = uniqueValuesOf(schema)
  const { textField } = schema
  let count = 0
  for (const { id, line } of withdrawn.byId.values()) {
    unique.add('key', id, { origin: 'withdrawn', slice: 0, line, id })
  }
  const locate = ({ origin, slice, line }: RecordPlace): Location => {
    if (origin === 'withdrawn') return { file: WITHDRAWN_FILE, line }
    const file = paths[slice] ?? ''
    const known = lines.lineOf(line)
    return known === 0 ? { file } : { file, line: known }
  }
  return {
    locate,
    count: () => count,
    add: (record, { origin, input, line }) => {
      lines.add(line)
      const place = { origin, slice: input, line: count++, id: '' }
      if (record === undefined) return
      const named = { ...place, id: idIn(record, schema) }
      for (const [kind, value] of valuesOf(record)) unique.add(kind, value, named)
      const text = textField && getAt(record, textField.pointer)
      if (typeof text === 'string') near.add(text, named)
    },
    finish: ({ update, keep, onProblem }) => {
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

import { type Location, type Problem, problem } from '../../problem.js'
import type { Aligned } from './align.js'
import type { Leading } from './leading.js'
import type { Told } from './told.js'

interface Run {
  readonly first: Told
  readonly formats: readonly string[]
  last: Told
  count: number
}

/**
 * Tells of records that a format lacks, has alone, or has at another place; neighbours that are lacking are told
 * together. `files` are those of one shard, one for each format; undefined where there is none, of which nothing
 * more is told.
 */
export function startAbsences(
  files: readonly (string | undefined)[],
  names: readonly string[],
  onProblem: (problem: Problem) => void,
): {
  take(aligned: Aligned, leading: Leading): void
  isExtra(aligned: Aligned): boolean
  end(): void
} {
  const runs = new Map<number, Run>()
  const unread = new Map<number, number>()
  const all = names.map((_, i) => i)
  const named = (numbers: readonly number[]) => numbers.map(i => names[i] ?? '')

  const close = (i: number): void => {
    const run = runs.get(i)
    if (run === undefined) return
    runs.delete(i)
    const { first, last, count, formats } = run
    const id = idOf(first)
    const related = [placeOf(first)]
    const args = { id, last: idOf(last), count, formats }
    onProblem(problem('release/record-missing', { file: files[i] ?? '' }, args, { record: id, related }))
  }
  const isExtra = ({ told, lost }: Aligned): boolean => {
    const having = told.filter(one => one !== undefined).length
    return having === 1 && having < (all.length - lost.size) / 2
  }
  return {
    isExtra,
    take: (aligned, { leader, agreeing }) => {
      const { told, lost, moved } = aligned
      const without = all.filter(i => told[i] === undefined && !lost.has(i))
      const having = all.filter(i => told[i] !== undefined)
      for (const i of lost) unread.set(i, (unread.get(i) ?? 0) + 1)
      if (isExtra(aligned)) {
        const [only = 0] = having
        const own = told[only]
        if (own?.record !== undefined) {
          const args = { id: idOf(own), formats: named(without) }
          onProblem(problem('release/record-extra', placeOf(own), args, { record: idOf(own) }))
        }
        return
      }
      for (const i of all) {
        if (!without.includes(i) || leader === undefined) {
          close(i)
          continue
        }
        const run = runs.get(i)
        if (run === undefined) runs.set(i, { first: leader, last: leader, count: 1, formats: named(having) })
        else {
          run.last = leader
          run.count++
        }
      }
      for (const i of moved) {
        const own = told[i]
        if (own === undefined) continue
        const formats = named(agreeing.filter(other => other !== i && !moved.has(other)))
        onProblem(
          problem('release/record-moved', placeOf(own), { id: idOf(own), formats }, { record: idOf(own) }),
        )
      }
    },
    end: () => {
      for (const i of all) close(i)
      for (const [i, count] of unread) {
        const file = files[i]
        if (file !== undefined) onProblem(problem('release/records-unread', { file }, { count }))
      }
    },
  }
}

const idOf = ({ key }: Told): string => key ?? ''
const placeOf = ({ draft }: Told): Location => draft.locate({ pointer: '', part: 'value' })

import { UsageError } from '../errors.js'
import { enumerated } from '../text/sentence.js'
import { idRank } from './id-names.js'
import type { Observation } from './observation.js'
import type { RecordsSeen } from './records-seen.js'

export interface KeyChoice {
  readonly key: string | undefined
  /** What was guessed, or why there is no key, in a sentence. */
  readonly words: string
}

const MOST_NAMED = 5

/**
 * The field that tells records apart: one that every record has, with another value each, and whose name is that of an id;
 * or the one that is `wanted`. Throws UsageError where that one does not tell them apart.
 */
export function keyOf({ unique, objects }: RecordsSeen, wanted: string | undefined): KeyChoice {
  const candidates = [...unique]
    .filter(([name, { holds, known }]) => holds && known > 0 && canBeKey(objects.members.get(name)?.values))
    .map(([name]) => name)
  if (wanted !== undefined) {
    if (!candidates.includes(wanted)) return refuse(wanted, unique.get(wanted)?.repeatedAt, candidates)
    return { key: wanted, words: unsure(wanted) }
  }
  const ranked = candidates
    .flatMap(name => {
      const rank = idRank(name)
      return rank === undefined ? [] : [{ name, rank }]
    })
    .sort((a, b) => a.rank - b.rank)
  const [best] = ranked
  if (best !== undefined) {
    return { key: best.name, words: `Guessed that \`${best.name}\` is the key. ${unsure(best.name)}`.trim() }
  }
  const repeated = repeatedId(unique)
  if (candidates.length === 0)
    return { key: undefined, words: `${repeated}No field tells the records apart, so that there is no key.` }
  if (objects.count === 1) return { key: undefined, words: '' }
  const named = enumerated(candidates.slice(0, MOST_NAMED).map(name => `\`${name}\``))
  const differ = candidates.length === 1 ? 'differs' : 'differ'
  return {
    key: undefined,
    words: `${repeated}No key was chosen: ${named} ${differ} in all records, but no name is that of an id. Say --key NAME, or "x-key": true in the schema.`,
  }

  /** Said where not all values could be kept. */
  function unsure(name: string): string {
    const known = unique.get(name)?.known ?? 0
    return known === objects.count ? '' : `Only its first ${known} values were compared; export compares all.`
  }
}

/** A field that has the name of an id, and values that stand twice, is most likely one with faults. */
function repeatedId(unique: RecordsSeen['unique']): string {
  const ids = [...unique].filter(
    ([name, { repeatedAt }]) => repeatedAt !== undefined && (idRank(name) ?? MINOR) < MINOR,
  )
  const [first] = ids
  if (first === undefined) return ''
  const [name, { repeatedAt = 0 }] = first
  return `\`${name}\` is no key: record ${repeatedAt + 1} has a value that an earlier one has. `
}

/** Ranks of names that are often those of something else. */
const MINOR = 5

/** Texts or integers, and nothing else. */
function canBeKey(values: Observation | undefined): boolean {
  if (values === undefined) return false
  const { count, strings, numbers } = values
  const isWhole = numbers?.fractions === 0 && numbers.huge === 0
  return (strings?.count === count && strings.lengths.min > 0) || (numbers?.count === count && isWhole)
}

function refuse(wanted: string, repeatedAt: number | undefined, candidates: readonly string[]): never {
  const why =
    repeatedAt === undefined
      ? 'not every record has a text or an integer there'
      : `record ${repeatedAt + 1} has a value that an earlier one has`
  throw new UsageError(`\`${wanted}\` cannot be the key: ${why}.`, {
    fix:
      candidates.length === 0
        ? 'Leave --key out: the records then have no key.'
        : `Choose from ${candidates.slice(0, MOST_NAMED).join(', ')}.`,
  })
}

import type { JsonObject, RecordSchema } from '../../schema/field.js'
import type { FormatFiles } from '../data-files.js'
import type { Aligned } from './align.js'
import { startDigest, type Told, tellingOf } from './told.js'

/** The record that counts, and the numbers of the formats that have it so. */
export interface Leading {
  readonly leader: Told | undefined
  readonly agreeing: readonly number[]
}

/**
 * What is right where formats disagree: what those tell whose records have the content digest that is stated, however many say
 * otherwise; where none has it, what most tell, by the first of them.
 */
export async function leaderOf(
  told: readonly (Told | undefined)[],
  sealed: () => Promise<ReadonlySet<number>>,
): Promise<Leading> {
  const groups = new Map<string, number[]>()
  for (const [i, one] of told.entries()) {
    if (one?.record === undefined || one.digest === '') continue
    // What lacks a field agrees with nobody.
    const key = one.without.size > 0 ? `${i}` : one.digest
    groups.set(key, [...(groups.get(key) ?? []), i])
  }
  const whole = ([i]: readonly number[]): number => (told[i ?? -1]?.without.size === 0 ? 0 : 1)
  const [first = [], ...others] = [...groups.values()].sort(
    (a, b) => whole(a) - whole(b) || b.length - a.length,
  )
  const right = others.length === 0 ? undefined : await sealed()
  const agreeing = [first, ...others].find(group => group.some(i => right?.has(i))) ?? first
  return { leader: told[agreeing[0] ?? -1], agreeing }
}

interface SealedOptions {
  readonly folder: string
  readonly schema: RecordSchema
  /** The content digest that is stated, hex, where one is. */
  readonly contentDigest: string | undefined
  /** The digests of a shard's records, one after the other, where all formats are known to have the same. */
  readonly digestsOf: (shard: number) => Uint8Array | undefined
}

/** The numbers of the formats whose records have the content digest that is stated. They are read for it once, when it is first asked. */
export function startSealed(
  formats: readonly FormatFiles[],
  { folder, schema, contentDigest, digestsOf }: SealedOptions,
): () => Promise<ReadonlySet<number>> {
  let sealed: ReadonlySet<number> | undefined
  return async () => {
    if (sealed !== undefined) return sealed
    const found = new Set<number>()
    for (const [i, { format, shards }] of formats.entries()) {
      const digest = startDigest()
      for (const [shard, files] of shards.entries()) {
        const known = digestsOf(shard)
        if (known !== undefined) {
          digest.addAll(known)
          continue
        }
        const telling = tellingOf(format.name, files, { folder, schema, onProblem: () => undefined })
        for await (const told of telling.records) if (told.digest !== '') digest.add(told.digest)
      }
      if (digest.value() === contentDigest) found.add(i)
    }
    sealed = found
    return found
  }
}

/** The record of one format; where it is damaged there, that of the others, as far as it is known. */
export function wholeRecord(
  { told, lost }: Aligned,
  i: number,
  leader: Told | undefined,
): JsonObject | undefined {
  const own = told[i]
  if (own === undefined) return lost.has(i) ? leader?.record : undefined
  return own.record !== undefined && own.without.size === 0 ? own.record : (leader?.record ?? own.record)
}

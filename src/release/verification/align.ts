import type { Telling, Told } from './told.js'

/** What the formats tell at one place of the release. */
export interface Aligned {
  /** By the number of the format. Undefined where a format does not have the record. */
  readonly told: readonly (Told | undefined)[]
  /** Formats that cannot be expected to have it: something before it, or the end of their file, is damaged. */
  readonly lost: ReadonlySet<number>
  /** Formats that have it at another place than most others. */
  readonly moved: ReadonlySet<number>
}

/** So far is looked ahead for a record that is not where it should be: records, and about how many bytes of them. */
const AHEAD = 1024
const AHEAD_BYTES = 8 * 2 ** 20

/**
 * Puts side by side what several formats tell of the same records. Where they do not go together, what most of them have
 * next decides; the others are searched for it by its id, within a bounded distance.
 */
export async function* align(tellings: readonly Telling[]): AsyncGenerator<Aligned> {
  const queues = tellings.map(startQueue)
  try {
    for (;;) {
      const heads = await Promise.all(queues.map(queue => queue.peek(0)))
      if (heads.every(head => head === undefined)) return
      const [first] = heads
      const isAgreed =
        first !== undefined && first.digest !== '' && heads.every(head => head?.digest === first.digest)
      if (isAgreed) {
        for (const queue of queues) queue.take(0)
        yield { told: heads, lost: NOBODY, moved: NOBODY }
      } else {
        yield await settle(queues, heads)
      }
    }
  } finally {
    for (const { records } of tellings) await records.return(undefined)
  }
}

const NOBODY: ReadonlySet<number> = new Set()

async function settle(queues: readonly Queue[], heads: readonly (Told | undefined)[]): Promise<Aligned> {
  const gaps = queues.map(queue => queue.isInGap())
  const next = majority(heads.filter((_, i) => gaps[i] === false))
  const leaders = queues.filter(
    (_, i) => gaps[i] === false && heads[i]?.key !== undefined && heads[i].key === next,
  )
  /** Where in its queue each format has the record; −1 where it does not. */
  const places: number[] = []
  const lost = new Set<number>()
  const moved = new Set<number>()
  for (const [i, queue] of queues.entries()) {
    const head = heads[i]
    if (gaps[i] || head === undefined) {
      if (gaps[i] || queue.isDamaged()) lost.add(i)
      places[i] = -1
    } else if (next === undefined || head.key === next) {
      places[i] = 0
    } else {
      const at = await queue.find(next)
      const isElsewhere = head.key !== undefined && (await anyHas(leaders, head.key))
      // One that the others do not have stands alone, and they wait.
      if (at > 0 && !isElsewhere)
        return { told: alone(queues.length, i, queue.take(0)), lost: NOBODY, moved: NOBODY }
      if (at > 0) moved.add(i)
      places[i] = at === -1 && !isElsewhere ? 0 : at
    }
  }
  const told = queues.map((queue, i) => {
    if (gaps[i]) queue.passGap()
    const at = places[i] ?? -1
    return at === -1 ? undefined : queue.take(at)
  })
  return { told, lost, moved }
}

const alone = (length: number, at: number, told: Told): (Told | undefined)[] =>
  Array.from({ length }, (_, i) => (i === at ? told : undefined))

async function anyHas(queues: readonly Queue[], key: string): Promise<boolean> {
  for (const queue of queues) if ((await queue.find(key)) > 0) return true
  return false
}

/** The key that most have; of equally many the first. */
function majority(heads: readonly (Told | undefined)[]): string | undefined {
  const votes = new Map<string, number>()
  for (const head of heads) if (head?.key !== undefined) votes.set(head.key, (votes.get(head.key) ?? 0) + 1)
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0]
}

/** Records of one format that were read and not yet compared. */
interface Queue {
  peek(at: number): Promise<Told | undefined>
  take(at: number): Told
  /** Where the record stands; −1 where it is not found near by. */
  find(key: string): Promise<number>
  isDamaged(): boolean
  /** Whether records that stood before the next one could not be read. */
  isInGap(): boolean
  passGap(): void
}

function startQueue({ records, isDamaged }: Telling): Queue {
  const held: Told[] = []
  let size = 0
  let ended = false
  /** Ordinal that the next record has, unless some are lost. */
  let expected = 0
  const peek = async (at: number): Promise<Told | undefined> => {
    while (held.length <= at && !ended) {
      const { value, done } = await records.next()
      if (done) ended = true
      else {
        held.push(value)
        size += value.size
      }
    }
    return held[at]
  }
  return {
    peek,
    take: at => {
      const [told] = held.splice(at, 1)
      if (told === undefined) throw new RangeError(`nothing is held at ${at}`)
      size -= told.size
      expected++
      return told
    },
    find: async key => {
      for (let at = 0; at < AHEAD; at++) {
        if (at >= held.length && size > AHEAD_BYTES) return -1
        const told = await peek(at)
        if (told === undefined) return -1
        if (told.key === key) return at
      }
      return -1
    },
    isDamaged,
    isInGap: () => isDamaged() && held[0] !== undefined && held[0].ordinal > expected,
    passGap: () => {
      expected++
    },
  }
}

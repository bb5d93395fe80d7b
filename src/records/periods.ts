/** How many records fall into each period. Plain data; bounded, and merged exactly. */
export interface Periods {
  /** How much of a date a period keeps: 7 of `2024-05-17` are its month, 4 its year, 2 its century. */
  digits: 7 | 4 | 2
  /** By `2024-05`; `2024` too, where no more is known of the date. */
  counts: Record<string, number>
}

/** With more periods than this, longer ones are counted. */
export const PERIOD_LIMIT = 600

export const noPeriods = (): Periods => ({ digits: 7, counts: {} })

/** Counts a date into `into`; what does not begin with a year is left out. */
export function countDate(into: Periods, date: string): void {
  const period = /^\d{4}(?!\d)(?:-\d\d(?!\d))?/.exec(date)?.[0]
  if (period !== undefined) add(into, period, 1)
}

/** Adds all of `part` to `into`. In which order does not matter: how long periods get depends on all of them together. */
export function addPeriods(into: Periods, part: Periods): void {
  if (part.digits < into.digits) shorten(into, part.digits)
  for (const [period, count] of Object.entries(part.counts)) add(into, period, count)
}

function add(into: Periods, period: string, count: number): void {
  const kept = period.slice(0, into.digits)
  const before = into.counts[kept]
  into.counts[kept] = (before ?? 0) + count
  if (before !== undefined) return
  while (into.digits > 2 && Object.keys(into.counts).length > PERIOD_LIMIT)
    shorten(into, into.digits === 7 ? 4 : 2)
}

function shorten(into: Periods, digits: Periods['digits']): void {
  const { counts } = into
  into.digits = digits
  into.counts = {}
  for (const [period, count] of Object.entries(counts)) {
    const kept = period.slice(0, digits)
    into.counts[kept] = (into.counts[kept] ?? 0) + count
  }
}

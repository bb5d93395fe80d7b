import type { Periods } from '../../records/periods.js'

/** Numbers or days that are counted together. */
export interface Bin {
  /** First and last of them, or the name of a period; the same where there is but one. */
  readonly from: string
  readonly to: string
  readonly count: number
}

const MOST_BINS = 16
const MOST_PERIODS = 30

/**
 * Lengths, counted by their first two digits, in bins: equally wide, or, where nearly all would fall into one of these, by
 * 1, 2 and 5 times powers of ten. Bins between the first and the last may be empty.
 */
export function lengthBins(lengths: Readonly<Record<string, number>>): readonly Bin[] {
  const counts = Object.entries(lengths).map(([length, count]) => [Number(length), count] as const)
  if (counts.length === 0) return []
  const least = Math.min(...counts.map(([length]) => length))
  const most = Math.max(...counts.map(([length]) => length))
  const even = filled(counts, evenEdges(least, most))
  const total = even.reduce((sum, { count }) => sum + count, 0)
  const crowded = even.some(({ count }) => count > 0.6 * total)
  return crowded && most >= 20 * Math.max(1, least) ? filled(counts, risingEdges(least, most)) : even
}

function evenEdges(least: number, most: number): number[] {
  for (let width = unitOf(most); ; width = nextWidth(width)) {
    const first = least - (least % width)
    const bins = Math.floor((most - first) / width) + 1
    if (bins <= MOST_BINS) return Array.from({ length: bins + 1 }, (_, i) => first + i * width)
  }
}

/** Two digits of a number do not say more than this of it. */
function unitOf(number: number): number {
  let unit = 1
  while (number >= 100 * unit) unit *= 10
  return unit
}

/** 1, 2, 5, 10, 20, 50 … */
const nextWidth = (width: number): number => (String(width).startsWith('2') ? (width * 5) / 2 : width * 2)

function risingEdges(least: number, most: number): number[] {
  const edges = [0]
  for (let edge = 1; edges.at(-1)! <= most; edge = nextWidth(edge)) edges.push(edge)
  return edges.slice(Math.max(0, edges.findIndex(edge => edge > least) - 1))
}

function filled(counts: readonly (readonly [number, number])[], edges: readonly number[]): Bin[] {
  return edges.slice(0, -1).map((from, i) => {
    const end = edges[i + 1] ?? from
    const inside = counts.filter(([length]) => length >= from && length < end)
    return {
      from: String(from),
      to: String(end - 1),
      count: inside.reduce((sum, [, count]) => sum + count, 0),
    }
  })
}

/** Months, years, decades or centuries, as short as leaves a picture readable, from the first to the last. */
export function periodBins({ counts }: Periods): readonly Bin[] {
  const keys = Object.keys(counts)
  const unit = units.find(unit => {
    const numbers = keys.map(key => unit.number(key))
    if (numbers.some(number => number === undefined)) return false
    return spanOf(numbers).length <= MOST_PERIODS
  })
  if (unit === undefined || keys.length === 0) return []
  const totals = new Map<number, number>()
  for (const [key, count] of Object.entries(counts)) {
    const number = unit.number(key) ?? 0
    totals.set(number, (totals.get(number) ?? 0) + count)
  }
  return spanOf([...totals.keys()]).map(number => ({ ...unit.name(number), count: totals.get(number) ?? 0 }))
}

function spanOf(numbers: readonly (number | undefined)[]): number[] {
  const known = numbers.filter(number => number !== undefined)
  const least = known.reduce((a, b) => Math.min(a, b))
  const most = known.reduce((a, b) => Math.max(a, b))
  const length = most - least + 1
  return Array.from({ length: Math.min(length, MOST_PERIODS + 1) }, (_, i) => least + i)
}

interface Unit {
  /** Which of these periods since the year 0; undefined where that is not known. */
  number(period: string): number | undefined
  name(number: number): { readonly from: string; readonly to: string }
}

const units: readonly Unit[] = [
  {
    number: period => {
      const [year, month] = period.split('-')
      return month === undefined ? undefined : 12 * Number(year) + Number(month) - 1
    },
    name: number => {
      const month = `${padded(Math.floor(number / 12), 4)}-${padded((number % 12) + 1, 2)}`
      return { from: month, to: month }
    },
  },
  yearsUnit(1),
  yearsUnit(10),
  yearsUnit(100),
  yearsUnit(1000),
]

function yearsUnit(years: number): Unit {
  return {
    number: period => {
      if (period.length < 4) return years >= 100 ? Math.floor((100 * Number(period)) / years) : undefined
      return Math.floor(Number(period.slice(0, 4)) / years)
    },
    name: number => ({
      from: padded(number * years, 4),
      to: padded(number * years + years - 1, 4),
    }),
  }
}

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')

import { labelsOf } from '../metadata/data-dictionary.js'
import { grouped, inline } from '../metadata/markdown.js'
import { missingOf, valuesOfRole } from '../metadata/measures.js'
import type { MetadataStandard, Release } from '../release.js'
import { arabic } from '../words/arabic.js'
import { english, type Words } from '../words/english.js'
import { type Bar, renderBars } from './bars.js'
import { type Bin, lengthBins, periodBins } from './bins.js'

/** What a picture shows; undefined where the facts do not deserve one. */
interface Facts {
  readonly title: string
  readonly subtitle: string
  readonly bars: readonly Bar[]
}

type Picture = (release: Release, words: Words) => Facts | undefined

/** A picture has no more bars than this for categories; the rest of them is one bar. */
const MOST_BARS = 15

const pictures: Readonly<Record<string, Picture>> = {
  length: ({ schema, statistics: { records, lengths } }, { pictures }) => {
    const bars = barsOf(lengthBins(lengths), records, grouped)
    if (schema.textField === undefined || !isTelling(bars)) return undefined
    return { ...pictures.length(schema.textField.name, records), bars }
  },

  languages: (release, words) => {
    const { label, counts = [] } = valuesOfRole(release, 'language') ?? { label: '' }
    if (counts.length < 2) return undefined
    return {
      ...words.pictures.languages(label, release.statistics.records),
      bars: categories(counts, release, words),
    }
  },

  sources: (release, words) => {
    for (const role of ['outlet', 'path'] as const) {
      const values = valuesOfRole(release, role)
      if (values?.counts === undefined || values.counts.length < 2) continue
      return {
        ...words.pictures.sources[role](values.label, release.statistics.records),
        bars: categories(values.counts, release, words),
      }
    }
    return undefined
  },

  missing: (release, words) => {
    const { records } = release.statistics
    const absent = missingOf(release)
      .filter(({ nulls }) => nulls > 0)
      .map(({ label, nulls }) => [label, nulls] as const)
      .sort(([, a], [, b]) => b - a)
    if (records < 2 || absent.length === 0) return undefined
    const bars = absent.slice(0, 2 * MOST_BARS).map(([label, nulls]) => bar(label, nulls, records))
    return { ...words.pictures.missing(absent.length, bars.length, records), bars }
  },

  published: periodsOf('published'),
  retrieved: periodsOf('retrieved'),
}

/** The pictures of a release, in each language. A release that has nothing to show has none. */
export const pictureFiles: readonly MetadataStandard[] = Object.keys(pictures).flatMap(name =>
  [english, arabic].map(words => ({
    fileName: fileOf(name, words),
    render: (release: Release) => renderPicture(name, release, words),
  })),
)

/** The pictures of a release as images of a Markdown page, each with what it shows in words. */
export function renderPictures(release: Release, words: Words = english): string[] {
  return Object.entries(pictures).flatMap(([name, picture]) => {
    const facts = picture(release, words)
    return facts === undefined ? [] : [`![${inline(described(facts, words))}](${fileOf(name, words)})`]
  })
}

function fileOf(name: string, { language }: Words): string {
  return `pictures/${name}${language === 'en' ? '' : `.${language}`}.svg`
}

function renderPicture(name: string, release: Release, words: Words): string | undefined {
  const facts = pictures[name]?.(release, words)
  if (facts === undefined) return undefined
  const { language, direction } = words
  return renderBars({ ...facts, description: described(facts, words), language, direction })
}

const described = ({ title, subtitle, bars }: Facts, { pictures }: Words): string =>
  pictures.described(
    title,
    subtitle,
    bars.map(({ label, said }) => [shortened(label), said] as const),
  )

/** Alternatives to pictures are read aloud: no label may take over. */
function shortened(label: string): string {
  const characters = [...label.slice(0, 4 * MOST_READ)]
  return characters.length <= MOST_READ ? label : `${characters.slice(0, MOST_READ).join('')}…`
}

const MOST_READ = 80

function periodsOf(role: 'published' | 'retrieved'): Picture {
  return ({ schema, statistics }, words) => {
    const field = schema.roles.get(role)
    const periods = field && statistics.periods[field.pointer]
    if (field === undefined || periods === undefined) return undefined
    const bins = periodBins(periods)
    const given = bins.reduce((sum, { count }) => sum + count, 0)
    const bars = barsOf(bins, given, String)
    const label = labelsOf(schema).get(field.pointer) ?? field.pointer
    return isTelling(bars) ? { ...words.pictures[role](label, given, statistics.records), bars } : undefined
  }
}

/** One bar says nothing that a number does not. */
const isTelling = (bars: readonly Bar[]): boolean => bars.filter(({ value }) => value > 0).length > 1

function barsOf(bins: readonly Bin[], whole: number, written: (edge: string) => string): Bar[] {
  return bins.map(({ from, to, count }) =>
    bar(from === to ? written(from) : `${written(from)}–${written(to)}`, count, whole),
  )
}

function categories(
  counts: readonly (readonly [string, number])[],
  { statistics: { records } }: Release,
  { pictures }: Words,
): Bar[] {
  const listed = counts.length > MOST_BARS + 1 ? counts.slice(0, MOST_BARS) : counts
  const others = counts.slice(listed.length)
  const rest = others.reduce((sum, [, count]) => sum + count, 0)
  const bars = listed.map(([value, count]) => bar(value === '' ? pictures.empty : value, count, records))
  if (others.length === 0) return bars
  return [...bars, { ...bar(pictures.others(others.length), rest, records), rest: true }]
}

const bar = (label: string, value: number, whole: number): Bar => ({
  label,
  value,
  said: `${grouped(value)} (${percent(value, whole)})`,
})

/** Exact up to rounding at a tenth, whatever the machine: whole numbers only. */
function percent(part: number, whole: number): string {
  const tenths = whole === 0 ? 0 : Math.round((1000 * part) / whole)
  return `${Math.floor(tenths / 10)}.${tenths % 10}%`
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Statistics } from '../src/records/statistics.js'
import { renderMetadata } from '../src/release/metadata/index.js'
import { renderBars } from '../src/release/pictures/bars.js'
import { lengthBins, periodBins } from '../src/release/pictures/bins.js'
import { renderPictures } from '../src/release/pictures/pictures.js'
import type { Release } from '../src/release/release.js'
import { arabic } from '../src/release/words/arabic.js'
import { seedRelease, stationRelease } from './releases.js'

/** The seed's schema over many records. */
function newsRelease(statistics: Partial<Statistics> = {}): Release {
  const seed = seedRelease()
  return {
    ...seed,
    statistics: {
      ...seed.statistics,
      records: 200,
      nulls: { '/title': 50, '/url': 200 },
      lengths: { 1100: 50, 1200: 100, 2600: 50 },
      periods: { '/published': { digits: 7, counts: { '2024-01': 30, '2024-03': 100, '2023-12': 20 } } },
      values: {
        '/language': { ar: 150, en: 50 },
        '/outlet': { 'إيران إنسايدر': 120, Reuters: 80 },
        '/source/path': { 'seeds/': 200 },
      },
      ...statistics,
    },
  }
}

const picturesOf = (release: Release): ReadonlyMap<string, string> =>
  new Map(
    renderMetadata(release).flatMap(({ path, text }) =>
      path.endsWith('.svg') ? [[path, text] as const] : [],
    ),
  )

const names = (release: Release): string[] =>
  [...picturesOf(release).keys()].filter(path => !path.endsWith('.ar.svg'))

describe('a release has the pictures that its facts deserve', () => {
  it('none of a single record', () => {
    expect(names(seedRelease())).toEqual([])
    expect(renderPictures(seedRelease())).toEqual([])
  })

  it('those of many, in English and Arabic', () => {
    expect([...picturesOf(newsRelease()).keys()]).toEqual(
      ['length', 'languages', 'sources', 'missing', 'published'].flatMap(name => [
        `pictures/${name}.svg`,
        `pictures/${name}.ar.svg`,
      ]),
    )
  })

  it('none where all is the same, or too different', () => {
    const values = { '/language': { ar: 200 }, '/outlet': { a: 200 }, '/source/path': { 'seeds/': 200 } }
    const same = newsRelease({
      values,
      nulls: {},
      lengths: { 1100: 200 },
      periods: { '/published': { digits: 7, counts: { '2024-01': 200 } } },
    })
    expect(names(same)).toEqual([])
    const { values: _, ...rest } = newsRelease().statistics
    expect(names(newsRelease({ ...rest, values: {}, unlisted: { '/outlet': true } }))).toEqual([
      'pictures/length.svg',
      'pictures/missing.svg',
      'pictures/published.svg',
    ])
  })

  it('of folders, where there is one outlet only', () => {
    const values = { '/outlet': { a: 200 }, '/source/path': { 'a/': 150, 'b/': 50 } }
    expect(picturesOf(newsRelease({ values })).get('pictures/sources.svg')).toContain('>a/</text>')
  })

  it('and shows them in README and datasheets, each with what it says in words', () => {
    const pages = new Map(renderMetadata(newsRelease()).map(({ path, text }) => [path, text]))
    const alternative =
      'Outlets. Values of outlet, 200 records: إيران إنسايدر 120 (60.0%); Reuters 80 (40.0%).'
    expect(pages.get('README.md')).toContain(`![${alternative}](pictures/sources.svg)`)
    expect(pages.get('DATASHEET.md')).toContain(`![${alternative}](pictures/sources.svg)`)
    expect(pages.get('pictures/sources.svg')).toContain(`<desc id="desc">${alternative}</desc>`)
    expect(pages.get('DATASHEET.ar.md')).toMatch(/!\[الجهات الناشرة\. .*\]\(pictures\/sources\.ar\.svg\)/)
    expect(pages.get('README.md')?.match(/!\[/g)).toHaveLength(5)
  })

  it('the same bytes for the same facts, in whatever order they were counted', () => {
    const ordered = newsRelease()
    const { values, periods, lengths } = ordered.statistics
    const shuffled = newsRelease({
      values: { '/outlet': reversed(values['/outlet']), '/language': reversed(values['/language']) },
      periods: { '/published': { digits: 7, counts: reversed(periods['/published']?.counts) } },
      lengths: reversed(lengths),
    })
    expect(picturesOf(shuffled)).toEqual(picturesOf(ordered))
  })

  const reversed = (counts: Readonly<Record<string, number>> = {}): Record<string, number> =>
    Object.fromEntries(Object.entries(counts).reverse())
})

describe('a picture', () => {
  it.each(['length', 'languages', 'sources', 'missing', 'published'].flatMap(name => [name, `${name}.ar`]))(
    '%s of a release of news is as it was',
    async name => {
      await expect(picturesOf(newsRelease()).get(`pictures/${name}.svg`)).toMatchFileSnapshot(
        `golden/pictures/${name}.svg`,
      )
    },
  )

  it('has no more bars than can be read: the rest of ten thousand is one', () => {
    const outlets = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`outlet ${i}`, 1 + (i % 7)]))
    const svg = picturesOf(newsRelease({ records: 50_000, values: { '/outlet': outlets } })).get(
      'pictures/sources.svg',
    )
    expect(svg?.match(/<rect class="(bar|rest)"/g)).toHaveLength(16)
    expect(svg).toContain('>9,985 others</text>')
    expect(svg?.length).toBeLessThan(8000)
  })

  it('cuts long labels where one can see it, and keeps them in full', () => {
    const long = 'صحيفة الشرق الأوسط الدولية للأخبار والتحليلات السياسية'
    const svg = picturesOf(newsRelease({ values: { '/outlet': { [long]: 1, b: 1 } } })).get(
      'pictures/sources.svg',
    )
    expect(svg).toContain(`<title>${long}</title>`)
    expect(svg).toMatch(/&#x2067;صحيفة الشرق[^<]*…&#x2069;<\/text>/)
    expect(svg).not.toContain(`${long}&#x2069;</text>`)
  })

  it('isolates what begins from right to left, and nothing else', () => {
    const svg = picturesOf(newsRelease()).get('pictures/sources.svg')
    expect(svg).toContain('>&#x2067;إيران إنسايدر&#x2069;</text>')
    expect(svg).toContain('>Reuters</text>')
  })

  it('grows from the right in Arabic', () => {
    const chart = {
      title: 't',
      subtitle: 's',
      description: 'd',
      bars: [{ label: 'a', value: 1, said: '1' }],
      language: 'ar',
    }
    const start = (direction: string) =>
      /class="bar" x="([\d.]+)"/.exec(renderBars({ ...chart, direction }))?.[1]
    expect([start('ltr'), start('rtl')]).toEqual(['236', '154'])
  })

  it('is well-formed whatever the labels hold', () => {
    const label = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(']]>', '<!--', '</svg><script>', '&lt;', '\u202egnp', '\ud800', '\u0000', '"\'', ''),
    )
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 20 }), labels => {
        const outlets = Object.fromEntries(labels.map((label, i) => [label, i + 1]))
        fc.pre(Object.keys(outlets).length > 1)
        const release = newsRelease({ values: { '/outlet': outlets } })
        const svg = picturesOf(release).get('pictures/sources.svg') ?? ''
        expect(svg).toMatch(/^<svg [^<>]*>\n/)
        expect(unclosed(svg)).toEqual([])
        expect(svg).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/)
        expect(svg.isWellFormed()).toBe(true)
        expect(svg.replace(/&(lt|gt|amp|quot|#x206[79]);/g, '')).not.toContain('&')
        const tags = new Set(svg.match(/<\/?[a-z]+/g))
        for (const tag of tags) expect(tag).toMatch(/^<\/?(svg|title|desc|style|rect|text|g|path)$/)
      }),
    )
  })

  /** Elements that are not closed in order. */
  function unclosed(xml: string): string[] {
    const open: string[] = []
    for (const [, slash, name = '', empty] of xml.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (slash === '/') {
        if (open.pop() !== name) return [name]
      } else if (empty === '') open.push(name)
    }
    return open
  }

  it('is drawn of a schema that has nothing of an article', () => {
    expect(names(stationRelease())).toEqual(['pictures/missing.svg'])
    expect(renderPictures(stationRelease(), arabic)[0]).toContain('(pictures/missing.ar.svg)')
  })
})

describe('lengths are put together', () => {
  const binsOf = (...lengths: number[]) => lengthBins(Object.fromEntries(lengths.map(length => [length, 10])))

  it('in bins of the same width, all of them counted', () => {
    expect(binsOf(1100, 1200, 1900, 2600).map(({ from, to, count }) => [from, to, count])).toEqual([
      ...[1100, 1200].map(from => [String(from), String(from + 99), 10]),
      ...[1300, 1400, 1500, 1600, 1700, 1800].map(from => [String(from), String(from + 99), 0]),
      ['1900', '1999', 10],
      ...[2000, 2100, 2200, 2300, 2400, 2500].map(from => [String(from), String(from + 99), 0]),
      ['2600', '2699', 10],
    ])
  })

  it('in rising ones where a few are very long', () => {
    expect(binsOf(0, 3, 20, 30, 40, 90_000).map(({ from }) => Number(from))).toEqual([
      0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000,
    ])
  })

  it('few enough for a picture, and none is lost', () => {
    const length = fc.tuple(fc.nat(99), fc.nat(7)).map(([digits, zeros]) => digits * 10 ** zeros)
    fc.assert(
      fc.property(fc.dictionary(length.map(String), fc.integer({ min: 1, max: 1000 })), lengths => {
        const bins = lengthBins(lengths)
        const total = Object.values(lengths).reduce((a, b) => a + b, 0)
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(total)
        expect(bins.length).toBeLessThanOrEqual(28)
      }),
    )
  })
})

describe('dates are put together', () => {
  const ranges = (counts: Record<string, number>, digits: 7 | 4 | 2 = 7) =>
    periodBins({ digits, counts }).map(
      ({ from, to, count }) => `${from === to ? from : `${from}–${to}`} ${count}`,
    )

  it('by months, those without a record too', () => {
    expect(ranges({ '2024-02': 1, '2023-12': 5 })).toEqual(['2023-12 5', '2024-01 0', '2024-02 1'])
  })

  it('by years, where of some no more is known or the months are too many', () => {
    expect(ranges({ '2024-02': 1, 2024: 2, 2022: 3 })).toEqual(['2022 3', '2023 0', '2024 3'])
    expect(ranges({ '2021-01': 1, '2024-12': 1 })).toEqual(['2021 1', '2022 0', '2023 0', '2024 1'])
  })

  it('by decades, centuries, thousands of years', () => {
    expect(ranges({ 1989: 1, 2024: 2 })).toEqual([
      '1980–1989 1',
      '1990–1999 0',
      '2000–2009 0',
      '2010–2019 0',
      '2020–2029 2',
    ])
    expect(ranges({ '0850': 1, 1050: 2 }, 4)).toHaveLength(21)
    expect(ranges({ 19: 4, 20: 1 }, 2)).toEqual(['1900–1999 4', '2000–2099 1'])
    expect(ranges({ '0001': 1, 9999: 1 })).toHaveLength(10)
  })
})

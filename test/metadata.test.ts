import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import ajvFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, parseDocument } from 'yaml'
import type { CorpusStatement } from '../src/corpus/corpus.js'
import { questions } from '../src/release/datasheet/questions.js'
import { bagInfo } from '../src/release/metadata/bag-info.js'
import { renderMetadata } from '../src/release/metadata/index.js'
import { spdxId } from '../src/release/metadata/licenses.js'
import { grouped, inline, quote } from '../src/release/metadata/markdown.js'
import type { Release } from '../src/release/release.js'
import { loadSchema } from '../src/schema/load.js'
import { readProjectFile, seedRelease, stationRelease, stationSchema } from './releases.js'

const releases = { seed: seedRelease, stations: stationRelease }

describe.each(Object.entries(releases))('the metadata of the release "%s"', (name, release) => {
  it.each(renderMetadata(release()))('$path is as it was', async ({ path, text }) => {
    await expect(text).toMatchFileSnapshot(`golden/metadata/${name}/${path}`)
  })

  it('bag-info.txt is as it was', async () => {
    const lines = bagInfo(release()).map(([label, value]) => `${label}: ${value}\n`)
    await expect(lines.join('')).toMatchFileSnapshot(`golden/metadata/${name}/bag-info.txt`)
  })

  it('does not depend on the order in which files and counts arrive', () => {
    const ordered = release()
    const shuffled: Release = {
      ...ordered,
      resources: [...ordered.resources].reverse(),
      notes: reversed(ordered.notes),
      statistics: { ...ordered.statistics, values: reversed(ordered.statistics.values) },
    }
    expect(renderMetadata(shuffled)).toEqual(renderMetadata(ordered))
  })

  it('ends every file with one line feed and leaves no blank at the end of a line', () => {
    for (const { path, text } of renderMetadata(release())) {
      expect(text, path).toMatch(/[^\n]\n$/)
      expect(text, path).not.toMatch(/[ \t]\n/)
    }
  })
})

const reversed = <Value>(entries: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(entries).reverse())

describe('hostile text', () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      'a | b',
      '<script>alert(1)</script>',
      '`code` ```',
      '"quoted" \'single\'',
      '---\nname: no',
      '# not a heading\n\n# nor this',
      'عنوان ‮مقلوب‬ | \u2067عزل',
      'line\u2028separator\u0085next\ufeff',
      '<!-- open',
      '1. one\n2. two',
      '| a | b |\n| - | - |',
      '[x](javascript:alert(1)) ![y](z)',
      '=\n===\n- - -',
      '\\',
      '`',
      '~~~\ncode',
      '\u0000\u007f\ufffe',
      '2020-01-01',
      'no',
      '=',
      '<<',
      'a: b #c',
      '$x$ *y* __z__ &lt;',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.string({ minLength: 1, maxLength: 40 }),
  )
  const hostile = fc.record({
    title: nasty,
    description: nasty,
    warning: nasty,
    answer: nasty,
    reason: nasty,
    name: nasty,
    meaning: nasty,
    code: nasty,
  })

  it('breaks neither headings, tables, front matter nor citation', () => {
    const harmless = disguised({
      title: 'x',
      description: 'x',
      warning: 'x',
      answer: 'x',
      reason: 'x',
      name: 'x',
      meaning: 'x',
      code: 'x',
    })
    const outline = new Map(renderMetadata(harmless).map(({ path, text }) => [path, outlineOf(text)]))
    fc.assert(
      fc.property(hostile, texts => {
        const release = disguised(texts)
        for (const { path, text } of renderMetadata(release)) {
          if (path.endsWith('.md')) {
            expect(outlineOf(text)).toEqual(outline.get(path))
            expect(bodyOf(text).replace(/\\.|`[^`\n]*`/g, '')).not.toMatch(/<script|<!-- open/)
          }
        }
        expect(frontMatter(rendered('README.md', release))).toMatchObject({ pretty_name: texts.title })
        expect(readAlike(rendered('CITATION.cff', release))).toMatchObject({
          title: texts.title,
          authors: [{ name: texts.name }],
        })
        expect(JSON.parse(rendered('datapackage.json', release))).toMatchObject({ title: texts.title })
        expect(JSON.parse(rendered('ro-crate-metadata.json', release))['@graph']).toContainEqual(
          expect.objectContaining({ '@id': './', name: texts.title, author: { '@id': '#creator-1' } }),
        )
        expect(JSON.parse(rendered('croissant.json', release))).toMatchObject({
          name: texts.title,
          creator: [{ name: texts.name }],
        })
      }),
      { numRuns: 100 },
    )
  })

  type Texts = Record<
    'title' | 'description' | 'warning' | 'answer' | 'reason' | 'name' | 'meaning' | 'code',
    string
  >

  function disguised(texts: Texts): Release {
    const base = stationRelease()
    const schema = structuredClone(stationSchema)
    schema.description = texts.meaning
    schema.properties.taken.description = texts.meaning
    schema.properties.kind.enum = ['rain', `${texts.meaning}.`]
    return {
      ...base,
      schema: loadSchema(JSON.stringify(schema), 'schema/reading.schema.json'),
      notes: { [texts.code]: 1 },
      accepted: [{ code: texts.code, reason: texts.reason, id: texts.name, times: 1 }],
      corpus: {
        ...base.corpus,
        title: texts.title,
        description: texts.description,
        warnings: [texts.warning],
        creators: [{ name: texts.name, type: 'organisation' }],
        datasheet: {
          'motivation.purpose': { status: 'answered', answer: texts.answer },
          'uses.previous': { status: 'unknown', reason: texts.reason },
        },
      },
    }
  }

  it('keeps what people wrote as plain text readable', () => {
    expect(inline('a_b _c_ | <d> & *e* `f`')).toBe('a_b \\_c\\_ &#124; &lt;d&gt; &amp; \\*e\\* \\`f\\`')
    expect(inline('1. x')).toBe('1\\. x')
    expect(inline('ab\u202ecd')).toBe('ab&lt;U+202E&gt;cd')
    expect(inline('  two\n lines ')).toBe('two lines')
  })

  it('quotes the Markdown of people, with HTML shown as text', () => {
    expect(quote('# a\n\n<b>`<c>`</b> <https://d.example/>')).toBe(
      '> # a\n>\n> &lt;b>`<c>`&lt;/b> <https://d.example/>',
    )
  })
})

describe('the front matter of README.md', () => {
  const card = (release: Release) => frontMatter(rendered('README.md', release))

  it('loads one format, Parquet where there is one', () => {
    expect(card(seedRelease())).toMatchObject({
      configs: [{ config_name: 'default', default: true, data_files: [{ path: ['data/articles.parquet'] }] }],
      dataset_info: [{ splits: [{ num_examples: 1 }] }],
    })
  })

  it('loads every table of a release that is CSV only, and takes nothing but empty cells for missing', () => {
    const release = stationRelease()
    const resources = release.resources.filter(({ format }) => format === 'csv')
    const missing = { keep_default_na: false, na_values: [''] }
    expect(card({ ...release, resources })).toMatchObject({
      configs: [
        { config_name: 'default', default: true, ...missing },
        { config_name: 'visits', ...missing },
      ],
      dataset_info: [{ splits: [{ num_examples: 3 }] }, { splits: [{ num_examples: 2 }] }],
    })
  })

  it('declares the columns of CSV, as pandas reads them', () => {
    const release = stationRelease()
    const resources = release.resources.filter(({ format }) => format === 'csv')
    const [{ features = [] } = {}] = cardInfo({ ...release, resources })
    expect(features).toEqual(
      expect.arrayContaining([
        { name: 'number', dtype: 'int64' },
        { name: 'taken', dtype: 'string' },
        { name: 'station', dtype: 'string' },
        { name: 'station.height', dtype: 'float64' },
        { name: 'visits', dtype: 'float64' },
      ]),
    )
  })

  it('declares no types of JSON Lines that hold what no column does', () => {
    const jsonLines = (release: Release) =>
      release.resources.slice(0, 1).map(resource => ({ ...resource, format: 'jsonl' }))
    const [open] = cardInfo({ ...stationRelease(), resources: jsonLines(stationRelease()) })
    expect(open).not.toHaveProperty('features')
    const [closed] = cardInfo({ ...seedRelease(), resources: jsonLines(seedRelease()) })
    expect(closed?.features).toContainEqual({ name: 'authors', list: 'string' })
  })

  it('names languages as ISO 639 does', () => {
    const of = (language: string[]) =>
      card({ ...seedRelease(), corpus: { ...seedRelease().corpus, language } })
    expect(of(['ar-SY', 'ar', 'en-GB', 'arz'])).toMatchObject({ language: ['ar', 'en', 'arz'] })
    expect(of(['x-private'])).not.toHaveProperty('language')
  })

  it('names a licence only where one is known', () => {
    const of = (license: string) =>
      frontMatter(rendered('README.md', { ...seedRelease(), corpus: { ...seedRelease().corpus, license } }))
    expect(of('CC-BY-4.0')).toMatchObject({ license: 'cc-by-4.0' })
    expect(of('ODbL-1.0')).toMatchObject({ license: 'odbl' })
    expect(of('NOASSERTION')).toMatchObject({ license: 'other', license_name: 'noassertion' })
    expect(of('MIT OR Apache-2.0')).toMatchObject({ license: 'other', license_name: 'mit-or-apache-2.0' })
  })
})

interface Information {
  readonly features?: readonly unknown[]
}

function cardInfo(release: Release): readonly Information[] {
  const card = frontMatter(rendered('README.md', release))
  const isCard = (value: unknown): value is { dataset_info: Information[] } =>
    typeof value === 'object' && value !== null && 'dataset_info' in value
  return isCard(card) ? card.dataset_info : []
}

describe('the sections of README.md', () => {
  const answered = (datasheet: CorpusStatement['datasheet']): string => {
    const release = seedRelease()
    return rendered('README.md', {
      ...release,
      corpus: { ...release.corpus, ...(datasheet && { datasheet }) },
    })
  }

  it('hold every question that feeds a Hugging Face card, once', () => {
    const everything = Object.fromEntries(
      questions.map(({ slug }) => [slug, { status: 'answered', answer: `Answer to ${slug}.` } as const]),
    )
    const text = answered(everything)
    for (const { slug, hf } of questions) {
      expect(text.split(`> Answer to ${slug}.`).length - 1, slug).toBe(hf === undefined ? 0 : 1)
    }
  })

  it('stand in the order of the card, each where something stands under it', () => {
    const headings = answered(undefined).match(/^#{2,4} .*$/gm)
    expect(headings?.slice(headings.indexOf('## Dataset Description'))).toEqual([
      '## Dataset Description',
      '### Curated by',
      '### Funded by',
      '### License',
      '### Dataset Sources',
      '## Uses',
      '### Direct Use',
      '### Out-of-Scope Use',
      '## Dataset Structure',
      '### Data dictionary',
      '## Dataset Creation',
      '### Curation Rationale',
      '### Source Data',
      '#### Data Collection and Processing',
      '#### Who are the source data producers?',
      '### Annotations',
      '### Personal and Sensitive Information',
      '## Bias, Risks, and Limitations',
      '### Recommendations',
      '## Citation',
      '## Dataset Card Contact',
    ])
  })

  it('say what is unknown with its reason, and list what nobody answered', () => {
    const text = answered({ 'motivation.funding': { status: 'unknown', reason: 'No record.' } })
    expect(text).toContain('**Who paid for it, and under which grant?** Unknown.\n\n> No record.')
    expect(text).toContain('### Out-of-Scope Use\n\nNobody answered:\n\n- What should it not be used for?')
  })

  it('say that one file holds all splits', () => {
    expect(rendered('README.md', stationRelease())).toContain('loads all records as `train`, and `part` says')
    expect(answered(undefined)).not.toContain('loads all records as')
  })
})

describe('licences', () => {
  it('takes a single SPDX identifier, and nothing else', () => {
    expect(
      ['CC-BY-4.0', 'MIT', 'NOASSERTION', 'NONE', 'LicenseRef-x', 'A OR B', 'GPL-2.0+'].map(spdxId),
    ).toEqual(['CC-BY-4.0', 'MIT', undefined, undefined, undefined, undefined, undefined])
  })

  it('are left out of datapackage.json and CITATION.cff where none is known', () => {
    expect(JSON.parse(rendered('datapackage.json', seedRelease()))).not.toHaveProperty('licenses')
    expect(readAlike(rendered('CITATION.cff', seedRelease()))).not.toHaveProperty('license')
  })
})

describe('numbers', () => {
  it('are grouped by thousands without a locale', () => {
    expect(['0', '999', '1,000', '1,234,567', '1,234.5']).toEqual(
      [0, 999, 1000, 1234567, 1234.5].map(grouped),
    )
  })
})

const standardsFolder = new URL('../../shared/standards/', import.meta.url)

describe.skipIf(!existsSync(standardsFolder))(
  'the published schemas (skipped without ../shared/standards)',
  () => {
    it.each(Object.entries(releases))('accept datapackage.json of "%s"', (_, release) => {
      const validate = compiled('datapackage-2.0/datapackage.json')
      expect(validate(JSON.parse(rendered('datapackage.json', release())))).toEqual([])
    })

    it.each(Object.entries(releases))('accept CITATION.cff of "%s"', (_, release) => {
      const validate = compiled('cff-schema.json')
      expect(validate(readAlike(rendered('CITATION.cff', release())))).toEqual([])
    })

    function compiled(path: string): (value: unknown) => unknown[] {
      const { $id: _, ...schema } = JSON.parse(readFileSync(new URL(path, standardsFolder), 'utf8'))
      const ajv = new Ajv({ strict: false, logger: false, allErrors: true })
      ajvFormats.default(ajv)
      const validate = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' })
      return value => (validate(value) ? [] : (validate.errors ?? []))
    }
  },
)

describe('the files beside the release', () => {
  it('have the licence that package.json states', () => {
    const { license } = JSON.parse(readProjectFile('package.json'))
    expect(seedRelease().corpus.metadata_license).toBe(license)
  })
})

function rendered(fileName: string, release: Release): string {
  const file = renderMetadata(release).find(({ path }) => path === fileName)
  if (file === undefined) throw new Error(`no standard writes ${fileName}`)
  return file.text
}

function frontMatter(readme: string): unknown {
  const [, text = ''] = /^---\n(.*?\n)---\n\n/s.exec(readme) ?? []
  return readAlike(text)
}

/** The value, which YAML 1.1 and 1.2 must agree on. */
function readAlike(text: string): unknown {
  const { errors } = parseDocument(text)
  expect(errors).toEqual([])
  const value = parse(text, { version: '1.2' })
  expect(parse(text, { version: '1.1' })).toEqual(value)
  return value
}

function bodyOf(markdown: string): string {
  return markdown.replace(/^---\n.*?\n---\n/s, '')
}

/** Headings, fences, and how many cells each line of a table has: what a reader's eye hangs on to. */
function outlineOf(markdown: string): string[] {
  return bodyOf(markdown)
    .split('\n')
    .filter(line => /^(#|```|\||-|<|\d+[.)](?:\s|$)|===|~~~|\t| {4})/.test(line))
    .map(line =>
      line.startsWith('|')
        ? `${line.split('|').length - 2} cells`
        : (/^(#+|```|- |<!--|.)/.exec(line)?.[0] ?? ''),
    )
}

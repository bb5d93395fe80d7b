import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type AddOptions, addTexts } from '../src/add.js'
import { readYaml } from '../src/text/yaml.js'
import { copyOfCorpus, warraq, workdir } from './cli.js'

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

function inbox(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = workdir()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

const add = (corpus: string, paths: readonly string[], more: Partial<AddOptions> = {}) =>
  addTexts({ corpus, files: paths.map(path => ({ path })), ...more })

function sidecar(corpus: string, id: string, folder = 'seeds') {
  const { value, faults } = readYaml(readFileSync(join(corpus, folder, `${id}.meta.yaml`), 'utf8'), 'strings')
  expect(faults).toEqual([])
  return value
}
const text = (corpus: string, id: string): string => readFileSync(join(corpus, 'seeds', `${id}.txt`), 'utf8')
const seeds = (corpus: string): string[] => readdirSync(join(corpus, 'seeds')).sort()
const SEED = ['000_ad92ce98440a633d.meta.yaml', '000_ad92ce98440a633d.txt']

const sentence = (n: number | string) =>
  `Storm number ${n} came up in the night, and in the morning, when the wind had gone down, people of village ${n} went out to look at what the ${n} waves had left.`
const page = (
  n: number | string,
  head = '',
  before = '',
) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta property="og:title" content="Storm ${n}"><meta property="article:published_time" content="2020-05-01T10:00:00Z">
<meta name="keywords" content="storm, sea">${head}</head><body><nav><p>Home</p></nav><article>
<h1>Storm ${n}</h1>${before}<p>${sentence(n)}</p><p>${sentence(`${n}b`)}</p><ul><li>One boat was lost.</li></ul></article></body></html>`

describe('a page', () => {
  test('becomes a text and a sidecar that says what it states and where, and exports as that', async () => {
    const corpus = copyOfCorpus('seed')
    const html = page(1, '<link rel=canonical href="https://a.example/1"><meta name=author content="J. Doe">')
    const folder = inbox({ 'storm-1.html': html })
    const { added, problems, warnings } = await add(corpus, [join(folder, 'storm-1.html')], {
      claims: { license: 'CC-BY-4.0' },
    })
    expect([problems, warnings]).toEqual([[], []])
    expect(text(corpus, 'storm-1')).toBe(
      `Storm 1\n\n${sentence(1)}\n\n${sentence('1b')}\n\nOne boat was lost.\n`,
    )
    expect(added[0]).toMatchObject({
      id: 'storm-1',
      missing: [],
      stated: ['title', 'authors', 'published', 'url', 'language'],
      homeless: ['keywords'],
    })
    const { converter, ...origin } = added[0]?.origin ?? {}
    expect(converter).toMatch(/^warraq \S+ \(html; readability 0\.6\.0; linkedom 0\.18\.15\)$/)
    expect(origin).toEqual({
      media_type: 'text/html',
      encoding: 'utf-8',
      sha256: sha256(html),
      dropped_blocks: 1,
      dropped_characters: 4,
    })
    expect(sidecar(corpus, 'storm-1')).toEqual({
      title: 'Storm 1',
      authors: ['J. Doe'],
      published: '2020-05-01',
      url: 'https://a.example/1',
      language: 'en',
      license: 'CC-BY-4.0',
      blocks: { 7: 'other' },
      notes: 'The file says of keywords: ["storm","sea"] (meta keywords).',
      basis: {
        title: 'source',
        authors: { basis: 'curator', note: 'As supplied: meta author.' },
        published: { basis: 'curator', note: 'As supplied: meta article:published_time.' },
        url: { basis: 'curator', note: 'As supplied: link canonical.' },
        language: { basis: 'curator', note: 'As supplied: lang.' },
        retrieved: 'unknown',
        rights_holder: 'unknown',
      },
      origin: { ...origin, converter, dropped_blocks: '1', dropped_characters: '4' },
    })
    expect(readFileSync(join(corpus, 'seeds/storm-1.meta.yaml'), 'utf8')).toContain('\n#   Home\n')
    const out = join(workdir(), 'release')
    const exported = await warraq(['export', '--out', out], { cwd: corpus })
    expect([exported.code, exported.stderr]).toEqual([0, ''])
    const lines = readFileSync(join(out, 'data/articles.jsonl'), 'utf8').trimEnd().split('\n')
    const record = lines.map(line => JSON.parse(line)).find(({ id }) => id === 'storm-1')
    expect(record).toMatchObject({
      title: 'Storm 1',
      authors: ['J. Doe'],
      published: '2020-05-01',
      language: 'en',
    })
    expect(record.blocks.map(({ type }: { type: string }) => type)).toEqual([
      'heading',
      'paragraph',
      'paragraph',
      'other',
    ])
    const verified = await warraq(['verify', '--corpus', corpus, '--rebuild', out], { cwd: corpus })
    expect([verified.code, verified.stderr]).toEqual([0, ''])
  })

  test('that says two things leaves the field unset, with both in the basis and in a warning', async () => {
    const corpus = copyOfCorpus('seed')
    const path = join(
      inbox({ 'two.html': page(2, '<meta property="og:title" content="Another">') }),
      'two.html',
    )
    const { warnings } = await add(corpus, [path], { claims: { license: 'NONE' } })
    const words = '"Storm 2" (heading) and "Another" (meta og:title)'
    expect(warnings.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['add/contradiction', 'warning', `of title it says different things: ${words}.`],
    ])
    expect(sidecar(corpus, 'two')).not.toHaveProperty('title')
    expect(sidecar(corpus, 'two')).toMatchObject({
      basis: { title: { basis: 'unknown', note: `The file says two things: ${words}.` } },
    })
    const valid = await warraq(['validate', 'seeds/two.txt'], { cwd: corpus })
    expect([valid.code, valid.stdout]).toEqual([0, expect.stringContaining('0 errors, 0 warnings')])
  })

  test('does not overrule who adds it, and what it says otherwise is noted', async () => {
    const corpus = copyOfCorpus('seed')
    const path = join(inbox({ 'one.html': page(1) }), 'one.html')
    const set = [
      ['title', 'Storm'],
      ['basis.published', 'withheld'],
      ['notes', 'Mine.'],
    ] as const
    const { added } = await add(corpus, [path], { claims: { language: 'en-GB', license: 'NONE', set } })
    expect(added[0]?.stated).toEqual([])
    expect(sidecar(corpus, 'one')).toMatchObject({
      title: 'Storm',
      language: 'en-GB',
      basis: { published: 'withheld' },
      notes:
        'Mine. The file says of title: "Storm 1" (heading, meta og:title). The file says of published: "2020-05-01" (meta ' +
        'article:published_time). The file says of language: "en" (lang). The file says of keywords: ["storm","sea"] (meta keywords).',
    })
  })

  test('gives a corpus what its schema has a key for, by role or by name, as the schema allows it', async () => {
    const haiku = copyOfCorpus('haiku')
    const folder = inbox({
      'frog.md':
        '---\ntitle: Frog\nlang: ja\nseason: spring\nstars: 4\n---\n古池や\\\n蛙飛びこむ\\\n水の音\n',
      'pond.md': '---\nlang: ja\nseason: never\nstars: 9\nnotes: Read aloud.\nextra: {a: [b]}\n---\n古池\n',
    })
    const { added, problems } = await add(haiku, [folder])
    expect(problems).toEqual([])
    expect(added.map(({ stated, homeless }) => [stated, homeless])).toEqual([
      [['tongue', 'season', 'stars'], ['title']],
      [['tongue'], ['season', 'stars', 'extra']],
    ])
    expect(sidecar(haiku, 'frog', 'texts')).toMatchObject({
      tongue: 'ja',
      season: 'spring',
      stars: '4',
      notes: 'The file says of title: "Frog" (front matter title).',
    })
    expect(sidecar(haiku, 'pond', 'texts')).toMatchObject({
      tongue: 'ja',
      notes:
        'The file says of "season": "never". The file says of "stars": "9". Read aloud. The file says of "extra": {"a":["b"]}.',
    })
    const exported = await warraq(['export', '--formats', 'jsonl', '--out', join(workdir(), 'o')], {
      cwd: haiku,
    })
    expect([exported.code, exported.stderr]).toEqual([0, ''])
  })

  test('in another encoding is read only when that is named', async () => {
    const corpus = copyOfCorpus('seed')
    // «شاي» and the sentence around it, in windows-1256.
    const words = Buffer.from([0xd4, 0xc7, 0xed])
    const html = Buffer.concat([
      Buffer.from(
        '<html lang=ar><head><meta http-equiv=content-type content="text/html; charset=windows-1256"></head><p>',
      ),
      ...Array.from({ length: 40 }, () => Buffer.concat([words, Buffer.from(' ')])),
    ])
    const folder = inbox({ 'tea.html': html, 'utf8.html': page('é') })
    const before = await add(corpus, [folder], { dryRun: true })
    const [refused] = before.problems
    expect(refused?.message).toBe(
      'byte 91 (0xD4) is not valid UTF-8; the page says that it is windows-1256.'.replace(
        '91',
        String(html.indexOf(words)),
      ),
    )
    expect(refused?.fix).toBe(`warraq add --from windows-1256 ${join(folder, 'tea.html')}`)
    expect(before.added.map(({ id }) => id)).toEqual(['utf8'])
    const after = await add(corpus, [join(folder, 'tea.html')], { from: 'windows-1256' })
    expect(after.added[0]?.origin).toMatchObject({ encoding: 'windows-1256', media_type: 'text/html' })
    expect(after.added[0]?.origin?.converter).toMatch(/^iconv-lite \S+, warraq /)
    expect(text(corpus, 'tea')).toBe(`${Array(40).fill('شاي').join(' ')}\n`)
  })

  test('is one by its ending, or because that is said', async () => {
    const corpus = copyOfCorpus('seed')
    const folder = inbox({ 'a-1.txt': '<p>kept</p>', 'b-1.dat': page(1), 'c-1.HTM': page(2) })
    const paths = (...names: string[]) => names.map(name => join(folder, name))
    await add(corpus, paths('a-1.txt', 'c-1.HTM'))
    expect([text(corpus, 'a-1'), text(corpus, 'c-1').slice(0, 7)]).toEqual(['<p>kept</p>', 'Storm 2'])
    await add(corpus, paths('b-1.dat'), { form: 'html' })
    expect(text(corpus, 'b-1').slice(0, 7)).toBe('Storm 1')
    await expect(add(corpus, paths('b-1.dat'), { form: 'pdf' })).rejects.toThrow(
      '"pdf" is no form of a text.',
    )
  })
})

describe('a folder', () => {
  test('is taken with all below it, in order, save what is no text', async () => {
    const corpus = copyOfCorpus('seed')
    const folder = inbox({
      'b/page-b.html': page('b'),
      'a/page-a.html': page('a'),
      'z.md': '# Zed\n\nText.\n',
      'plain.txt': 'Plain.\n',
      'picture.jpg': 'x',
      'paper.pdf': 'x',
      '.DS_Store': 'x',
      '.git/config.txt': 'x',
      'plain.meta.yaml': 'language: en',
      'no-ending': 'x',
    })
    const outside = inbox({ 'secret.txt': 'secret' })
    symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'))
    symlinkSync(outside, join(folder, 'linked'))
    const { added, problems, skipped, present } = await add(corpus, [folder])
    expect([problems, present]).toEqual([[], []])
    expect(added.map(({ id }) => id)).toEqual(
      ['page-a', 'page-b', 'plain', 'z'].map(id => (id === 'z' ? added[3]?.id : id)),
    )
    expect(added[3]?.id).toMatch(/^a[0-9a-f]{16}$/)
    expect(skipped.map(({ file, reason }) => [file.slice(folder.length + 1), reason])).toEqual([
      ['.DS_Store', 'hidden'],
      ['.git', 'hidden'],
      ['link.txt', 'link'],
      ['linked', 'link'],
      ['no-ending', 'other-form'],
      ['paper.pdf', 'other-form'],
      ['picture.jpg', 'other-form'],
      ['plain.meta.yaml', 'sidecar'],
    ])
  })

  test('adds what is right, says what is not, and adds the rest when it is run again', async () => {
    const corpus = copyOfCorpus('seed')
    const folder = inbox({
      'good.html': page(1),
      'bad.html': '<img src=x>',
      'latin.html': Buffer.from('<p>caf\xe9', 'latin1'),
      'odd.md': '---\na: [\n---\nx',
    })
    const first = await add(corpus, [folder])
    expect(first.added.map(({ id }) => id)).toEqual(['good'])
    expect(first.problems.map(({ code, location }) => [code, location.line])).toEqual([
      ['add/no-article', undefined],
      ['file/not-utf8', undefined],
      ['add/front-matter', expect.any(Number)],
    ])
    // Its curator improves the text: it is the same page all the same.
    writeFileSync(join(corpus, 'seeds/good.txt'), 'Improved.\n')
    writeFileSync(join(folder, 'bad.html'), page(2))
    const second = await add(corpus, [folder])
    expect(second.added.map(({ id }) => id)).toEqual(['bad'])
    expect(second.present).toEqual([{ file: join(folder, 'good.html'), place: 'seeds/good.txt' }])
    expect(text(corpus, 'good')).toBe('Improved.\n')
    const named = await add(corpus, [join(folder, 'good.html')])
    expect(named.problems.map(({ code }) => code)).toEqual(['add/present'])
  })

  test('may have one name many times, and one page twice', async () => {
    const corpus = copyOfCorpus('seed')
    const folder = inbox({
      '1/index.html': page(1),
      '2/index.html': page(2),
      '3/other.html': page(3),
      '3/print.html': page(3, '<meta name=robots content=noindex>'),
      '4/index.html': page(1),
    })
    const { added, problems, present } = await add(corpus, [folder])
    expect(problems).toEqual([])
    expect(added.map(({ id }) => id)).toEqual([
      `a${sha256(text(corpus, added[0]?.id ?? '')).slice(0, 16)}`,
      expect.stringMatching(/^a[0-9a-f]{16}$/),
      'other',
    ])
    expect(
      present.map(({ file, place }) => [file, place].map(path => path.slice(folder.length + 1))),
    ).toEqual([
      ['3/print.html', '3/other.html'],
      ['4/index.html', '1/index.html'],
    ])
    const again = await add(corpus, [folder])
    expect([again.added, again.problems, again.present.length]).toEqual([[], [], 5])
  })

  test.runIf(process.getuid?.() !== 0)('with a file that may not be read gives the others', async () => {
    const corpus = copyOfCorpus('seed')
    const folder = inbox({ 'a-1.html': page(1), 'b-1.html': page(2) })
    chmodSync(join(folder, 'a-1.html'), 0)
    const { added, problems } = await add(corpus, [folder])
    expect([added.map(({ id }) => id), problems.map(({ message }) => message)]).toEqual([
      ['b-1'],
      ['this file may not be read.'],
    ])
  })

  test('without a text in it is a mistake', async () => {
    const { problems } = await add(copyOfCorpus('seed'), [inbox({ 'a.jpg': '' })])
    expect(problems.map(({ code }) => code)).toEqual(['add/no-file'])
  })

  test('of hundreds is summed up, and tells how far it is', async () => {
    const corpus = copyOfCorpus('seed')
    const files = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`storm-${i}.html`, page(i)]))
    const folder = inbox({ ...files, 'x.png': '' })
    const seen: number[] = []
    await add(corpus, [folder], { dryRun: true, onProgress: ({ read }) => seen.push(read) })
    expect([seen[0], Math.max(...seen)]).toEqual([0, 120])
    const { code, stdout, stderr } = await warraq(['add', '--license', 'NONE', folder], { cwd: corpus })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.split('\n').slice(-6)).toEqual([
      '… and 100 more: 120 texts added.',
      'Stated by the files themselves: `title` (120), `published` (120), `language` (120).',
      'Dropped as no part of an article: 120 blocks in 120 pages.',
      '1 file left out: 1 .png.',
      'No place in the record, kept under `notes`: `keywords` (120).',
      '',
    ])
    expect(seeds(corpus)).toHaveLength(242)
  })

  test('that is interrupted leaves whole pairs, and the same command finishes it', async () => {
    const corpus = copyOfCorpus('seed')
    const files = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`storm-${i}.html`, page(i)]))
    const folder = inbox(files)
    const args = ['add', '--license', 'NONE', folder]
    for (let wait = 1000; wait < 20_000 && seeds(corpus).length === SEED.length; wait *= 1.3) {
      const { code } = await warraq(args, { cwd: corpus, killAfter: wait })
      if (code !== null) break
    }
    const texts = seeds(corpus).filter(name => name.endsWith('.txt'))
    for (const name of texts)
      expect(existsSync(join(corpus, 'seeds', name.replace('.txt', '.meta.yaml'))), name).toBe(true)
    const { code, stderr } = await warraq(args, { cwd: corpus })
    expect([code, stderr]).toEqual([0, ''])
    const names = seeds(corpus).filter(name => !name.startsWith('.'))
    expect(names).toHaveLength(302)
    const whole = copyOfCorpus('seed')
    await add(whole, [folder], { claims: { license: 'NONE' } })
    for (const name of names)
      expect(readFileSync(join(corpus, 'seeds', name)), name).toEqual(
        readFileSync(join(whole, 'seeds', name)),
      )
    rmSync(folder, { recursive: true })
  }, 120_000)
})

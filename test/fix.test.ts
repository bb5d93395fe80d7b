import { createHash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { loadCorpus } from '../src/corpus/load.js'
import { exportCorpus } from '../src/export.js'
import { fixTexts, type Mend } from '../src/fix.js'
import { releasedIds } from '../src/release/released-ids.js'
import { lineDiff } from '../src/text/line-diff.js'
import { withYamlMember } from '../src/text/yaml-edit.js'
import { copyOfCorpus, workdir } from './cli.js'

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')

/** Takes out what cannot be seen, and, where the text is Arabic, the stretched letters. */
const mend: Mend = (text, language) => {
  const clean = text.replaceAll('\u202e', '').replaceAll('\r\n', '\n')
  const short = language === 'ar' ? clean.replaceAll('ـ', '') : clean
  const codes = [
    ...(clean === text ? [] : ['text/bidi-control']),
    ...(short === clean ? [] : ['arabic/tatweel-in-word']),
  ]
  return { text: short, codes }
}

/** The seed's corpus with new texts, each with its sidecar where one is given. */
function corpusWith(texts: Readonly<Record<string, readonly [text: string | Buffer, sidecar?: string]>>) {
  const folder = copyOfCorpus('seed')
  for (const [id, [text, sidecar]] of Object.entries(texts)) {
    writeFileSync(join(folder, 'seeds', `${id}.txt`), text)
    if (sidecar !== undefined) writeFileSync(join(folder, 'seeds', `${id}.meta.yaml`), sidecar)
  }
  const files = readdirSync(join(folder, 'seeds'))
    .filter(name => name.endsWith('.txt'))
    .sort()
    .map(name => ({ path: `seeds/${name}` }))
  const read = (name: string): string => readFileSync(join(folder, 'seeds', name), 'utf8')
  return { folder, corpus: loadCorpus(folder), files, read }
}

describe('a new text', () => {
  test('is mended, and its sidecar keeps the checksum of what was supplied, and every other byte', async () => {
    const text = 'one\r\nt\u202ewo\r\n'
    const said = '# about\nlanguage:   "en" # sure\nlicense: NONE\n\nbasis: {title:   unknown}\n# end\n'
    const { corpus, files, read, folder } = corpusWith({ new: [text, said] })
    chmodSync(join(folder, 'seeds/new.txt'), 0o640)
    const { fixed, released, problems } = await fixTexts(corpus, files.slice(1), { mend, write: true })
    expect([released, problems]).toEqual([[], []])
    expect(fixed).toEqual([
      {
        path: 'seeds/new.txt',
        codes: ['text/bidi-control'],
        diff: [
          '--- seeds/new.txt',
          '+++ seeds/new.txt (mended)',
          '@@ -1,2 +1,2 @@',
          '-one<U+000D>',
          '+one',
          '\\ column 4: U+000D → nothing',
          '-t<U+202E>wo<U+000D>',
          '+two',
          '\\ column 2: U+202E → nothing, and more',
          '',
        ].join('\n'),
        before: sha256(text),
        after: sha256('one\ntwo\n'),
      },
    ])
    expect(read('new.txt')).toBe('one\ntwo\n')
    expect(statSync(join(folder, 'seeds/new.txt')).mode & 0o777).toBe(0o640)
    expect(read('new.meta.yaml')).toBe(`${said}origin:\n  sha256: ${sha256(text)}\n`)
    expect((await fixTexts(corpus, files.slice(1), { mend, write: true })).fixed).toEqual([])
    expect(readdirSync(join(folder, 'seeds')).filter(name => name.startsWith('.'))).toEqual([])
  })

  test('is left as it is where only the difference is asked for', async () => {
    const { corpus, files, read } = corpusWith({ new: ['a\u202e', 'language: en'] })
    const { fixed } = await fixTexts(corpus, files.slice(1), { mend, write: false })
    expect(fixed.map(({ path }) => path)).toEqual(['seeds/new.txt'])
    expect([read('new.txt'), read('new.meta.yaml')]).toEqual(['a\u202e', 'language: en'])
  })

  test('is mended by the rules of its language', async () => {
    const { corpus, files } = corpusWith({ a: ['بـت', 'language: ar'], b: ['بـت', 'language: fa'] })
    const { fixed } = await fixTexts(corpus, files, { mend, write: true, release: undefined })
    // The seed is Arabic and has stretched letters too.
    expect(fixed.map(({ path, codes }) => [path, codes])).toEqual([
      ['seeds/000_ad92ce98440a633d.txt', ['arabic/tatweel-in-word']],
      ['seeds/a.txt', ['arabic/tatweel-in-word']],
    ])
  })

  test('keeps the checksum of the bytes that came first', async () => {
    const origin = 'origin:\n  encoding: windows-1256\n  sha256: "11"\n'
    const { corpus, files, read } = corpusWith({ a: ['a\u202e', `language: en\n${origin}`] })
    await fixTexts(corpus, files, { mend, write: true })
    expect(read('a.meta.yaml')).toBe(`language: en\n${origin}`)
    expect(read('a.txt')).toBe('a')
  })

  test('is not touched where its sidecar cannot keep the checksum, and the reason is told', async () => {
    const { corpus, files, read } = corpusWith({
      'a-none': ['a\u202e'],
      'b-broken': ['b\u202e', 'language: [en\n'],
      'c-list': ['c\u202e', '- language'],
      'd-origin': ['d\u202e', 'language: en\norigin:\n'],
      'e-latin': ['e\u202e', 'x'],
    })
    writeFileSync(join(corpus.folder, 'seeds/e-latin.meta.yaml'), Buffer.from([0xe9]))
    const { fixed, problems } = await fixTexts(corpus, files.slice(1), { mend, write: true })
    expect(fixed).toEqual([])
    expect(problems.map(({ code, location }) => [location.file, code])).toEqual([
      ['seeds/a-none.txt', 'sidecar/missing'],
      ['seeds/b-broken.meta.yaml', 'yaml/syntax'],
      ['seeds/c-list.meta.yaml', 'sidecar/no-mapping'],
      ['seeds/d-origin.meta.yaml', 'sidecar/null'],
      ['seeds/d-origin.meta.yaml', 'record/required'],
      ['seeds/e-latin.meta.yaml', 'file/not-utf8'],
    ])
    for (const name of ['a-none', 'b-broken', 'c-list', 'd-origin', 'e-latin'])
      expect(read(`${name}.txt`)).toContain('\u202e')
  })

  test('that is no UTF-8, or empty, is left to the checks', async () => {
    const { corpus, files } = corpusWith({
      a: [Buffer.from([0xff]), 'language: en'],
      b: ['', 'language: en'],
    })
    const every: Mend = text => ({ text: `${text}!`, codes: ['x'] })
    const { fixed } = await fixTexts(corpus, files.slice(1), { mend: every, write: true })
    expect(fixed).toEqual([])
  })
})

describe('a released text', () => {
  test.each(['jsonl', 'csv', 'arrow', 'parquet'])(
    'is told from a new one by a release in %s',
    async format => {
      const { corpus, files, read, folder } = corpusWith({})
      const out = join(folder, 'release')
      await exportCorpus({ corpus: folder, out, formats: [format] })
      writeFileSync(join(folder, 'seeds/new.txt'), 'a\u202e')
      writeFileSync(join(folder, 'seeds/new.meta.yaml'), 'language: en')
      const seed = read('000_ad92ce98440a633d.txt')
      const all = [...files, { path: 'seeds/new.txt' }]
      const { fixed, released } = await fixTexts(corpus, all, { mend, write: true, release: out })
      expect(fixed.map(({ path }) => path)).toEqual(['seeds/new.txt'])
      expect(released).toEqual(['seeds/000_ad92ce98440a633d.txt'])
      expect(read('000_ad92ce98440a633d.txt')).toBe(seed)
    },
  )

  test('is looked for in every shard; a folder that is no release is refused', async () => {
    const haiku = copyOfCorpus('haiku')
    const out = join(workdir(), 'out')
    await exportCorpus({ corpus: haiku, out, formats: ['csv'], shardBytes: 1 })
    expect(readdirSync(join(out, 'data')).length).toBe(9)
    const wanted = new Set(['sea', 'one', 'frog'])
    expect([...(await releasedIds(out, wanted))].sort()).toEqual(['one', 'sea'])
    expect(await releasedIds(join(out, 'missing'), wanted)).toEqual(new Set())
    await expect(releasedIds(haiku, wanted)).rejects.toThrow('it is no release')
  })
})

describe('the difference', () => {
  const diff = (before: string, after: string, maxLines?: number): string[] =>
    lineDiff(before, after, { name: 'x', ...(maxLines !== undefined && { maxLines }) })
      .split('\n')
      .slice(2, -1)

  test('pairs lines, and names the code points that changed', () => {
    expect(diff('a\nb\nc\nd e\u00a0f\ng\nh\ni\n', 'a\nb\nc\nd e f\ng\nh\ni\n')).toEqual([
      '@@ -2,5 +2,5 @@',
      ' b',
      ' c',
      '-d e<U+00A0>f',
      '+d e f',
      '\\ column 4: U+00A0 → U+0020',
      ' g',
      ' h',
    ])
    expect(diff('😀e\u0301', '😀é')).toEqual([
      '@@ -1,1 +1,1 @@',
      '-😀e\u0301',
      '+😀é',
      '\\ column 2: U+0065 U+0301 → U+00E9',
    ])
  })

  test('finds lines that are gone or came, and the end of the text', () => {
    expect(diff('\n\na\nb\n', 'a\nc\nb\n')).toEqual(['@@ -1,4 +1,3 @@', '-', '-', ' a', '+c', ' b'])
    expect(diff('a\n', 'a')).toEqual(['\\ the line feed at the end of the text is gone'])
    expect(lineDiff('same', 'same', { name: 'x' })).toBe('')
  })

  test('shows nothing that a terminal obeys, in the name of the file neither', () => {
    const shown = lineDiff('a\u001b[31mb\u202e\u2028\u0085', 'ab', { name: 'x\u001b\n.txt' })
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028]/)
    expect(shown).toContain('<U+001B>[31mb<U+202E>')
  })

  test('is short for long lines and many, and quick for millions of lines', { timeout: 60_000 }, () => {
    const line = `${'word '.repeat(2000)}X${' word'.repeat(2000)}`
    const cutLines = diff(line, line.replace('X', 'Y'))
    expect(cutLines[1]).toMatch(/^-….{70,90}X.{70,90}…$/)
    const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}\r`)
    const many = diff(lines.join('\n'), lines.join('\n').replaceAll('\r', ''), 5)
    expect(many.length).toBe(17)
    expect(many.at(-1)).toBe('… and more.')
    const large = 'ab\n'.repeat(5_000_000)
    expect(diff(`${large}x`, `${large}y`).length).toBe(6)
    const apart = `x\n${large}x`
    expect(diff(apart, `y\n${large}y`).length).toBe(12)
    expect(diff('\r'.repeat(20_000_000), '\n'.repeat(20_000_000)).length).toBeLessThan(200)
  })

  test('read back, gives the later text out of the earlier one', () => {
    const line = fc.constantFrom('', 'a', 'b', 'c', 'dd', ' ')
    const texts = fc.array(line, { maxLength: 30 }).map(lines => lines.join('\n'))
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        expect(applied(before, lineDiff(before, after, { name: 'x', maxLines: 1000 }))).toEqual(
          linesOf(after),
        )
      }),
      { numRuns: 500 },
    )
  })

  const linesOf = (text: string): string[] => {
    const lines = text.split('\n')
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines
  }

  /** A patch program in a few lines: every line it takes away or keeps must be there. */
  function applied(before: string, patch: string): string[] {
    const old = linesOf(before)
    const result: string[] = []
    let at = 0
    for (const line of patch.split('\n').slice(2)) {
      const start = /^@@ -(\d+),\d+ \+(\d+),\d+ @@$/.exec(line)
      if (start !== null) {
        result.push(...old.slice(at, Number(start[1]) - 1))
        at = Number(start[1]) - 1
        expect(result.length).toBe(Number(start[2]) - 1)
      } else if (line.startsWith('+')) result.push(line.slice(1))
      else if (line.startsWith('-') || line.startsWith(' ')) {
        expect(old[at++]).toBe(line.slice(1))
        if (line.startsWith(' ')) result.push(line.slice(1))
      }
    }
    return [...result, ...old.slice(at)]
  }
})

describe('a member put into YAML', () => {
  test.each<[string, string]>([
    ['', 'origin:\n  sha256: "11"\n'],
    ['# only a comment', '# only a comment\norigin:\n  sha256: "11"\n'],
    ['a: b', 'a: b\norigin:\n  sha256: "11"\n'],
    ['  a: b\n  # c\n', '  a: b\n  # c\n  origin:\n    sha256: "11"\n'],
    ['{a: b} # c\n', '{a: b, origin: { sha256: "11" } } # c\n'],
    ['{}', '{ origin: { sha256: "11" } }'],
    ['origin: {x: y}\nb: c\n', 'origin: {x: y, sha256: "11" }\nb: c\n'],
    ['origin:\n    x: y # z\n    # w\nb: c\n', 'origin:\n    x: y # z\n    sha256: "11"\n    # w\nb: c\n'],
    ['a: |\n  text\n\n  # no comment\n', 'a: |\n  text\n\n  # no comment\norigin:\n  sha256: "11"\n'],
    ['a: b\r\nc: d\r\n', 'a: b\r\nc: d\r\norigin:\n  sha256: "11"\n'],
  ])('%j', (before, after) => {
    expect(withYamlMember(before, ['origin', 'sha256'], '11')).toBe(after)
  })

  test('leaves the meaning of all else, also where the text has to be written anew', () => {
    for (const text of [
      'a: b\n...\n',
      '--- # x\na: >-\n  folded',
      'a: |+\n  kept\n\n',
      '? a\n: b',
      'a: &x [1]\nb: *x\n',
    ]) {
      const edited = withYamlMember(text, ['origin', 'sha256'], '11')
      expect(parseYaml(edited), text).toEqual({ ...parseYaml(text), origin: { sha256: '11' } })
    }
    expect(withYamlMember('# kept\na: b # too\n...\n', ['o', 's'], '1')).toMatch(/^# kept\na: b # too\n/)
    expect(() => withYamlMember('- a', ['o', 's'], '1')).toThrow()
  })
})

test('a text that is a link inside the corpus stays one, and what it leads to is mended', async () => {
  const { corpus, folder, read } = corpusWith({ a: ['x', 'language: en'] })
  mkdirSync(join(folder, 'kept'))
  writeFileSync(join(folder, 'kept/real.txt'), 'y\u202e')
  symlinkSync('../kept/real.txt', join(folder, 'seeds/b.txt'))
  writeFileSync(join(folder, 'seeds/b.meta.yaml'), 'language: en\n')
  await fixTexts(corpus, [{ path: 'seeds/b.txt' }], { mend, write: true })
  expect(readFileSync(join(folder, 'kept/real.txt'), 'utf8')).toBe('y')
  expect(read('b.txt')).toBe('y')
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { formOfFile } from '../src/drafting/form.js'
import { inspectFile } from '../src/inspect.js'
import { inspectFolder } from '../src/inspect-folder.js'
import { root, warraq, workdir } from './cli.js'

function file(name: string, content: string | Buffer): string {
  const path = join(workdir(), name)
  writeFileSync(path, content)
  return path
}

describe('the form of a file', () => {
  const formOf = async (name: string, content: string | Buffer) => {
    const { form, encoding, separator, packed, looksLike } = await formOfFile(file(name, content))
    return [form, encoding ?? packed ?? looksLike, separator]
  }

  test('is told by its content, whatever it is called', async () => {
    expect(await formOf('a.dat', '{"a":1}\n{"a":2}\n')).toEqual(['jsonl', 'utf-8', undefined])
    expect(await formOf('a.txt', '[\n{"a":1},\n{"a":2}]')).toEqual(['json', 'utf-8', undefined])
    expect(await formOf('a.json', '{"a":1}')).toEqual(['json', 'utf-8', undefined])
    expect(await formOf('a.jsonl', '"x"\n"y"\n')).toEqual(['jsonl', 'utf-8', undefined])
    expect(await formOf('a', 'a;b;c\n1;2;3\n4;5;6\n')).toEqual(['csv', 'utf-8', ';'])
    expect(await formOf('a.csv', 'a\tb\n"x, y"\tz\n')).toEqual(['csv', 'utf-8', '\t'])
    expect(await formOf('a.csv', 'one\n1\n2\n')).toEqual(['csv', 'utf-8', ','])
    expect(await formOf('a.txt', 'Well, this is a text,\nwith a comma, or two.\n')).toEqual([
      'text',
      'utf-8',
      undefined,
    ])
    expect(await formOf('a.jsonl', 'PAR1....')).toEqual(['parquet', undefined, undefined])
    expect(await formOf('a.bin', Buffer.from('ARROW1\0\0'))).toEqual(['arrow', undefined, undefined])
    expect((await formOf('a.csv', Buffer.from('PK\u0003\u0004')))[0]).toBe('unknown')
    expect((await formOf('a.jsonl', Buffer.of(1, 2, 0, 3)))[0]).toBe('unknown')
    expect(await formOf('a.jsonl', '')).toEqual(['unknown', 'empty', undefined])
    expect((await formOf('a.html', '<!DOCTYPE html><p>x'))[0]).toBe('text')
    expect(await formOf('a.txt', Buffer.from('\ufeffab', 'utf16le'))).toEqual(['text', 'utf-16le', undefined])
    expect((await formOf('a.bin', gzipSync('{"a":1}\n{"a":2}\n')))[0]).toBe('jsonl')
  })
})

describe('the fields of a file', () => {
  const records = Array.from({ length: 200 }, (_, i) => ({
    id: i,
    kind: i % 4 === 0 ? 'wind' : 'rain',
    note: i < 50 ? null : 'x'.repeat(i),
    ...(i < 20 && { rare: [true] }),
    part: { word: i % 2 === 0 ? 'ليلى' : 'layla' },
  }))
  const text = records.map(one => `${JSON.stringify(one)}\n`).join('')

  test('are counted exactly where the file is small', async () => {
    const seen = await inspectFile(file('a.jsonl', text))
    expect(seen).toMatchObject({ form: 'jsonl', records: 200, isExact: true, looked: 200, where: 'all' })
    const fields = new Map(seen.fields.map(one => [one.pointer, one]))
    expect([...fields.keys()]).toEqual(['/id', '/kind', '/note', '/rare', '/rare/*', '/part', '/part/word'])
    expect(fields.get('/id')).toMatchObject({
      types: { integer: 200 },
      numbers: { min: 0, max: 199 },
      absent: 0,
    })
    expect(fields.get('/kind')).toMatchObject({
      types: { string: 200 },
      different: { count: 2, exact: true },
      common: [
        { value: 'rain', count: 150 },
        { value: 'wind', count: 50 },
      ],
    })
    expect(fields.get('/note')).toMatchObject({
      types: { string: 150, null: 50 },
      lengths: { text: { min: 50, median: 124, max: 199 } },
    })
    expect(fields.get('/rare')).toMatchObject({ types: { array: 20 }, absent: 180 })
    expect(fields.get('/part/word')?.scripts).toEqual([
      { script: 'Latin', share: 5 / 9 },
      { script: 'Arabic', share: 4 / 9 },
    ])
  })

  test('are said of a part where it is large, and their number is estimated', async () => {
    const many = Array.from(
      { length: 120_000 },
      (_, i) => `{"id":${i},"text":"${'words '.repeat(10)}"}\n`,
    ).join('')
    const path = file('a.jsonl', many)
    const part = await inspectFile(path)
    expect(part).toMatchObject({ isExact: false, where: 'spread' })
    expect(part.looked).toBeLessThan(90_000)
    expect(Math.abs((part.records ?? 0) - 120_000)).toBeLessThan(2000)
    expect(part.fields[0]?.numbers).toEqual({ min: 0, max: 119_999 })
    const all = await inspectFile(path, { all: true })
    expect(all).toMatchObject({ records: 120_000, isExact: true, where: 'all' })
  })

  test('of packed lines are those of the beginning', async () => {
    const many = Array.from(
      { length: 100_000 },
      (_, i) => `{"id":${i},"text":"${'words '.repeat(10)}"}\n`,
    ).join('')
    const part = await inspectFile(file('a.jsonl.gz', gzipSync(many)))
    expect(part).toMatchObject({ packed: 'gzip', records: undefined, isExact: false, where: 'beginning' })
    expect(part.looked).toBeGreaterThan(1000)
    expect(part.fields[0]?.types).toEqual({ integer: part.looked })
  })

  test('of a table have the types that all cells have', async () => {
    const seen = await inspectFile(file('a.csv', 'n;code;f\n1;01;1.5\n2;02;\n'))
    expect(seen).toMatchObject({ form: 'csv', separator: ';', records: 2 })
    expect(seen.fields.map(({ types }) => types)).toEqual([
      { integer: 2 },
      { string: 2 },
      { number: 1, null: 1 },
    ])
  })
})

describe('warraq inspect', () => {
  test('shows values so that nothing in them steers a terminal or turns a line around', async () => {
    const path = file('a.jsonl', `${JSON.stringify({ اسم: 'ليلى\u202e\u001b[31m', b: 'x\ty' })}\n`)
    const { code, stdout } = await warraq(['inspect', path])
    expect(code).toBe(0)
    expect(stdout).toContain('\u2068/اسم\u2069')
    expect(stdout).toContain('\u2068"ليلى<U+202E><U+001B>[31m"\u2069')
    expect(stdout).toContain('"x y"')
    expect(stdout).toContain('1 record; every one was looked at.')
  })

  test('tells texts, releases and folders of texts', async () => {
    const text = await warraq(['inspect', join(root, 'seeds/000_ad92ce98440a633d.txt')])
    expect(text.stdout).toMatch(/: a text, UTF-8, 5 \d\d\d bytes\n2 886 characters in \d+ lines/)
    expect(text.stdout).toContain('Letters: Arabic 100 %.')
    const release = await warraq(['inspect', join(root, 'dist-data')])
    expect(release.stdout).toContain('A release of warraq: ')
    expect(release.stdout).toContain('1 record; every one was looked at.')
    const folder = join(workdir(), 'texts')
    mkdirSync(folder)
    for (let i = 0; i < 100; i++) writeFileSync(join(folder, `${i}.txt`), 'A text. '.repeat(i + 10))
    const seen = await inspectFolder(folder)
    expect(seen).toMatchObject({ files: 100, endings: [{ ending: '.txt', files: 100 }], release: undefined })
    expect(seen.texts).toMatchObject({ looked: 60, scripts: { Latin: 60 } })
    const json = await warraq(['inspect', '--json', folder])
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(JSON.stringify({ ...seen, folder })))
  })

  test('says what a file is that holds no records, and what cannot be read', async () => {
    const pdf = await warraq(['inspect', file('x.jsonl', '%PDF-1.7')])
    expect([pdf.code, pdf.stdout]).toEqual([0, expect.stringContaining(': a PDF, 8 bytes')])
    const none = await warraq(['inspect', 'nowhere'])
    expect([none.code, none.stderr]).toEqual([2, 'nowhere cannot be read.\n    fix: Correct the path.\n'])
  })
})

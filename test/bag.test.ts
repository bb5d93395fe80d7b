import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bagitTxt,
  parseManifest,
  payloadManifest,
  renderBagInfo,
  renderManifest,
  tagManifest,
} from '../src/release/bag.js'
import { byCodePoint } from '../src/text/order.js'
import { publishRelease } from './staging/publish-release.js'

const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const entry = (path: string) => ({ path, sha256: sha(path) })

describe('a manifest', () => {
  it('has a line per file by code point, as sha256sum writes it', () => {
    expect(renderManifest(['data/b', 'data/a/c', 'data/a.csv', 'data/B'].map(entry))).toBe(
      ['data/B', 'data/a.csv', 'data/a/c', 'data/b'].map(path => `${sha(path)}  ${path}\n`).join(''),
    )
  })

  it('of the payload lists data/, that of the tags all else but itself', () => {
    const files = ['README.md', 'data/x', 'tagmanifest-sha256.txt', 'manifest-sha256.txt', 'database/y'].map(
      entry,
    )
    expect(parseManifest(payloadManifest(files)).entries.map(file => file.path)).toEqual(['data/x'])
    expect(parseManifest(tagManifest(files)).entries.map(file => file.path)).toEqual([
      'README.md',
      'database/y',
      'manifest-sha256.txt',
    ])
  })

  it('encodes line breaks and the percent sign of a path, and only those', () => {
    const text = renderManifest([entry('data/100% \r\n é')])
    expect(text).toBe(`${sha('data/100% \r\n é')}  data/100%25 %0D%0A é\n`)
  })

  it('gives back what was written', () => {
    const path = fc
      .array(
        fc.oneof(fc.constantFrom('%', '%0A', '\n', '\r', ' ', '*', '/', './'), fc.string({ unit: 'binary' })),
      )
      .map(parts => `data/${parts.join('')}`)
    fc.assert(
      fc.property(fc.uniqueArray(path), paths => {
        const entries = paths.map(entry)
        const parsed = parseManifest(renderManifest(entries))
        expect(parsed.malformed).toEqual([])
        expect(parsed.entries).toEqual(entries.sort((a, b) => byCodePoint(a.path, b.path)))
      }),
    )
  })

  it.each([
    ['one space', `${sha('a')} data/a`],
    ['a tab', `${sha('a')}\tdata/a`],
    ['much space', `${sha('a')}  \t  data/a\n`],
    ['md5sum’s asterisk', `${sha('a')} *data/a\n`],
    ['find’s dot', `${sha('a')}  ./data/a\n`],
    ['capitals', `${sha('a').toUpperCase()}  data/a\n`],
    ['CR', `${sha('a')}  data/a\r`],
    ['CRLF and blank lines', `\r\n${sha('a')}  data/a\r\n\r\n`],
  ])('may come with %s', (_, text) => {
    expect(parseManifest(text)).toEqual({ entries: [{ path: 'data/a', sha256: sha('a') }], malformed: [] })
  })

  it('says which lines are something else', () => {
    const text = `${sha('a')}  data/a\n${sha('b').slice(1)}  data/b\ndata/c\n${sha('d')}\n`
    expect(parseManifest(text).malformed).toEqual([2, 3, 4])
  })

  it.each(['', ' data/a', '\tdata/a', '*a', './a'])(
    'refuses the path %j, which readers would change',
    path => {
      expect(() => renderManifest([entry(path)])).toThrow('BagIt manifest')
    },
  )

  it('refuses a path that comes twice and what is no checksum', () => {
    expect(() => renderManifest([entry('data/a'), entry('data/b'), entry('data/a')])).toThrow('twice')
    expect(() => renderManifest([{ path: 'data/a', sha256: sha('a').toUpperCase() }])).toThrow('SHA-256')
  })
})

describe('bag-info.txt', () => {
  it('has the fields in order and the Payload-Oxum of data/', () => {
    const files = [
      { path: 'data/a', bytes: 1_000 },
      { path: 'data/b/c', bytes: 24 },
      { path: 'README.md', bytes: 7 },
    ]
    expect(
      renderBagInfo(
        [
          ['Source-Organization', 'ورّاق'],
          ['Bagging-Date', '2026-11-22'],
        ],
        files,
      ),
    ).toBe('Source-Organization: ورّاق\nBagging-Date: 2026-11-22\nPayload-Oxum: 1024.2\n')
  })

  it('keeps every value on one line', () => {
    const value = ' a\r\n b\nPayload-Oxum: 0.0\u2028c\u0085 \n\n d  e '
    expect(renderBagInfo([['External-Description', value]], [])).toBe(
      'External-Description: a b Payload-Oxum: 0.0 c d  e\nPayload-Oxum: 0.0\n',
    )
  })

  it('has no character that readers in Python break lines at', () => {
    expect(renderBagInfo([['External-Description', 'a \u001c\u001d b\u001ec\u001f']], [])).toBe(
      'External-Description: a b c\u001f\nPayload-Oxum: 0.0\n',
    )
  })

  it.each(['', 'a:b', 'a\nb', ' a'])('refuses the label %j', label => {
    expect(() => renderBagInfo([[label, 'x']], [])).toThrow('label')
  })
})

it('declares BagIt 1.0', () => {
  expect(bagitTxt()).toBe('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
})

const hasSha256sum = spawnSync('sha256sum', ['--version']).status === 0

it.skipIf(!hasSha256sum)('is understood by sha256sum', () => {
  const folder = mkdtempSync(join(tmpdir(), 'warraq-bag-'))
  try {
    mkdirSync(join(folder, 'a b'))
    writeFileSync(join(folder, 'a b', 'beside'), '')
    publishRelease(join(folder, 'a b', 'dist-data'), 'new')
    const check = (manifest: string) =>
      execFileSync('sha256sum', ['--check', '--strict', manifest], {
        cwd: join(folder, 'a b', 'dist-data'),
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      })
    expect(check('manifest-sha256.txt')).toBe('data/articles.csv: OK\ndata/articles.jsonl: OK\n')
    expect(check('tagmanifest-sha256.txt')).toContain('manifest-sha256.txt: OK\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { crc32 } from '../src/release/workbook/crc32.js'
import { checkSheets } from '../src/release/workbook/limits.js'
import type { Sheet } from '../src/release/workbook/sheets.js'
import { tablesOf } from '../src/schema/tables.js'
import { articleSchema } from './awkward.js'
import { warraq, workdir } from './cli.js'

/** A corpus of one text field, with these texts. */
function corpusOf(texts: readonly string[]): string {
  const folder = workdir()
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: ['id', 'note'],
    properties: { id: { type: 'string', 'x-key': true }, note: { type: 'string' } },
  }
  const statement = {
    name: 'notes',
    title: 'Notes',
    version: '1.0.0',
    released: '2026-11-22',
    url: 'urn:example:notes',
    description: 'Made up.',
    license: 'CC0-1.0',
    creators: [{ name: 'Nobody', type: 'organisation' }],
    language: ['en'],
    schema: 'schema.json',
    sources: [{ path: 'notes.jsonl', format: 'jsonl' }],
  }
  writeFileSync(join(folder, 'schema.json'), JSON.stringify(schema))
  writeFileSync(join(folder, 'corpus.yaml'), JSON.stringify(statement))
  const lines = texts.map((note, n) => `${JSON.stringify({ id: `n-${n}`, note })}\n`)
  writeFileSync(join(folder, 'notes.jsonl'), lines.join(''))
  return folder
}

const exportTo = (corpus: string, ...options: string[]) =>
  warraq(['export', '--corpus', corpus, '--out', join(corpus, 'out'), ...options])

describe('export --excel', () => {
  test('writes the same bytes again, and takes the place of what it wrote', async () => {
    const corpus = corpusOf(['=1+1', '000123'])
    const file = join(corpus, 'notes.xlsx')
    const first = await exportTo(corpus, '--excel', file)
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toContain(`${file} has a sheet for each table`)
    const bytes = readFileSync(file)
    expect(bytes.toString('latin1')).toContain('t="inlineStr"><is><t xml:space="preserve">=1+1</t>')
    await exportTo(corpus, '--excel', file)
    expect(readFileSync(file).equals(bytes)).toBe(true)
  })

  test('refuses by name a text that no cell can hold, and takes one that just fits', async () => {
    const corpus = corpusOf(['a'.repeat(32_767), '😀'.repeat(16_384), 'short'])
    const file = join(corpus, 'notes.xlsx')
    const { code, stderr } = await exportTo(corpus, '--excel', file)
    expect(code).toBe(1)
    expect(stderr).toContain('data/notes.csv:3: error release/cell-too-long')
    expect(stderr).toContain('the column "note" of the record "n-1" has 32 768 characters')
    expect(stderr).not.toContain('n-0')
    expect(existsSync(file)).toBe(false)
    expect(existsSync(join(corpus, 'out/README.md'))).toBe(true)
    writeFileSync(join(corpus, 'notes.jsonl'), `{"id":"n-0","note":"${'a'.repeat(32_767)}"}\n`)
    expect(await exportTo(corpus, '--unpublished', '--excel', file)).toMatchObject({ code: 0 })
  })

  test('leaves a file alone that is not as it wrote it', async () => {
    const corpus = corpusOf(['one'])
    const file = join(corpus, 'notes.xlsx')
    writeFileSync(file, 'mine')
    const { code, stderr } = await exportTo(corpus, '--excel', file)
    expect([code, readFileSync(file, 'utf8'), existsSync(join(corpus, 'out'))]).toEqual([2, 'mine', false])
    expect(stderr).toContain('it is another file')
  })

  test('refuses a place in the release, another ending, and a release without CSV', async () => {
    const corpus = corpusOf(['one'])
    const refusal = async (...options: string[]) => (await exportTo(corpus, ...options)).stderr
    expect(await refusal('--excel', join(corpus, 'out', 'a.xlsx'))).toContain('There is no folder')
    await exportTo(corpus)
    expect(await refusal('--excel', join(corpus, 'out', 'a.xlsx'))).toContain('it would lie in the release')
    expect(await refusal('--excel', join(corpus, 'a.csv'))).toContain('does not end with .xlsx')
    const without = await refusal('--excel', join(corpus, 'a.xlsx'), '--formats', 'jsonl')
    expect(without).toContain('which --formats leaves out')
  })
})

describe('a sheet', () => {
  const [table] = tablesOf(articleSchema)
  const sheet = (lines: number, columns = table!.columns): Sheet => ({
    name: 'records',
    table: { ...table!, columns },
    files: [
      { path: 'data/a.csv', location: '', lines },
      { path: 'data/b.csv', location: '', lines: 1 },
    ],
  })

  test('holds so many lines, with its head, and so many columns', () => {
    const { problems, total } = checkSheets([sheet(1_048_575)])
    expect(total).toBe(1)
    expect(problems[0]).toMatchObject({ code: 'release/sheet-too-large', location: { file: 'data/a.csv' } })
    expect(problems[0]?.message).toContain('1 048 577 lines')
    const wide = Array.from({ length: 16_385 }, () => table!.columns[0]!)
    expect(checkSheets([sheet(1, wide)]).problems[0]?.message).toContain('16 385 columns')
  })
})

describe('an entry of a ZIP file', () => {
  test('has the checksum that the format asks for', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926)
    expect(crc32(Buffer.from('6789'), crc32(Buffer.from('12345')))).toBe(0xcbf43926)
  })
})

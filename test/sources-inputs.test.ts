import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UsageError } from '../src/errors.js'
import { loadSchema } from '../src/schema/load.js'
import { inputsOf } from '../src/sources/named-inputs.js'
import { folderOf, placesOf } from './sources.js'

const schema = loadSchema(
  JSON.stringify({
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string', 'x-key': true },
      blocks: { type: 'array', items: { type: 'object', properties: { start: { type: 'integer' } } } },
    },
  }),
  's.json',
)

const files = {
  'a.jsonl': '1',
  'b/c.json.gz': '22',
  'b/d.NDJSON': '',
  'b/t.csv': 'id\n',
  'b/t.blocks.csv': 'id\n',
  'b/text.txt': 'x',
  'b/text.meta.yaml': 'x',
  'b/lost.meta.yaml': 'x',
  'b/lost.blocks.csv': 'x',
  'b/readme.md': 'x',
  'b/.hidden.jsonl': 'x',
  'b/.git/x.jsonl': 'x',
  'e.feather': 'x',
  'f.parquet': 'x',
}

function listed(paths: string[], options: { as?: string; standardInput?: string; folder?: string } = {}) {
  const { inputs, problems } = inputsOf(paths, { schema, folder: options.folder ?? '/', ...options })
  return {
    inputs: inputs.map(({ path, source, bytes }) => `${path} ${source} ${bytes}`),
    said: placesOf(problems),
    problems,
  }
}

test('files have the form that their names say, and folders are read to the bottom', () => {
  const folder = folderOf(files)
  expect(listed(['f.parquet', 'a.jsonl', 'b', 'e.feather'], { folder })).toMatchObject({
    inputs: [
      'f.parquet parquet 1',
      'a.jsonl jsonl 1',
      'b/c.json.gz json 2',
      'b/d.NDJSON jsonl 0',
      'b/t.csv csv 3',
      'b/text.txt text 1',
      'e.feather arrow 1',
    ],
    said: ['b/lost.meta.yaml sidecar/orphan', 'b/lost.blocks.csv csv/no-main', 'b/readme.md file/ignored'],
  })
  expect(listed([join(folder, 'b')], { folder: join(folder, 'b') }).inputs[0]).toBe('c.json.gz json 2')
  expect(listed(['../a.jsonl'], { folder: join(folder, 'b') }).inputs).toEqual(['../a.jsonl jsonl 1'])
  expect(listed([join(folder, 'a.jsonl')], { folder: '/usr/lib' }).inputs).toEqual([
    `${join(folder, 'a.jsonl')} jsonl 1`,
  ])
})

test('--as says the form of all that are named', () => {
  const folder = folderOf(files)
  expect(listed(['b/readme.md'], { folder, as: 'text' }).inputs).toEqual(['b/readme.md text 1'])
  expect(() => listed(['a.jsonl'], { folder, as: 'jsnol' })).toThrow('Did you mean "jsonl"?')
  const input = inputsOf(['-'], { schema, folder, standardInput: join(folder, 'a.jsonl') }).inputs[0]
  expect(input).toEqual({ path: '-', at: join(folder, 'a.jsonl'), bytes: 1, source: 'jsonl' })
  const as = inputsOf(['-'], { schema, folder, as: 'csv', standardInput: join(folder, 'a.jsonl') })
  expect(as.inputs[0]?.source).toBe('csv')
})

test('companions that are named with their file are read with it', () => {
  const folder = folderOf(files)
  const named = ['b/t.blocks.csv', 'b/t.csv', 'b/text.meta.yaml', 'b/text.txt']
  expect(listed(named, { folder }).inputs).toEqual(['b/t.csv csv 3', 'b/text.txt text 1'])
})

test.each<[string, string[], RegExp]>([
  ['is not there', ['x.jsonl'], /x\.jsonl cannot be read: it does not exist/],
  ['has no known form', ['b/readme.md'], /does not say what form it has/],
  ['is a table of lists alone', ['b/t.blocks.csv'], /belongs to b\/t\.csv, and is read with it/],
  [
    'is a table of lists without its records',
    ['b/lost.blocks.csv'],
    /belongs to b\/lost\.csv, which is not there/,
  ],
  ['is a sidecar', ['b/text.meta.yaml'], /belongs to b\/text\.txt/],
  ['is below a file', ['a.jsonl/x'], /a part of the path is no folder/],
  ['is standard input where there is none', ['-'], /Standard input/],
])('what %s is wrong use', (_, paths, message) => {
  const folder = folderOf(files)
  expect(() => listed(paths, { folder })).toThrow(message)
  expect(() => listed(paths, { folder })).toThrow(UsageError)
})

test('a file is read once, whatever names and links lead to it', () => {
  const folder = folderOf(files)
  symlinkSync('a.jsonl', join(folder, 'link.jsonl'))
  const found = listed(['link.jsonl', 'a.jsonl', './a.jsonl'], { folder })
  expect(found.inputs).toEqual(['link.jsonl jsonl 1'])
  expect(found.said).toEqual(['a.jsonl file/twice', 'a.jsonl file/twice'])
  expect(found.problems[0]?.message).toContain('link.jsonl')
})

test('links of a folder lead nowhere outside it', () => {
  const folder = folderOf(files)
  mkdirSync(join(folder, 'in'))
  symlinkSync('../a.jsonl', join(folder, 'in/out.jsonl'))
  symlinkSync('..', join(folder, 'in/up'))
  symlinkSync('nowhere', join(folder, 'in/broken.jsonl'))
  symlinkSync('loop.jsonl', join(folder, 'in/loop.jsonl'))
  expect(listed(['in'], { folder })).toMatchObject({
    inputs: [],
    said: [
      'in/broken.jsonl file/unreadable',
      'in/loop.jsonl file/unreadable',
      'in/out.jsonl file/outside',
      'in/up file/outside',
    ],
  })
})

test.skipIf(process.getuid?.() === 0)('what may not be read is said', () => {
  const folder = folderOf(files)
  chmodSync(join(folder, 'a.jsonl'), 0)
  chmodSync(join(folder, 'b/t.csv'), 0)
  expect(() => listed(['a.jsonl'], { folder })).toThrow('permission was denied')
  expect(listed(['b'], { folder }).said).toContain('b/t.csv file/unreadable')
})

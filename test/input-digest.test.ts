import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadSchema } from '../src/schema/load.js'
import { digestOfInput, stateOfInput } from '../src/shards/input-digest.js'
import type { Slice } from '../src/sources/source.js'
import { workdir } from './cli.js'

const schema = loadSchema(
  JSON.stringify({
    type: 'object',
    required: ['id', 'text'],
    additionalProperties: false,
    properties: {
      id: { type: 'string', 'x-key': true },
      text: { type: 'string', 'x-text': true },
      parts: {
        type: 'array',
        items: { type: 'object', properties: { n: { type: 'integer' } }, additionalProperties: false },
      },
    },
  }),
  'schema.json',
)

/** Whether the digest of one slice notices that a byte at `at` of a file is another. */
async function notices(slice: Omit<Slice, 'line'>, at: number, file = slice.path): Promise<boolean> {
  const folder = workdir()
  const bytes = Buffer.alloc(200_000, 'a line\n')
  writeFileSync(join(folder, slice.path), bytes)
  if (file !== slice.path) writeFileSync(join(folder, file), bytes)
  const read = { slices: [{ ...slice, line: 1 }], folder }
  const [before, state] = [await digestOfInput(read, schema), stateOfInput(read, schema)]
  expect(await digestOfInput(read, schema)).toBe(before)
  const changed = readFileSync(join(folder, file))
  changed[at] = 0x21
  writeFileSync(join(folder, file), changed)
  expect(stateOfInput(read, schema)).not.toBe(state)
  return (await digestOfInput(read, schema)) !== before
}

test('a slice of lines is its bytes and how the file begins', async () => {
  const slice = { source: 'jsonl', path: 'a.jsonl', start: 100_000, end: 150_000 }
  const found = await Promise.all([0, 99_999, 100_000, 149_999, 150_000].map(at => notices(slice, at)))
  expect(found).toEqual([true, false, true, true, false])
})

test.each(['csv', 'parquet', 'arrow', 'json'])(
  'a slice of %s is all of its file: a header or a footer decides how it is read',
  async source => {
    const slice = { source, path: `a.${source}`, start: 100_000, end: 150_000 }
    expect(await Promise.all([0, 199_999].map(at => notices(slice, at)))).toEqual([true, true])
  },
)

test.each([
  ['text', 'a.txt', 'a.meta.yaml'],
  ['csv', 'a.csv', 'a.parts.csv'],
])('with a file of %s goes what is read with it', async (source, path, beside) => {
  expect(await notices({ source, path, start: 0, end: 200_000 }, 5, beside)).toBe(true)
})

test('a file that is not there yet is another input than an empty one', async () => {
  const folder = workdir()
  writeFileSync(join(folder, 'a.txt'), 'text')
  const read = { slices: [{ source: 'text', path: 'a.txt', start: 0, end: 4, line: 1 }], folder }
  const before = await digestOfInput(read, schema)
  writeFileSync(join(folder, 'a.meta.yaml'), '')
  expect(await digestOfInput(read, schema)).not.toBe(before)
})

import { RecordBatchFileWriter, RecordBatchStreamWriter, Table, tableFromArrays } from 'apache-arrow'
import { expect, test } from 'vitest'
import { loadSchema } from '../src/schema/load.js'
import { arrow } from '../src/sources/arrow.js'
import { draftsOf, folderOf } from './sources.js'

const schema = loadSchema(
  JSON.stringify({
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string', 'x-key': true }, n: { type: 'integer' } },
  }),
  's.json',
)

const ids = Array.from({ length: 100 }, (_, i) => `k${i}`)
const table = tableFromArrays({ n: Int32Array.from(ids, (_, i) => i), m: Int32Array.from(ids, (_, i) => i) })
const batches = [0, 0, 7, 40, 41, 41, 100].flatMap(
  (end, i, ends) => table.slice(ends[i - 1] ?? 0, end).batches,
)
const bytes = Buffer.from(RecordBatchFileWriter.writeAll(new Table(batches)).toUint8Array(true))
const stream = Buffer.from(RecordBatchStreamWriter.writeAll(new Table(batches)).toUint8Array(true))

const told = ({ locate, ...draft }: Awaited<ReturnType<typeof draftsOf>>[number]) => ({
  ...draft,
  at: locate({ pointer: '/n', part: 'value', span: undefined }),
})

test('a file that is cut gives the same drafts, and what is said of the file once', async () => {
  const middle = Buffer.from(bytes)
  // The metadata of a batch in the middle of the file.
  const second = middle.indexOf(Buffer.of(0xff, 0xff, 0xff, 0xff), 900)
  middle.fill(0x7f, second + 8, second + 40)
  for (const content of [bytes, middle]) {
    const folder = folderOf({ 'a.arrow': content })
    const file = { source: arrow, schema, folder, file: 'a.arrow' }
    const whole = (await draftsOf(file)).map(told)
    const said = whole.filter(({ ordinal }) => ordinal === -1).map(({ problems }) => problems[0]?.code)
    expect(said.filter(code => code !== 'file/damaged')).toEqual(['columns/unknown', 'columns/missing'])
    expect(said.includes('file/damaged')).toBe(content === middle)
    const ordinals = whole.map(({ ordinal }) => ordinal).filter(ordinal => ordinal >= 0)
    expect(new Set(ordinals).size).toBe(ordinals.length)
    expect(ordinals.length < 100).toBe(content === middle)
    for (const target of [1, 600]) {
      const context = { folder, schema }
      expect(
        [...arrow.split({ path: 'a.arrow', bytes: content.length }, target, context)].length,
      ).toBeGreaterThan(1)
      expect((await draftsOf({ ...file, target })).map(told)).toEqual(whole)
    }
  }
})

test('a stream is read in one piece', () => {
  const folder = folderOf({ 'a.arrows': stream })
  const slices = [...arrow.split({ path: 'a.arrows', bytes: stream.length }, 1, { folder, schema })]
  expect(slices).toEqual([{ source: 'arrow', path: 'a.arrows', start: 0, end: stream.length, line: 1 }])
})

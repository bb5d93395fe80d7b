import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { groupSizes } from '../src/formats/parquet-groups.js'
import { loadSchema } from '../src/schema/load.js'
import { parquet } from '../src/sources/parquet.js'
import type { Slice } from '../src/sources/source.js'
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
const bytes = Buffer.from(
  parquetWriteBuffer({
    columnData: [
      { name: 'id', data: ids, type: 'STRING' },
      { name: 'm', data: ids.map((_, i) => i), type: 'INT32' },
    ],
    rowGroupSize: 9,
  }),
)
const files = () => folderOf({ 'a.parquet': bytes, 'none.parquet': 'PAR1 and more PAR1' })

test('the end of a file tells its row groups', () => {
  const folder = files()
  const sizes = groupSizes(`${folder}/a.parquet`) ?? []
  expect(sizes.map(({ records }) => records)).toEqual([...Array.from({ length: 11 }, () => 9), 1])
  expect(sizes.every(({ bytes: size }) => size > 0)).toBe(true)
  expect(groupSizes(`${folder}/none.parquet`)).toBeUndefined()
})

test('slices are whole row groups, all of them, and share the bytes of the file', () => {
  const context = { folder: files(), schema }
  const slicesOf = (target: number): readonly Slice[] => [
    ...parquet.split({ path: 'a.parquet', bytes: bytes.length }, target, context),
  ]
  expect(slicesOf(2 ** 30)).toEqual([
    { source: 'parquet', path: 'a.parquet', start: 0, end: bytes.length, line: 1 },
  ])
  for (const target of [1, 200, 500, 1000]) {
    const slices = slicesOf(target)
    expect(slices.length).toBeGreaterThan(1)
    expect([slices[0]?.start, slices.at(-1)?.end]).toEqual([0, bytes.length])
    expect([slices[0]?.groups?.[0], slices.at(-1)?.groups?.[1]]).toEqual([0, 12])
    slices.slice(1).forEach((slice, i) => {
      expect([slice.start, slice.groups?.[0]]).toEqual([slices[i]?.end, slices[i]?.groups?.[1]])
    })
  }
  expect(slicesOf(1)).toHaveLength(12)
})

test('a file that is cut gives the same drafts, and what is said of the file once', async () => {
  const damaged = Buffer.from(bytes)
  damaged.fill(0xff, 300, 340)
  for (const content of [bytes, damaged]) {
    const file = { source: parquet, schema, folder: folderOf({ 'a.parquet': content }), file: 'a.parquet' }
    const told = ({ locate, ...draft }: Awaited<ReturnType<typeof draftsOf>>[number]) => ({
      ...draft,
      at: locate({ pointer: '/id', part: 'value', span: undefined }),
    })
    const whole = (await draftsOf(file)).map(told)
    expect(whole.filter(({ ordinal }) => ordinal === -1).length).toBe(content === bytes ? 1 : 2)
    for (const target of [1, 500]) expect((await draftsOf({ ...file, target })).map(told)).toEqual(whole)
  }
})

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { dirname, join, relative } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Article } from '../schema/article.schema.js'
import * as web from '../src/browser.js'
import { find, type JsonObject, openRelease, readRecords, sliceCodePoints, toUtf16 } from '../src/index.js'
import { parseJson } from '../src/text/json.js'
import { root } from './cli.js'
import { releaseOf } from './sealed.js'

async function all<T>(records: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = []
  for await (const record of records) read.push(record)
  return read
}

/** The lines of a release's JSON Lines, read by the shortest way. */
function linesOf(folder: string): unknown[] {
  const names = readdirSync(join(folder, 'data')).filter(name => name.endsWith('.jsonl'))
  return names.sort().flatMap(name =>
    readFileSync(join(folder, 'data', name), 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => parseJson(line)),
  )
}

const corpora = readdirSync(join(root, 'test/corpora'))
/** No corpus here has an integer beyond 64 bits: what is spelled like one is a float. */
function asRead(value: unknown): unknown {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? value : Number(value)
  if (Array.isArray(value)) return value.map(asRead)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asRead(member)]))
}

/** The seed's release, or that of a corpus in shards; gone after the test. */
async function releaseNamed(name: string): Promise<string> {
  if (name === 'the seed') return join(root, 'dist-data')
  return releaseOf(join(root, 'test/corpora', name), { shardBytes: 1400 })
}

describe('a release is read', () => {
  test('and says what it is', async () => {
    const release = await openRelease(join(root, 'dist-data'))
    expect(release).toMatchObject({
      folder: join(root, 'dist-data'),
      name: 'articles',
      version: '0.1.0',
      recordCount: 1,
      schema: JSON.parse(readFileSync(join(root, 'schema/article.schema.json'), 'utf8')),
    })
    expect(release.files.get('data/articles.jsonl')).toEqual({
      format: 'jsonl',
      bytes: statSync(join(root, 'dist-data/data/articles.jsonl')).size,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      recordCount: 1,
    })
  })

  test('with the types of its schema', async () => {
    const [article] = await all(readRecords<Article>(await openRelease(join(root, 'dist-data'))))
    if (article === undefined) throw new Error('no article')
    const heading = article.blocks.find(({ type }) => type === 'heading')
    expect(sliceCodePoints(article.text, heading?.start ?? 0, heading?.end ?? 0)).toBe(
      'خسائر لإيران وميليشياتها',
    )
    const [hit] = find(article.text, 'ايران')
    expect(article.text.slice(toUtf16(article.text, hit?.start ?? 0)).startsWith('إيران')).toBe(true)
  })

  test.each(corpora)('from every format alike: %s', async name => {
    const folder = await releaseNamed(name)
    const release = await openRelease(folder)
    const expected = linesOf(folder).map(asRead)
    expect(expected).toHaveLength(release.recordCount ?? -1)
    expect(await all(readRecords(release))).toEqual(expected)
    for (const format of ['jsonl', 'csv', 'arrow', 'parquet']) {
      expect(await all(readRecords(release, { format })), format).toEqual(expected)
    }
  })

  test('only from a format that is there', async () => {
    const folder = await releaseOf(join(root, 'test/corpora/haiku'), { formats: ['csv'] })
    const release = await openRelease(folder)
    await expect(all(readRecords(release, { format: 'arrow' }))).rejects.toMatchObject({
      message: expect.stringContaining('has no complete format "arrow"'),
      fix: 'Choose from csv.',
    })
  })
})

/** Serves a folder until the test is over; tells the address. */
async function served(folder: string, answer: (path: string) => RequestListener): Promise<string> {
  const server = createServer((request, response) =>
    answer(join(folder, new URL(request.url ?? '/', 'http://localhost').pathname))(request, response),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

const withRanges =
  (path: string): RequestListener =>
  (request, response) => {
    if (!existsSync(path)) return void response.writeHead(404).end()
    const bytes = readFileSync(path)
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    response.writeHead(start === undefined ? 200 : 206)
    response.end(start === undefined ? bytes : bytes.subarray(Number(start), Number(end) + 1))
  }

const whole =
  (path: string): RequestListener =>
  (request, response) => {
    const { range: _, ...headers } = request.headers
    withRanges(path)(Object.assign(request, { headers }), response)
  }

/** What a browser gives for a chosen folder. */
function chosen(folder: string): web.ChosenFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(file => file.isFile())
    .map(file => {
      const path = join(file.parentPath, file.name)
      const webkitRelativePath = join('chosen', relative(folder, path))
      return Object.assign(new File([readFileSync(path)], file.name), { webkitRelativePath })
    })
}

describe('without Node', () => {
  const formats = ['jsonl', 'arrow', 'parquet']

  test.each(['the seed', ...corpora])('the records are the same: %s', async name => {
    const folder = await releaseNamed(name)
    const expected = linesOf(folder).map(asRead)
    const places = [await served(folder, withRanges), `${await served(folder, whole)}/`, chosen(folder)]
    for (const place of places) {
      const release = await web.openRelease(place)
      const { folder: _, ...said } = await openRelease(folder)
      expect(release).toEqual({ ...said, place })
      expect(await all(web.readRecords(release))).toEqual(expected)
      for (const format of formats) {
        expect(await all(web.readRecords(release, { format })), format).toEqual(expected)
      }
    }
  })

  test('what cannot be read is named', async () => {
    const failing = (record: AsyncIterable<JsonObject>) => all(record).then(String, String)
    const folder = join(root, 'dist-data')
    const at = await served(folder, path => (request, response) => {
      if (path.endsWith('.arrow')) response.writeHead(404).end()
      else if (path.endsWith('.jsonl')) response.end('{"id":1}\n{"id":')
      else if (path.endsWith('.parquet')) response.end('PAR1')
      else whole(path)(request, response)
    })
    const release = await web.openRelease(at)
    expect(await failing(web.readRecords(release))).toBe(
      `UsageError: ${at}/data/articles.jsonl:2 is not JSON.`,
    )
    expect(await failing(web.readRecords(release, { format: 'arrow' }))).toBe(
      `UsageError: ${at}/data/articles.arrow cannot be read: the server answered 404.`,
    )
    expect(await failing(web.readRecords(release, { format: 'parquet' }))).toContain(
      `UsageError: ${at}/data/articles.parquet cannot be read: `,
    )
    expect(await failing(web.readRecords(release, { format: 'csv' }))).toContain(
      'has no csv that is read here',
    )
    await expect(web.openRelease(`${at}/data`)).rejects.toThrow()
    await expect(web.openRelease([])).rejects.toThrow('datapackage.json is not among the files')
  })

  test('paths of a release stay in its folder', async () => {
    const files = chosen(join(root, 'dist-data')).map(file => {
      if (file.name !== 'datapackage.json') return file
      const changed = readFileSync(join(root, 'dist-data/datapackage.json'), 'utf8')
      const text = changed.replace('data/articles.jsonl', 'data/../../secret.jsonl')
      return Object.assign(new File([text], file.name), { webkitRelativePath: 'chosen/datapackage.json' })
    })
    const release = await web.openRelease(files)
    await expect(all(web.readRecords(release, { format: 'jsonl' }))).rejects.toThrow(
      'data/../../secret.jsonl is no data file of a release.',
    )
  })

  test('nothing of Node is imported', () => {
    const { browser } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const seen = new Set<string>()
    const foreign: string[] = []
    const visit = (path: string): void => {
      const stands = browser[`./dist/${path}.js`] ?? `./dist/${path}.js`
      const file = stands.slice('./dist/'.length, -'.js'.length)
      if (seen.has(file)) return
      seen.add(file)
      const text = readFileSync(join(root, 'src', `${file}.ts`), 'utf8')
      for (const [, name = ''] of text.matchAll(/^(?:import|export)(?! type)[^'"]*? from '([^']+)'/gm)) {
        if (name.startsWith('.')) visit(join(dirname(file), name).replace(/\.js$/, ''))
        else foreign.push(name)
      }
    }
    visit('browser')
    expect(seen.size).toBeGreaterThan(30)
    expect(foreign.filter(name => name.startsWith('node:'))).toEqual([])
  })
})

import { lstatSync, readFileSync } from 'node:fs'
import type { CorpusStatement } from '../../corpus/corpus.js'
import { type Problem, problem } from '../../problem.js'
import type { Json, JsonObject, RecordSchema } from '../../schema/field.js'
import { tablesOf } from '../../schema/tables.js'
import { readJson } from '../../text/json.js'
import { locatorFor } from '../../text/json-locate.js'
import { isJsonObject } from '../../text/json-value.js'
import { placeAt } from '../../text/place.js'
import { escapeToken } from '../../text/pointer.js'
import { described } from '../../text/shown.js'
import { readYaml } from '../../text/yaml.js'
import { releaseFile } from '../release-file.js'
import type { DataReport } from './data.js'

/** What was found of a release, to compare with what it states. */
export interface Found {
  readonly folder: string
  readonly corpus: CorpusStatement
  readonly schema: RecordSchema
  readonly report: Pick<DataReport, 'records' | 'contentDigest' | 'counts'>
  readonly files: ReadonlyMap<string, { readonly bytes: number; readonly sha256: string }>
}

const MAX_BYTES = 64 * 1024 * 1024

/**
 * Compares what metadata files of any version state with what was found: checksums, sizes and counts beside the path of
 * a file, columns, and the name and version of the data set.
 */
export function checkStated(found: Found, onProblem: (problem: Problem) => void): void {
  for (const file of ['datapackage.json', 'croissant.json', 'ro-crate-metadata.json']) {
    const text = textOf(found.folder, file)
    const value = text === undefined ? undefined : readJson(text).value
    if (text === undefined || value === undefined) continue
    const locate = locatorFor(text)
    for (const { pointer, ...words } of statedIn(value, found))
      onProblem(
        problem('release/stated', { file, ...placeAt(text, locate(pointer, 'value')), pointer }, words),
      )
  }
  for (const [file, text] of [
    ['CITATION.cff', textOf(found.folder, 'CITATION.cff')],
    ['README.md', frontMatter(textOf(found.folder, 'README.md'))],
  ] as const) {
    if (text === undefined) continue
    const { value, locate } = readYaml(text, 'typed')
    const json: Json | undefined = readJson(JSON.stringify(value ?? null)).value
    for (const { pointer, ...words } of json === undefined ? [] : yamlStated(json, found)) {
      const { line, column } = placeAt(text, locate(pointer))
      onProblem(problem('release/stated', { file, line, column, pointer }, words))
    }
  }
}

interface Stated {
  readonly pointer: string
  readonly what: string
  readonly stated: string
  readonly found: string
}

function* statedIn(root: Json, found: Found): Generator<Stated> {
  const { corpus, report } = found
  const columns = columnNames(found.schema)
  for (const { value, pointer } of objectsIn(root, '')) {
    yield* ofFile(value, pointer, found)
    const isRoot = pointer === '' || value['@id'] === './'
    if (isRoot) yield* differing(value, pointer, 'version', 'the version', corpus.version)
    if (pointer === '') {
      yield* differing(value, pointer, 'recordCount', 'the number of records', report.records)
      yield* differing(
        value,
        pointer,
        'contentDigest',
        'the content digest',
        `sha256:${report.contentDigest}`,
      )
    }
    const { column } = value
    if (pointer.endsWith('/extract') && typeof column === 'string' && !columns.has(column))
      yield {
        pointer: `${pointer}/column`,
        what: 'a column',
        stated: described(column),
        found: 'none that the schema gives',
      }
  }
}

/** Those of CSV; in the other formats a property is a column. */
const columnNames = (schema: RecordSchema): ReadonlySet<string> =>
  new Set([
    ...schema.fields.map(({ name }) => name),
    ...tablesOf(schema).flatMap(({ columns }) => columns.map(({ name }) => name)),
  ])

/** Keys under which the standards name a file. */
const NAMES = ['path', 'contentUrl', '@id'] as const
/** Keys under which they say its size. */
const SIZES = ['bytes', 'contentSize'] as const

function* ofFile(value: JsonObject, pointer: string, { files, report }: Found): Generator<Stated> {
  const path = NAMES.map(key => value[key]).find(
    (name): name is string => typeof name === 'string' && files.has(name),
  )
  const file = path === undefined ? undefined : files.get(path)
  if (path === undefined || file === undefined) return
  for (const [key, member] of Object.entries(value)) {
    const sha256 = typeof member === 'string' ? /^(?:sha256:)?([0-9a-f]{64})$/.exec(member)?.[1] : undefined
    if (sha256 === undefined || sha256 === file.sha256) continue
    const at = `${pointer}/${escapeToken(key)}`
    yield { pointer: at, what: `the SHA-256 of ${path}`, stated: sha256, found: file.sha256 }
  }
  for (const key of SIZES) {
    const size = value[key]
    const bytes = typeof size === 'string' ? Number(/^(\d+)(?: ?B)?$/.exec(size)?.[1] ?? file.bytes) : size
    if (bytes === undefined || bytes === file.bytes) continue
    const at = `${pointer}/${key}`
    yield { pointer: at, what: `the size of ${path}`, stated: described(size), found: `${file.bytes} bytes` }
  }
  const count = report.counts.get(path)
  if (count !== undefined)
    yield* differing(value, pointer, 'recordCount', `the number of records of ${path}`, count)
}

function* yamlStated(root: Json, { corpus, report }: Found): Generator<Stated> {
  if (!isJsonObject(root)) return
  yield* differing(root, '', 'version', 'the version', corpus.version)
  yield* differing(root, '', 'date-released', 'the day of release', corpus.released)
  yield* differing(root, '', 'title', 'the title', corpus.title)
  yield* differing(root, '', 'pretty_name', 'the title', corpus.title)
  const counts = [report.records, ...report.counts.values()]
  for (const { value, pointer } of objectsIn(root, '')) {
    const examples = value['num_examples']
    const isWhole = typeof examples === 'number' && (counts.includes(examples) || isSumOf(examples, report))
    if (examples !== undefined && !isWhole)
      yield {
        pointer: `${pointer}/num_examples`,
        what: 'the number of examples',
        stated: described(examples),
        found: `${report.records} for the records`,
      }
  }
}

/** Of a table in several shards the sum is stated. */
function isSumOf(count: number, { counts }: Found['report']): boolean {
  const sums = new Map<string, number>()
  for (const [path, one] of counts) {
    const group = path.replace(/-\d+-of-\d+/, '')
    sums.set(group, (sums.get(group) ?? 0) + one)
  }
  return [...sums.values()].includes(count)
}

function* differing(
  value: JsonObject,
  pointer: string,
  key: string,
  what: string,
  expected: string | number,
): Generator<Stated> {
  const stated = value[key]
  if (stated !== undefined && stated !== expected)
    yield {
      pointer: `${pointer}/${escapeToken(key)}`,
      what,
      stated: described(stated),
      found: described(expected),
    }
}

function* objectsIn(value: Json, pointer: string): Generator<{ value: JsonObject; pointer: string }> {
  if (isJsonObject(value)) yield { value, pointer }
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value))
    yield* objectsIn(member, `${pointer}/${escapeToken(key)}`)
}

/** The YAML at the head of a README, with the line before it, so that lines keep their numbers. */
function frontMatter(text: string | undefined): string | undefined {
  const end = text?.startsWith('---\n') === true ? text.indexOf('\n---\n', 3) : -1
  return end === -1 ? undefined : `#--\n${text?.slice(4, end + 1)}`
}

function textOf(folder: string, file: string): string | undefined {
  const path = releaseFile(folder, file)
  return path === undefined || lstatSync(path).size > MAX_BYTES ? undefined : readFileSync(path, 'utf8')
}

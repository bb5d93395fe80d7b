import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { noSidecar, type Sidecar, sidecarReaderFor } from '../corpus/sidecar.js'
import { UsageError } from '../errors.js'
import { type Problem, problem } from '../problem.js'
import type { Draft } from '../records/draft.js'
import { withAt } from '../records/paths.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'
import { likelyEncoding } from '../text/encoding.js'
import { placesOf } from '../text/place.js'
import { decodeUtf8 } from '../text/utf8.js'
import type { Slice, Source, SourceContext } from './source.js'

const SIDECAR = '.meta.yaml'
/** An article is one record, and a record is held in memory. */
const MAX_BYTES = 64 * 1024 * 1024

/** Raw texts, each with a YAML sidecar beside it. See ARTICLE.md §1. */
export const text: Source = {
  name: 'text',
  extensions: ['.txt'],
  companions: [SIDECAR],
  checkFiles: files => {
    const known = new Set(files)
    return files.flatMap(file => {
      if (file.endsWith('.txt')) return []
      const path = `${file.slice(0, -SIDECAR.length)}.txt`
      return known.has(path) ? [] : [problem('sidecar/orphan', { file }, { path })]
    })
  },
  split: ({ path, bytes }) => [{ source: 'text', path, start: 0, end: bytes, line: 1 }],
  open: context => {
    const { schema } = context
    if (schema.textField === undefined || schema.keyField === undefined) {
      throw new UsageError(`The schema ${schema.path} has no place for raw texts.`, {
        fix: 'Mark the property that holds the text with "x-text": true and the id with "x-key": true.',
      })
    }
    const readSidecar = sidecarReaderFor(schema)
    return function* (slice) {
      yield [readArticle(slice, context, readSidecar)]
    }
  },
}

const sidecarPath = (path: string): string => `${path.slice(0, -'.txt'.length)}${SIDECAR}`

function readArticle(
  { path }: Slice,
  { folder, schema }: SourceContext,
  read: (text: string, file: string) => Sidecar,
): Draft {
  const stem = basename(path, '.txt')
  const meta = sidecarPath(path)
  const exists = statSync(join(folder, meta), { throwIfNoEntry: false })?.isFile() === true
  const sidecar = exists ? readMeta(join(folder, meta), meta, read) : noSidecar(meta)
  const { text, problems } = readText(join(folder, path), path)
  let placeOf: ReturnType<typeof placesOf> | undefined
  return {
    values: valuesOf(stem, path, text, sidecar, schema),
    statement: sidecar.statement,
    line: 0,
    problems: [
      ...problems,
      ...sidecar.problems,
      ...(exists ? [] : [problem('sidecar/missing', { file: path }, { path: meta })]),
    ],
    locate: ({ pointer, part, span }) => {
      if (pointer !== schema.textField?.pointer) {
        const stated = sidecar.locate(pointer, part)
        return stated.line === undefined && pointer === schema.keyField?.pointer ? { file: path } : stated
      }
      if (span === undefined) return { file: path }
      placeOf ??= placesOf(text)
      return { file: path, ...placeOf(span.start) }
    },
  }
}

function readText(absolute: string, file: string): { text: string; problems: readonly Problem[] } {
  const size = statSync(absolute).size
  if (size > MAX_BYTES) {
    return { text: '', problems: [problem('file/too-large', { file }, { bytes: size, limit: MAX_BYTES })] }
  }
  const bytes = readFileSync(absolute)
  if (bytes.length === 0) return { text: '', problems: [problem('file/empty', { file }, {})] }
  const decoded = decodeUtf8(bytes)
  if ('badByte' in decoded) return { text: '', problems: [notUtf8(file, decoded.badByte, bytes, file)] }
  return { text: decoded.text, problems: [] }
}

function readMeta(absolute: string, file: string, read: (text: string, file: string) => Sidecar): Sidecar {
  const bytes = readFileSync(absolute)
  const decoded = decodeUtf8(bytes)
  if ('text' in decoded) return read(decoded.text, file)
  return { ...noSidecar(file), problems: [notUtf8(file, decoded.badByte, bytes)] }
}

function notUtf8(file: string, byte: number, bytes: Buffer, added?: string): Problem {
  const likely = likelyEncoding(bytes, byte)
  return problem('file/not-utf8', { file, byte }, { byte, value: bytes[byte] ?? 0, likely, file: added })
}

function valuesOf(
  stem: string,
  path: string,
  text: string,
  sidecar: Sidecar,
  schema: RecordSchema,
): JsonObject {
  let values: JsonObject = {}
  if (schema.keyField) values = withAt(values, schema.keyField.pointer, stem)
  if (schema.textField) values = withAt(values, schema.textField.pointer, text)
  const pathField = schema.roles.get('path')
  if (pathField) values = withAt(values, pathField.pointer, path)
  for (const [pointer, value] of sidecar.values) values = withAt(values, pointer, value)
  return values
}

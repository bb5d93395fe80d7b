import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { noSidecar, type Sidecar, sidecarReaderFor } from '../corpus/sidecar.js'
import { UsageError } from '../errors.js'
import { type Problem, problem } from '../problem.js'
import type { Draft } from '../records/draft.js'
import { withAt } from '../records/paths.js'
import type { JsonObject, RecordSchema } from '../schema/field.js'
import { likelyEncoding } from '../text/encoding.js'
import { placesOf } from '../text/place.js'
import { decodeUtf8 } from '../text/utf8.js'
import { absolutePath } from './bytes.js'
import type { Partition, Slice, Source, SourceContext } from './source.js'
import { wholeFile } from './whole-file.js'

export const SIDECAR = '.meta.yaml'
/** An article is one record, and a record is held in memory. */
export const MAX_TEXT_BYTES = 64 * 1024 * 1024

/** Raw texts, each with a YAML sidecar beside it. See ARTICLE.md §1. */
export const text: Source = {
  name: 'text',
  extensions: ['.txt'],
  companions: [SIDECAR],
  readWith: path => [sidecarPath(path)],
  checkFiles: files => {
    const known = new Set(files)
    return files.flatMap(file => {
      if (file.endsWith('.txt')) return []
      const path = `${file.slice(0, -SIDECAR.length)}.txt`
      return known.has(path) ? [] : [problem('sidecar/orphan', { file }, { path })]
    })
  },
  split: wholeFile('text'),
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
  partition,
}

/** `seeds/a.txt` → `seeds/a.meta.yaml` */
export const sidecarPath = (path: string): string => `${path.slice(0, -'.txt'.length)}${SIDECAR}`

function readArticle(
  slice: Slice,
  context: SourceContext,
  read: (text: string, file: string) => Sidecar,
): Draft {
  const { path } = slice
  const { schema } = context
  const absolute = absolutePath(slice, context)
  const stem = basename(path, '.txt')
  const meta = sidecarPath(path)
  const exists = statSync(sidecarPath(absolute), { throwIfNoEntry: false })?.isFile() === true
  const sidecar = exists ? readMeta(sidecarPath(absolute), meta, read) : noSidecar(meta)
  const { text, problems } = readText(absolute, path)
  let placeOf: ReturnType<typeof placesOf> | undefined
  return {
    values: text === undefined ? undefined : valuesOf(stem, path, text, sidecar, schema),
    partial: !exists || sidecar.unreadable === true,
    statement: sidecar.statement,
    line: 0,
    ordinal: 0,
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
      placeOf ??= placesOf(text ?? '')
      return { file: path, ...placeOf(span.start) }
    },
    quote: ({ pointer, part }) => sidecar.quote?.(pointer, part),
  }
}

function readText(
  absolute: string,
  file: string,
): { text: string | undefined; problems: readonly Problem[] } {
  const size = statSync(absolute).size
  if (size > MAX_TEXT_BYTES) {
    return {
      text: undefined,
      problems: [problem('file/too-large', { file }, { bytes: size, limit: MAX_TEXT_BYTES })],
    }
  }
  const bytes = readFileSync(absolute)
  if (bytes.length === 0) return { text: undefined, problems: [problem('file/empty', { file }, {})] }
  const decoded = decodeUtf8(bytes)
  if ('badByte' in decoded)
    return { text: undefined, problems: [notUtf8(file, decoded.badByte, bytes, file)] }
  return { text: decoded.text, problems: [] }
}

function readMeta(absolute: string, file: string, read: (text: string, file: string) => Sidecar): Sidecar {
  const bytes = readFileSync(absolute)
  const decoded = decodeUtf8(bytes)
  if ('text' in decoded) return read(decoded.text, file)
  return { ...noSidecar(file), problems: [notUtf8(file, decoded.badByte, bytes)], unreadable: true }
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

/** The text and its sidecar go together. */
async function partition({ file, isRejected, sinkFor }: Partition, context: SourceContext): Promise<void> {
  const side = isRejected(0) ? 'rejected' : 'accepted'
  const path = absolutePath(file, context)
  sinkFor(side, '.txt').write(readFileSync(path))
  const sidecar = sidecarPath(path)
  if (statSync(sidecar, { throwIfNoEntry: false })?.isFile())
    sinkFor(side, SIDECAR).write(readFileSync(sidecar))
}

import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../problem.js'
import { canonicalFor } from '../../records/canonical.js'
import type { Draft } from '../../records/draft.js'
import type { JsonObject, RecordSchema } from '../../schema/field.js'
import { isReaderFault } from '../../sources/damaged.js'
import { sources } from '../../sources/index.js'
import { isJsonObject } from '../../text/json-value.js'
import type { ShardFiles } from '../data-files.js'

/** What one format tells of one record. */
export interface Told {
  readonly draft: Draft
  /** Place in its file among the records, from 0. */
  readonly ordinal: number
  /** Undefined where it cannot be read; the draft's problems then say why. */
  readonly record: JsonObject | undefined
  /** The id, or what stands for it where records have none. Undefined where it cannot be read. */
  readonly key: string | undefined
  /** Content digest, hex; `''` where there is none. */
  readonly digest: string
  /** About how much memory it takes. */
  readonly size: number
  /** Fields that no record of the file has, because of a fault that was told: they are not compared. */
  readonly without: ReadonlySet<string>
}

/** One format's records of one shard as they are read, and what is wrong with its files as a whole. */
export interface Telling {
  readonly records: AsyncGenerator<Told>
  /** Whether something was found damaged so far, so that records may be lacking. */
  isDamaged(): boolean
}

interface TellingOptions {
  /** Absolute. */
  readonly folder: string
  readonly schema: RecordSchema
  readonly onProblem: (problem: Problem) => void
}

/** About how many bytes are read as one slice. */
const SLICE_BYTES = 32 * 1024 * 1024
const NONE: ReadonlySet<string> = new Set()

/** Reads a shard's file through the source of its form, which goes on after damage and knows the places. */
export function tellingOf(format: string, files: ShardFiles, options: TellingOptions): Telling {
  const { folder, schema, onProblem } = options
  let damaged = false
  const toldOf = tellerFor(schema)
  async function* read(): AsyncGenerator<Told> {
    const source = sources[format]
    const path = files.tables['']
    if (source === undefined || path === undefined || files.absent.includes(path)) {
      damaged = true
      return
    }
    const context = { folder, schema }
    const input = { path, bytes: lstatSync(join(folder, path)).size }
    const readSlice = source.open(context)
    for (const slice of source.split(input, SLICE_BYTES, context)) {
      for await (const drafts of readSlice(slice)) {
        for (const draft of drafts) {
          for (const one of draft.problems) if (one.severity === 'error') onProblem(one)
          if (draft.ordinal >= 0) yield toldOf(draft)
          else if (draft.problems.some(({ severity }) => severity === 'error')) damaged = true
        }
        await new Promise(setImmediate)
      }
    }
  }
  return { records: read(), isDamaged: () => damaged }
}

function tellerFor(schema: RecordSchema): (draft: Draft) => Told {
  const canonical = canonicalFor(schema.fields)
  const { keyField } = schema
  return draft => {
    const { ordinal, values, problems, spoiled = NONE } = draft
    const isReadable = isJsonObject(values) && !problems.some(({ severity }) => severity === 'error')
    const told = { draft, ordinal, without: spoiled }
    if (!isReadable) return { ...told, record: undefined, key: keyOf(values, schema), digest: '', size: 0 }
    try {
      const digest = canonical.hexDigest(values)
      const key = keyField === undefined ? digest : keyOf(values, schema)
      return { ...told, record: values, key, digest, size: sizeOf(values) }
    } catch (error) {
      if (!isReaderFault(error)) throw error
      const key = keyOf(values, schema)
      return { ...told, record: values, key, digest: '', size: sizeOf(values) }
    }
  }
}

function keyOf(values: Draft['values'], { keyField }: RecordSchema): string | undefined {
  if (keyField === undefined || !isJsonObject(values) || !Object.hasOwn(values, keyField.name))
    return undefined
  const id = values[keyField.name]
  return id === null || id === undefined || typeof id === 'object' ? undefined : String(id)
}

/** UTF-16 units of all texts, and something for every value. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 16
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + sizeOf(one), 16)
  if (typeof value !== 'object' || value === null) return 8
  return Object.values(value).reduce((sum: number, one) => sum + sizeOf(one), 32)
}

/** The digest of a release, from those of its records in their order. */
export function startDigest(): {
  add(hex: string): void
  /** Takes digests of 32 bytes each, one after the other. */
  addAll(bytes: Uint8Array): void
  value(): string
} {
  const hash = createHash('sha256')
  return {
    add: hex => hash.update(hex, 'hex'),
    addAll: bytes => hash.update(bytes),
    value: () => hash.digest('hex'),
  }
}

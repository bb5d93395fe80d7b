import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.js'
import { problem } from '../problem.js'
import { isJsonObject } from '../records/canonical.js'
import type { Json, JsonObject } from '../schema/field.js'
import { readJson } from '../text/json.js'
import { placeAt } from '../text/place.js'
import { decodeUtf8 } from '../text/utf8.js'
import { neededFile } from './release-file.js'

export const DESCRIPTION_FILE = 'datapackage.json'

/** What datapackage.json says; undefined where it does not say that, or something of another type. */
export interface Description {
  readonly json: JsonObject
  readonly version: string | undefined
  readonly recordCount: number | undefined
  /** Lower-case hex. */
  readonly contentDigest: string | undefined
  /** By their paths. */
  readonly resources: ReadonlyMap<string, DescribedResource>
}

interface DescribedResource {
  readonly bytes: number | undefined
  /** Lower-case hex. */
  readonly sha256: string | undefined
  readonly recordCount: number | undefined
}

/** More than this is no description of anything. */
const MAX_BYTES = 256 * 1024 * 1024

/** Reads the datapackage.json of a release. Throws UsageError where there is none, or it is no JSON object. */
export function loadDescription(folder: string): Description {
  const bytes = readFileSync(neededFile(folder, DESCRIPTION_FILE))
  const file = DESCRIPTION_FILE
  const refuse = (problems: UsageError['problems']): never => {
    throw new UsageError(`${file} cannot be used.`, { problems })
  }
  if (bytes.length > MAX_BYTES)
    throw new UsageError(`${file} has ${bytes.length} bytes; ${MAX_BYTES} are read.`)
  const decoded = decodeUtf8(bytes)
  if ('badByte' in decoded) {
    const byte = decoded.badByte
    return refuse([problem('file/not-utf8', { file, byte }, { byte, value: bytes[byte] ?? 0 })])
  }
  const { text } = decoded
  const { value, faults } = readJson(text)
  const [fault] = faults.filter(({ kind }) => kind !== 'rounded')
  if (fault !== undefined) {
    const at = { file, ...placeAt(text, fault.offset) }
    if (fault.kind === 'duplicate-key')
      return refuse([problem('json/duplicate-key', { ...at, pointer: fault.pointer }, { key: fault.key })])
    const detail = fault.kind === 'syntax' ? fault.detail : 'it is nested too deep'
    return refuse([problem('file/damaged', at, { form: 'JSON', detail })])
  }
  if (!isJsonObject(value))
    return refuse([problem('file/damaged', { file }, { form: 'JSON', detail: 'it is no object' })])
  return describe(value)
}

function describe(json: JsonObject): Description {
  const listed = json['resources']
  const resources = (Array.isArray(listed) ? listed : []).filter(isJsonObject)
  return {
    json,
    version: textIn(json['version']),
    recordCount: countIn(json['recordCount']),
    contentDigest: sha256In(json['contentDigest']),
    resources: new Map(
      resources.flatMap(one => {
        const path = textIn(one['path'])
        if (path === undefined) return []
        const { bytes, hash, recordCount } = one
        return [
          [
            path,
            { bytes: countIn(bytes), sha256: sha256In(hash), recordCount: countIn(recordCount) },
          ] as const,
        ]
      }),
    ),
  }
}

const textIn = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

const countIn = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined

const sha256In = (value: Json | undefined): string | undefined =>
  /^sha256:([0-9a-f]{64})$/.exec(textIn(value) ?? '')?.[1]

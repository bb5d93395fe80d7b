import type { Json, JsonObject } from '../schema/field.js'
import { isJsonObject } from '../text/json-value.js'

/** What datapackage.json says; undefined where it does not say that, or something of another type. */
export interface Description {
  readonly json: JsonObject
  readonly name: string | undefined
  readonly title: string | undefined
  readonly version: string | undefined
  readonly recordCount: number | undefined
  /** Lower-case hex. */
  readonly contentDigest: string | undefined
  /** By their paths. */
  readonly resources: ReadonlyMap<string, DescribedResource>
}

export interface DescribedResource {
  /** `csv`, `parquet`, … */
  readonly format: string | undefined
  readonly bytes: number | undefined
  /** Lower-case hex. */
  readonly sha256: string | undefined
  readonly recordCount: number | undefined
}

/** What is said there; what is of another type is left out. */
export function describe(json: JsonObject): Description {
  const listed = json['resources']
  const resources = (Array.isArray(listed) ? listed : []).filter(isJsonObject)
  return {
    json,
    name: textIn(json['name']),
    title: textIn(json['title']),
    version: textIn(json['version']),
    recordCount: countIn(json['recordCount']),
    contentDigest: sha256In(json['contentDigest']),
    resources: new Map(
      resources.flatMap(one => {
        const path = textIn(one['path'])
        if (path === undefined) return []
        const { format, bytes, hash, recordCount } = one
        return [
          [
            path,
            {
              format: textIn(format),
              bytes: countIn(bytes),
              sha256: sha256In(hash),
              recordCount: countIn(recordCount),
            },
          ] as const,
        ]
      }),
    ),
  }
}

/** What a release says of itself, to whoever reads its records. */
export interface StatedRelease {
  readonly name: string
  readonly title: string
  readonly version: string
  readonly recordCount: number | undefined
  /** Lower-case hex. */
  readonly contentDigest: string | undefined
  /** The JSON Schema of a record. */
  readonly schema: Readonly<Record<string, unknown>>
  /** The files of its records, by their paths in the release. */
  readonly files: ReadonlyMap<string, DescribedResource>
}

export function statedRelease(description: Description, schema: StatedRelease['schema']): StatedRelease {
  const { name = '', title = name, version = '', recordCount, contentDigest, resources } = description
  return { name, title, version, recordCount, contentDigest, schema, files: resources }
}

const textIn = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

const countIn = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined

const sha256In = (value: Json | undefined): string | undefined =>
  /^sha256:([0-9a-f]{64})$/.exec(textIn(value) ?? '')?.[1]

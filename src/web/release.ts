import { UsageError } from '../errors.js'
import { floatsOf } from '../records/floats.js'
import { describe, type StatedRelease, statedRelease } from '../release/described.js'
import { fieldsOf } from '../schema/fields.js'
import { parseJson } from '../text/json.js'
import { isJsonObject, type JsonObject } from '../text/json-value.js'
import { byCodePoint } from '../text/order.js'
import { filesAt, type ReleasePlace, type WebFile } from './places.js'
import { type WebFormat, webFormats } from './records.js'

/** A release on a server, or whose files somebody chose. */
export interface OpenRelease extends StatedRelease {
  readonly place: ReleasePlace
}

export interface ReadOptions {
  /** `jsonl`, `arrow` or `parquet`; the first of them that there is where it is left out. All give the same records. */
  readonly format?: string
}

/** Opens a release, to be read by `readRecords`. Nothing is compared. Throws UsageError where there is none that can be read. */
export async function openRelease(place: ReleasePlace): Promise<OpenRelease> {
  const fileAt = filesAt(place)
  const description = describe(await jsonOf(fileAt('datapackage.json')))
  const path = description.json['jsonSchema']
  if (typeof path !== 'string' || !/^schema\/[^/]+$/.test(path)) {
    throw new UsageError('datapackage.json names no record schema of a release.')
  }
  return { ...statedRelease(description, await jsonOf(fileAt(path))), place }
}

/**
 * The records of a release in their order, one after the other. `T` is what `warraq types` writes for the record schema: that the records
 * are so was checked when they were exported. Integers beyond ±(2^53−1) are bigints. Throws UsageError, with the place, where a
 * file does not hold what it should.
 */
export function readRecords<T extends object = JsonObject>(
  release: OpenRelease,
  options: ReadOptions = {},
): AsyncGenerator<T> {
  return recordsOf(release, options) as AsyncGenerator<JsonObject & T>
}

async function* recordsOf(release: OpenRelease, options: ReadOptions): AsyncGenerator<JsonObject> {
  const fileAt = filesAt(release.place)
  const { fields } = fieldsOf(release.schema)
  const withFloats = floatsOf(fields)
  const [name, format] = chosenFormat(release, options.format)
  const paths = [...release.files].flatMap(([path, file]) => (file.format === name ? [path] : []))
  for (const path of paths.sort(byCodePoint)) {
    if (!/^data\/[^/]+$/.test(path)) throw new UsageError(`${path} is no data file of a release.`)
    const file = fileAt(path)
    const bytes = release.files.get(path)?.bytes ?? 0
    try {
      for await (const records of format({ file, bytes, fields })) {
        yield* records.map(withFloats)
      }
    } catch (cause) {
      if (cause instanceof UsageError || !(cause instanceof Error)) throw cause
      throw new UsageError(`${file.name} cannot be read: ${cause.message}`, { cause })
    }
  }
}

function chosenFormat({ files, place }: OpenRelease, wanted: string | undefined): [string, WebFormat] {
  const there = new Set([...files.values()].map(({ format }) => format))
  const known = Object.entries(webFormats).filter(([name]) => there.has(name))
  const chosen = wanted === undefined ? known[0] : known.find(([name]) => name === wanted)
  if (chosen !== undefined) return chosen
  const where = typeof place === 'string' || place instanceof URL ? `at ${place}` : 'that was chosen'
  throw new UsageError(`The release ${where} has no ${wanted ?? 'format'} that is read here.`, {
    fix: `Choose from ${known.map(([name]) => name).join(', ') || Object.keys(webFormats).join(', ')}.`,
  })
}

async function jsonOf(file: WebFile): Promise<JsonObject> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let text = ''
  try {
    for await (const chunk of await file.stream()) text += decoder.decode(chunk, { stream: true })
    const value = parseJson(text + decoder.decode())
    if (isJsonObject(value)) return value
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    throw new UsageError(`${file.name} is not JSON.`, { cause })
  }
  throw new UsageError(`${file.name} is not a JSON object.`)
}

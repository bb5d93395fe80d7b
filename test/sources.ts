import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { StatedForm } from '../src/corpus/corpus.js'
import type { Location, Problem } from '../src/problem.js'
import type { Draft } from '../src/records/draft.js'
import type { JsonObject, RecordSchema } from '../src/schema/field.js'
import type { Source } from '../src/sources/source.js'
import { isJsonObject } from '../src/text/json-value.js'
import { workdir } from './cli.js'

/** Puts files into a new folder and gives its path. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = workdir()
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
  return folder
}

export interface Reading {
  readonly source: Source
  readonly schema: RecordSchema
  readonly folder: string
  readonly file: string
  readonly target?: number
  readonly stated?: StatedForm
}

/** All drafts of a file, cut into slices of about `target` bytes. */
export async function draftsOf({
  source,
  schema,
  folder,
  file,
  target = 2 ** 40,
  stated,
}: Reading): Promise<Draft[]> {
  const context = { folder, schema }
  const read = source.open(context)
  const drafts: Draft[] = []
  const { size } = statSync(join(folder, file))
  for (const slice of source.split({ path: file, bytes: size, stated }, target, context)) {
    for await (const run of read(slice)) drafts.push(...run)
  }
  return drafts
}

export const problemsOf = (drafts: readonly Draft[]): Problem[] => drafts.flatMap(({ problems }) => problems)

/** `2:5 json/syntax`; with the file when it is another one, with the number of a record that has no line. */
export const placesOf = (problems: readonly Problem[], file = ''): string[] =>
  problems.map(({ code, location }) => `${placeOf(location, file)} ${code}`.trim())

const placeOf = ({ file, line, column, record }: Location, own: string): string =>
  [file === own ? undefined : file, line, column, record && `#${record}`]
    .filter(part => part !== undefined)
    .join(':')

/** Values of the drafts that have no error, by ordinal. */
export const valuesOf = (drafts: readonly Draft[]): JsonObject[] =>
  drafts
    .filter(({ problems }) => problems.every(({ severity }) => severity !== 'error'))
    .filter(({ ordinal }) => ordinal >= 0)
    .flatMap(({ values }) => (isJsonObject(values) ? [values] : []))

/** What `partition` writes: `accepted.jsonl`, `rejected.blocks.csv` and so on. */
export async function partsOf(
  { source, schema, folder, file, stated }: Reading,
  isRejected: (ordinal: number) => boolean,
): Promise<Record<string, Buffer>> {
  const parts: Record<string, Buffer[]> = {}
  await source.partition(
    {
      file: { path: file, bytes: statSync(join(folder, file)).size, stated },
      isRejected,
      sinkFor: (side, ending) => {
        const part: Buffer[] = []
        parts[`${side}${ending}`] = part
        return { write: bytes => void part.push(Buffer.from(bytes)) }
      },
    },
    { folder, schema },
  )
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, Buffer.concat(part)]))
}

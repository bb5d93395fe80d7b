import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportCorpus } from '../src/export.js'
import { sha256OfFile } from '../src/files/sha256.js'
import { loadFormats } from '../src/formats/index.js'
import type { Problem } from '../src/problem.js'
import { makeBatch } from '../src/records/batch.js'
import { canonicalFor } from '../src/records/canonical.js'
import type { Summary } from '../src/reports/report-format.js'
import type { JsonObject, RecordSchema } from '../src/schema/field.js'
import { type VerifyOptions, verifyRelease } from '../src/verify.js'
import { workdir } from './cli.js'

export type Export = Parameters<typeof exportCorpus>[0]

/** The folder of a release, gone after the test. */
export async function releaseOf(corpus: string, options: Export = {}): Promise<string> {
  const out = join(workdir(), 'release')
  const { release } = await exportCorpus({ corpus, out, ...options })
  if (release === undefined) throw new Error('not exported')
  return out
}

/** Corrects the checksums in both manifests; files that are gone are taken out of them. */
export function seal(folder: string): void {
  for (const manifest of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
    const lines = readFileSync(join(folder, manifest), 'utf8').trimEnd().split('\n')
    const corrected = lines.flatMap(line => {
      const path = line.slice(66)
      return existsSync(join(folder, path)) ? [`${sha256OfFile(join(folder, path))}  ${path}\n`] : []
    })
    writeFileSync(join(folder, manifest), corrected.join(''))
  }
}

/** Writes the files of one format of one shard anew, with other records. */
export async function rewrite(
  {
    folder,
    format,
    tables,
    schema,
  }: {
    readonly folder: string
    readonly format: string
    readonly tables: Readonly<Record<string, string>>
    readonly schema: RecordSchema
  },
  records: readonly JsonObject[],
): Promise<void> {
  const [writing] = await loadFormats([format])
  if (writing === undefined) throw new Error(format)
  const chunks = new Map<string, Buffer[]>()
  const writer = await writing.open(table => {
    const held: Buffer[] = []
    chunks.set(table, held)
    return { write: bytes => held.push(Buffer.from(bytes)) }
  }, schema)
  writer.append(makeBatch(schema, records, records.map(canonicalFor(schema.fields).line)))
  writer.close()
  for (const [table, held] of chunks) writeFileSync(join(folder, tables[table] ?? ''), Buffer.concat(held))
}

/** What a verification came to, with all its problems. */
export async function verify(
  folder: string,
  options: Partial<VerifyOptions> = {},
): Promise<Summary & { readonly problems: readonly Problem[] }> {
  const verification = await verifyRelease({ folder, ...options })
  const problems = [...verification.problems()]
  verification.close()
  return { ...verification.summary, problems }
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportCorpus } from '../src/export.js'
import { sha256OfFile } from '../src/files/sha256.js'
import type { Problem } from '../src/problem.js'
import type { Summary } from '../src/reports/report-format.js'
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

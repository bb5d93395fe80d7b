import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkBag } from '../src/bags/check-bag.js'
import { workdir } from './cli.js'

/** Files of a bag by path: text, or bytes. */
export type Files = Readonly<Record<string, string | Uint8Array>>

interface Made {
  readonly version?: string
  readonly encoding?: string
  readonly payload?: Files
  readonly tags?: Files
  /** Algorithms of the payload manifests, and of the tag manifests. */
  readonly algorithms?: readonly string[]
  readonly tagAlgorithms?: readonly string[]
  /** Tag files as this encoding has them. */
  readonly encode?: (text: string) => Uint8Array
}

export const digest = (algorithm: string, content: string | Uint8Array): string =>
  createHash(algorithm).update(content).digest('hex')

export const manifest = (algorithm: string, files: Files): string =>
  Object.entries(files)
    .map(([path, content]) => `${digest(algorithm, content)}  ${path}\n`)
    .join('')

/** The files of a bag in which all is right. */
export function bagFiles(made: Made = {}): Record<string, string | Uint8Array> {
  const {
    version = '1.0',
    encoding = 'UTF-8',
    payload = { 'data/a.txt': 'alif', 'data/sub/b.txt': 'ba' },
    algorithms = ['sha512'],
    tagAlgorithms = algorithms,
    encode = (text: string) => Buffer.from(text),
  } = made
  const tags: Record<string, string | Uint8Array> = {
    'bagit.txt': `BagIt-Version: ${version}\nTag-File-Character-Encoding: ${encoding}\n`,
    ...made.tags,
  }
  for (const algorithm of algorithms) tags[`manifest-${algorithm}.txt`] = encode(manifest(algorithm, payload))
  const tagManifests = Object.fromEntries(
    tagAlgorithms.map(algorithm => [`tagmanifest-${algorithm}.txt`, encode(manifest(algorithm, tags))]),
  )
  return { ...payload, ...tags, ...tagManifests }
}

/** A folder with these files, and data/ in any case. */
export function put(files: Files): string {
  const folder = join(workdir(), 'bag')
  mkdirSync(join(folder, 'data'), { recursive: true })
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** Codes of the errors and of the warnings of a bag, each once. */
export async function verdict(folder: string): Promise<{ errors: string[]; warnings: string[] }> {
  const { problems } = await checkBag(folder)
  const codes = (severity: string) => [
    ...new Set(problems.filter(one => one.severity === severity).map(({ code }) => code)),
  ]
  return { errors: codes('error'), warnings: codes('warning') }
}

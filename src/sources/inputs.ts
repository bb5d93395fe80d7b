import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { changelogPathOf } from '../corpus/changelog.js'
import type { Corpus, SourceStatement } from '../corpus/corpus.js'
import { insideOf } from '../corpus/load.js'
import { WITHDRAWN_FILE } from '../corpus/withdrawn.js'
import { UsageError } from '../errors.js'
import { type Problem, problem } from '../problem.js'
import { byCodePoint } from '../text/order.js'
import { sources } from './index.js'
import type { InputFile, Source } from './source.js'

export interface Input extends InputFile {
  readonly source: string
}

/**
 * Lists the files of a corpus, sorted by code point of their paths. Throws UsageError for a source that names nothing
 * (unless the corpus may still be empty), or that leads out of the corpus folder.
 */
export function listInputs(
  { folder, statement, schema }: Corpus,
  { mayBeEmpty = false }: { mayBeEmpty?: boolean } = {},
): {
  inputs: readonly Input[]
  problems: readonly Problem[]
} {
  const inputs = new Map<string, Input>()
  const problems: Problem[] = []
  const ours = [WITHDRAWN_FILE, changelogPathOf(statement)]
  for (const stated of statement.sources) {
    const source = sources[stated.format]
    if (source === undefined) throw new UsageError(`There is no source format ${stated.format}.`)
    const form = formOf(stated)
    const files = filesOf(folder, stated, mayBeEmpty).filter(({ path }) => !ours.includes(path))
    const mine = files.filter(({ path }) => endsWithOne(path, source.extensions))
    if (mine.length === 0 && !mayBeEmpty) {
      throw new UsageError(`The source ${stated.path} has no ${source.extensions.join(' or ')} files.`, {
        fix: 'Correct `sources:` in corpus.yaml.',
      })
    }
    const companions = files.filter(({ path }) => endsWithOne(path, source.companions))
    const found = source.checkFiles([...mine, ...companions].map(({ path }) => path))
    for (const one of [...found, ...ignored(files, source)]) problems.push(one)
    const known = new Set(mine.map(({ path }) => path))
    for (const file of mine) {
      const main = source.companionOf?.(file.path, { schema })
      if (main === undefined) inputs.set(file.path, { ...file, ...form, source: source.name })
      else if (!known.has(main)) problems.push(problem('csv/no-main', { file: file.path }, { path: main }))
    }
  }
  return { inputs: [...inputs.values()].sort((a, b) => byCodePoint(a.path, b.path)), problems }
}

/** What has to be said of CSV, and of nothing else. */
function formOf({ path, format, encoding, separator, missing }: SourceStatement): Pick<InputFile, 'stated'> {
  const [key] =
    Object.entries({ encoding, separator, missing }).find(([, value]) => value !== undefined) ?? []
  if (key === undefined) return {}
  if (format === 'csv')
    return {
      stated: { ...(encoding && { encoding }), ...(separator && { separator }), ...(missing && { missing }) },
    }
  throw new UsageError(`The source ${path} is ${format}, which has no \`${key}\`: only csv has.`, {
    fix: `Remove \`${key}\` from it in corpus.yaml.`,
  })
}

function ignored(files: readonly InputFile[], source: Source): Problem[] {
  const read = [...source.extensions, ...source.companions]
  return files
    .filter(({ path }) => !endsWithOne(path, read))
    .map(({ path }) =>
      problem('file/ignored', { file: path }, { extensions: source.extensions.join(' or ') }),
    )
}

const endsWithOne = (path: string, ends: readonly string[]): boolean => ends.some(end => path.endsWith(end))

/** Files of a source: one file, a folder with all below it, or names with `*` in one folder. Hidden files are left out. */
function filesOf(folder: string, { path }: SourceStatement, mayBeEmpty: boolean): InputFile[] {
  const star = path.includes('*')
  const place = star ? path.slice(0, path.lastIndexOf('/') + 1) || '.' : path
  if (place.includes('*')) throw new UsageError(`In ${path}, \`*\` may stand in the last name only.`)
  const start = insideOf(folder, place)
  const stat = lstatSync(start, { throwIfNoEntry: false })
  if (stat === undefined) {
    if (mayBeEmpty) return []
    throw new UsageError(`The source ${path} does not exist.`, { fix: 'Correct `sources:` in corpus.yaml.' })
  }
  const real = realpathSync(start)
  const files = lstatSync(real).isDirectory() ? walk(real, folder, !star) : [fileAt(real, folder)]
  if (!star) return files
  const wanted = namePattern(path.slice(path.lastIndexOf('/') + 1))
  return files.filter(file => wanted.test(file.path.slice(file.path.lastIndexOf('/') + 1)))
}

function namePattern(name: string): RegExp {
  const parts = name.split('*').map(part => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}$`, 'u')
}

function walk(folder: string, home: string, deep: boolean): InputFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.')) return []
    if (entry.isDirectory()) return deep ? walk(path, home, deep) : []
    if (statSync(path, { throwIfNoEntry: false }) === undefined) {
      throw new UsageError(
        `"${relative(home, path)}" cannot be read: it is a link to nothing, or its name is not UTF-8.`,
        {
          fix: 'Remove it, or give it another name.',
        },
      )
    }
    insideOf(home, relative(home, path))
    return lstatSync(realpathSync(path)).isFile() ? [fileAt(path, home)] : []
  })
}

function fileAt(path: string, home: string): InputFile {
  return { path: relative(home, path).split(sep).join('/'), bytes: lstatSync(realpathSync(path)).size }
}

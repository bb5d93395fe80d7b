import { accessSync, constants, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { UsageError } from '../errors.js'
import { systemCode } from '../files/io-error.js'
import { type Problem, problem } from '../problem.js'
import type { RecordSchema } from '../schema/field.js'
import { nearest } from '../text/nearest.js'
import { byCodePoint } from '../text/order.js'
import { sources } from './index.js'
import type { Input } from './inputs.js'
import type { Source } from './source.js'

export interface NamedInputs {
  /** In the order of the names given; the files of a folder by code point. */
  readonly inputs: readonly Input[]
  readonly problems: readonly Problem[]
}

export interface NamedOptions {
  /** Absolute folder that relative paths start at, and that messages name files from. */
  readonly folder: string
  readonly schema: RecordSchema
  /** The form of all files that are named, whatever their names end with. */
  readonly as?: string | undefined
  /** Where what came in by `-` was put: absolute. */
  readonly standardInput?: string | undefined
}

/**
 * The files that somebody names, and those in the folders among them, each with its form. Named files may lie anywhere;
 * what a folder links to outside itself is not read. Throws UsageError for a name that leads to nothing readable.
 */
export function inputsOf(paths: readonly string[], options: NamedOptions): NamedInputs {
  const form = options.as === undefined ? undefined : sourceCalled(options.as)
  const inputs = new Map<string, Input>()
  const problems: Problem[] = []
  const add = (input: Input): void => {
    const real = input.at ?? realpathSync(resolve(options.folder, input.path))
    const known = inputs.get(real)
    if (known === undefined) inputs.set(real, input)
    else problems.push(problem('file/twice', { file: input.path }, { other: known.path }))
  }
  const named = new Set(paths.map(path => resolve(options.folder, path)))
  for (const path of paths) {
    // An empty variable of a shell is no name of this folder.
    if (path === '') throw new UsageError('An empty name is among the files.', { fix: 'Name a file.' })
    if (path === '-') {
      add(standardInput(options, form))
      continue
    }
    const absolute = resolve(options.folder, path)
    const stat = statOf(path, absolute)
    if (!stat.isDirectory()) {
      const main = form === undefined ? mainOf(absolute, options) : undefined
      if (main === undefined) add(namedFile(path, stat, form, options))
      else if (!named.has(main)) refuseCompanion(path, main, options)
      continue
    }
    const found = folderFiles(absolute, options)
    problems.push(...found.problems)
    for (const input of formed(found.files, form, options, problems)) add(input)
  }
  return { inputs: [...inputs.values()], problems }
}

const sourceNames = Object.keys(sources)

function sourceCalled(name: string): Source {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined
  if (source !== undefined) return source
  const meant = nearest(name, sourceNames)
  throw new UsageError(
    `There is no form of input "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    { fix: `Choose from ${sourceNames.join(', ')}.` },
  )
}

function standardInput({ standardInput: at }: NamedOptions, form: Source | undefined): Input {
  if (at === undefined) throw new UsageError('Standard input is not read here.')
  const source = form?.name ?? 'jsonl'
  return { path: '-', at, bytes: statSync(at).size, source }
}

function statOf(path: string, absolute: string): Stats {
  try {
    const stat = statSync(absolute)
    accessSync(absolute, constants.R_OK)
    return stat
  } catch (cause) {
    throw new UsageError(`${path} cannot be read: ${reasonOf(cause)}.`, { cause, fix: 'Correct the path.' })
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  ELOOP: 'its links lead round in a circle',
  ENOTDIR: 'a part of the path is no folder',
  ENAMETOOLONG: 'the name is too long',
}

function reasonOf(error: unknown): string {
  const code = systemCode(error)
  if (code === null) throw error
  return reasons[code] ?? code
}

/** The path from the folder, or the absolute one where that is shorter to read. */
function shownPath(absolute: string, { folder }: NamedOptions): string {
  const way = relative(folder, absolute)
  const isFar = way.startsWith(`..${sep}..${sep}`) || isAbsolute(way)
  return (isFar ? absolute : way).split(sep).join('/')
}

const endOf = (name: string, { extensions }: Source): string | undefined =>
  extensions.find(end => name.endsWith(end))

function sourceFor(name: string): Source | undefined {
  return Object.values(sources).find(source => endOf(name, source) !== undefined)
}

function namedFile(path: string, stat: Stats, form: Source | undefined, options: NamedOptions): Input {
  const absolute = resolve(options.folder, path)
  if (!stat.isFile()) throw new UsageError(`${path} is no file and no folder.`)
  const source = form ?? sourceFor(basename(path).toLowerCase())
  if (source === undefined) {
    throw new UsageError(`The name of ${path} does not say what form it has.`, {
      fix: `Say --as with one of ${sourceNames.join(', ')}.`,
    })
  }
  return { path: shownPath(absolute, options), bytes: stat.size, source: source.name }
}

/** The file that another only belongs to: a sidecar to its text, a table of lists to its records. */
export function mainOf(absolute: string, options: Pick<NamedOptions, 'schema'>): string | undefined {
  for (const { companions, extensions } of Object.values(sources)) {
    const end = companions.find(companion => absolute.endsWith(companion))
    if (end !== undefined) return absolute.slice(0, -end.length) + (extensions[0] ?? '')
  }
  return sourceFor(basename(absolute).toLowerCase())?.companionOf?.(absolute, options)
}

function refuseCompanion(path: string, main: string, options: NamedOptions): never {
  const beside = shownPath(main, options)
  const isThere = statSync(main, { throwIfNoEntry: false }) !== undefined
  throw new UsageError(
    `${path} belongs to ${beside}, ${isThere ? 'and is read with it' : 'which is not there'}.`,
    { fix: isThere ? `Name ${beside}.` : `Give ${beside} with it.` },
  )
}

interface FolderFile {
  readonly path: string
  readonly absolute: string
  readonly bytes: number
}

/** All files below a folder, hidden ones aside. */
function folderFiles(
  home: string,
  options: NamedOptions,
): { readonly files: readonly FolderFile[]; readonly problems: readonly Problem[] } {
  const files: FolderFile[] = []
  const problems: Problem[] = []
  const real = realpathSync(home)
  const visit = (folder: string): void => {
    for (const entry of sortedEntries(folder)) {
      if (entry.name.startsWith('.')) continue
      const absolute = join(folder, entry.name)
      const file = shownPath(absolute, options)
      try {
        if (entry.isDirectory()) {
          visit(absolute)
          continue
        }
        const target = realpathSync(absolute)
        if (target !== real && !target.startsWith(`${real}${sep}`)) {
          problems.push(problem('file/outside', { file }, {}))
          continue
        }
        const stat = lstatSync(target)
        if (!stat.isFile()) continue
        accessSync(absolute, constants.R_OK)
        files.push({ path: file, absolute, bytes: stat.size })
      } catch (error) {
        problems.push(problem('file/unreadable', { file }, { reason: reasonOf(error) }))
      }
    }
  }
  try {
    visit(home)
  } catch (error) {
    problems.push(problem('file/unreadable', { file: shownPath(home, options) }, { reason: reasonOf(error) }))
  }
  return { files: files.sort((a, b) => byCodePoint(a.path, b.path)), problems }
}

/** Files that have a form, or are said to have it; companions go with their own, and the rest is named. */
function formed(
  files: readonly FolderFile[],
  form: Source | undefined,
  options: NamedOptions,
  problems: Problem[],
): readonly Input[] {
  const all = form === undefined ? Object.values(sources) : [form]
  const known = new Set(files.map(({ absolute }) => absolute))
  for (const source of all) {
    const own = files.filter(({ path }) =>
      [...source.extensions, ...source.companions].some(end => path.toLowerCase().endsWith(end)),
    )
    problems.push(...source.checkFiles(own.map(({ path }) => path)))
  }
  return files.flatMap((file): Input[] => {
    const name = file.path.toLowerCase()
    const source = all.find(candidate => endOf(name, candidate) !== undefined)
    if (source === undefined) {
      const isCompanion = all.some(({ companions }) => companions.some(end => name.endsWith(end)))
      const extensions = all.flatMap(candidate => candidate.extensions).join(', ')
      if (!isCompanion) problems.push(problem('file/ignored', { file: file.path }, { extensions }))
      return []
    }
    const main = source.companionOf?.(file.absolute, options)
    if (main !== undefined && known.has(main)) return []
    if (main !== undefined) {
      problems.push(problem('csv/no-main', { file: file.path }, { path: shownPath(main, options) }))
      return []
    }
    return [{ path: file.path, bytes: file.bytes, source: source.name }]
  })
}

const sortedEntries = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).sort((a, b) => byCodePoint(a.name, b.name))

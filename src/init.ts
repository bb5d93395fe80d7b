import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type Drafted, type DraftOptions, draftCorpus } from './draft-corpus.js'
import { type Starter, type Write, writeStarter } from './drafting/starter-files.js'
import { firstSidecar, firstText, textSchema } from './drafting/starter-text.js'
import { UsageError } from './errors.js'
import { translateIoError } from './files/io-error.js'
import { byCodePoint } from './text/order.js'
import { shown } from './text/shown.js'

export interface InitOptions extends DraftOptions {
  /** The folder of the new corpus: missing or empty. */
  readonly folder: string
  /** The day that the corpus states as that of its release, YYYY-MM-DD. */
  readonly released: string
  /** Files that the records come from; without them the corpus has one text as an example. */
  readonly from?: readonly string[]
}

export interface InitResult {
  /** Absolute. */
  readonly folder: string
  /** Files that were written, relative to the folder. */
  readonly files: readonly string[]
  /** What was drafted from files, where there were some. */
  readonly drafted: Drafted | undefined
}

/**
 * Starts a corpus that can be exported as it stands. Throws UsageError where the folder holds anything, or where no corpus can
 * be made of the files; nothing is left of it then.
 */
export async function initCorpus(options: InitOptions): Promise<InitResult> {
  const { from = [], released } = options
  const folder = resolve(options.folder)
  const isNew = checkFree(folder)
  const home = { name: nameFrom(folder), title: titleFrom(folder), released }
  const written: string[] = []
  const write: Write = (path, content) => {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content, { flag: 'wx' })
    written.push(path)
  }
  try {
    mkdirSync(folder, { recursive: true })
    const drafted =
      from.length === 0 ? undefined : await draftCorpus(folder, home, { ...options, from, write })
    if (drafted === undefined) writeExample(home, options.language ?? 'en', write)
    else for (const path of drafted.moved) written.push(path)
    return { folder, files: written.sort(byCodePoint), drafted }
  } catch (error) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true })
    if (isNew) rmSync(folder, { recursive: true, force: true })
    throw translateIoError(error, { path: folder, done: 'written' })
  }
}

/** Whether the folder has to be made. Throws UsageError where something is there. */
function checkFree(folder: string): boolean {
  const present = statSync(folder, { throwIfNoEntry: false })
  if (present === undefined) return true
  if (!present.isDirectory()) throw new UsageError(`${folder} is no folder.`, { fix: 'Name another one.' })
  const names = readdirSync(folder).sort(byCodePoint)
  if (names.length === 0) return false
  const some = names.slice(0, 5).map(shown).join(', ')
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  throw new UsageError(`${folder} is not empty: it holds ${some}${more}.`, {
    fix: 'Name a new folder; nothing is written over.',
  })
}

/** A name of data files out of that of the folder. */
function nameFrom(folder: string): string {
  const name = basename(folder)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)
  return name === '' ? 'records' : name
}

function titleFrom(folder: string): string {
  const words = basename(folder)
    .replaceAll(/[\p{Cc}\p{Cf}\s_-]+/gu, ' ')
    .trim()
    .slice(0, 200)
  return words === '' ? 'Untitled' : words.replace(/^\p{L}/u, letter => letter.toUpperCase())
}

function writeExample(
  home: Pick<Starter, 'name' | 'title' | 'released'>,
  language: string,
  write: Write,
): void {
  const starter: Starter = {
    ...home,
    languages: [language],
    schema: 'schema/record.schema.json',
    sources: [{ path: 'texts', format: 'text' }],
    lints: {},
    description: 'Not described yet.',
  }
  write(starter.schema, `${JSON.stringify(textSchema(home.title), null, 2)}\n`)
  write('texts/first.txt', firstText)
  write('texts/first.meta.yaml', firstSidecar)
  writeStarter(starter, 'texts', write)
}

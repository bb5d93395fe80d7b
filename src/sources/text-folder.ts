import { lstatSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Corpus } from '../corpus/corpus.js'
import { insideOf } from '../corpus/load.js'
import { UsageError } from '../errors.js'

/**
 * The folder of the corpus, relative to it, that new raw texts go into: the first source of texts that is a folder, or `into`,
 * which is one of those or lies below one. Throws UsageError where there is none, or where it leads out of the corpus.
 */
export function textFolderOf({ folder, statement }: Corpus, into?: string): string {
  const folders = statement.sources
    .filter(({ path, format }) => format === 'text' && !path.includes('*') && isFolder(join(folder, path)))
    .map(({ path }) => tidy(path))
  const [first] = folders
  if (first === undefined) {
    throw new UsageError('The corpus has no folder of raw texts.', {
      fix: 'Name one under `sources:` in corpus.yaml, with `format: text`.',
    })
  }
  const wanted = into === undefined ? first : tidy(into)
  if (!folders.some(known => isBelow(wanted, known)) || wanted.split('/').some(isHidden)) {
    throw new UsageError(`${into} is no folder that raw texts are read from.`, {
      fix: `Choose ${folders.join(' or ')}, or a folder below.`,
    })
  }
  for (let part = wanted; part !== '.'; part = posix.dirname(part)) {
    insideOf(folder, part)
    const present = statSync(join(folder, part), { throwIfNoEntry: false })
    if (present === undefined && lstatSync(join(folder, part), { throwIfNoEntry: false }) === undefined)
      continue
    if (present?.isDirectory() !== true) {
      throw new UsageError(`${part} is no folder, so nothing can be put into it.`, {
        fix: 'Remove it, or choose another folder with --into.',
      })
    }
  }
  return wanted
}

/** A source that is not there yet is the folder that the first text makes. */
function isFolder(path: string): boolean {
  const present = statSync(path, { throwIfNoEntry: false })
  return present === undefined ? !path.endsWith('.txt') : present.isDirectory()
}

const tidy = (path: string): string => posix.join(posix.normalize(path), '.').replace(/\/$/, '')
const isBelow = (path: string, folder: string): boolean =>
  !path.startsWith('..') && (folder === '.' || path === folder || path.startsWith(`${folder}/`))
const isHidden = (name: string): boolean => name.startsWith('.') && name !== '.'

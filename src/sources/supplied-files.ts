import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Form, formOf } from '../articles/converters.js'
import { type Problem, problem } from '../problem.js'
import { byCodePoint } from '../text/order.js'
import { nameOf, type Supplied, statsOf } from './supplied.js'
import { SIDECAR } from './text.js'

/** A file that is to be added. */
export interface Listed {
  readonly supplied: Supplied
  /** It was not named itself, but lies in a folder that was. */
  readonly isFound: boolean
}

/** A file of a folder that is left out. */
export interface Skipped {
  readonly file: string
  readonly reason: 'hidden' | 'link' | 'sidecar' | 'other-form' | 'special'
}

/**
 * The files that are meant: those that are named, and all in folders that are, sorted by code point, whose names end like those of
 * texts, pages or Markdown. Links are not followed.
 */
export function listSupplied(
  named: readonly Supplied[],
  form: Form | undefined,
): {
  readonly listed: readonly Listed[]
  readonly skipped: readonly Skipped[]
  readonly problems: readonly Problem[]
} {
  const listed: Listed[] = []
  const skipped: Skipped[] = []
  const problems: Problem[] = []
  for (const supplied of named) {
    if (!('path' in supplied) || statsOf(supplied.path)?.isDirectory() !== true) {
      listed.push({ supplied, isFound: 'path' in supplied && supplied.isFound === true })
      continue
    }
    const files = [...within(supplied.path)].sort((a, b) => byCodePoint(a.file, b.file))
    const taken = files.flatMap(({ file, reason }) => {
      const why = reason ?? whyNot(file, form)
      if (why === undefined) return [{ supplied: { path: file }, isFound: true }]
      skipped.push({ file, reason: why })
      return []
    })
    if (taken.length === 0)
      problems.push(problem('add/no-file', { file: nameOf(supplied) }, { found: 'folder' }))
    for (const one of taken) listed.push(one)
  }
  return { listed, skipped, problems }
}

function whyNot(file: string, form: Form | undefined): Skipped['reason'] | undefined {
  if (file.endsWith(SIDECAR)) return 'sidecar'
  const own = formOf(file)
  return own === undefined || (form !== undefined && form !== own) ? 'other-form' : undefined
}

interface Found {
  readonly file: string
  readonly reason?: Skipped['reason']
}

function* within(folder: string): Generator<Found> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name)
    if (entry.name.startsWith('.')) yield { file, reason: 'hidden' }
    else if (entry.isSymbolicLink()) yield { file, reason: 'link' }
    else if (entry.isDirectory()) yield* within(file)
    else yield entry.isFile() ? { file } : { file, reason: 'special' }
  }
}

import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { formOf as articleForm } from '../articles/converters.js'
import { UsageError } from '../errors.js'
import { systemCode } from '../files/io-error.js'
import { enumerated } from '../text/sentence.js'
import { filesBelow, isBelow } from './files-below.js'
import { type FileForm, formOfFile } from './form.js'
import type { Reading } from './reading.js'

/** `isNamed`: it was named itself, and does not only lie in a folder that was. */
type GivenFile = Reading & FileForm & { readonly isNamed: boolean }

export interface GivenFiles {
  readonly form: Exclude<FileForm['form'], 'unknown'>
  readonly files: readonly GivenFile[]
  /** Files of folders that have another form. */
  readonly ignored: readonly string[]
}

/**
 * The files that a corpus is made of, those of folders by code point. All have one form: texts, where that is what
 * most are. Throws
 * UsageError where they differ, where one cannot be read, and where one lies in `folder`.
 */
export async function givenFiles(paths: readonly string[], folder: string): Promise<GivenFiles> {
  const named: GivenFile[] = []
  for (const path of paths) {
    const absolute = resolve(path)
    if (isBelow(absolute, folder)) {
      throw new UsageError(`${path} lies in the folder of the new corpus.`, { fix: 'Name another folder.' })
    }
    if (!statOf(path, absolute).isDirectory()) {
      named.push({ ...(await fileAt(absolute, path)), isNamed: true })
      continue
    }
    for (const { path: at, inside } of filesBelow(absolute)) {
      named.push({ ...(await fileAt(at, `${path.replace(/\/+$/, '')}/${inside}`)), isNamed: false })
    }
  }
  const known = named.filter(({ isNamed, form, file }) => isNamed || (form !== 'unknown' && !isSidecar(file)))
  const [first] = known
  if (first === undefined) throw new UsageError(`There is no file of a known form in ${paths.join(' ')}.`)
  const isMeant = (one: GivenFile) => one.form === 'text' && (one.isNamed || isText(one))
  const data = known.filter(one => !isMeant(one))
  // Beside data stands a README.
  const wanted = data.length * 2 <= known.length ? 'text' : (data[0] ?? first).form
  const fits = (one: GivenFile): boolean =>
    one.form === wanted && (one.isNamed || wanted !== 'text' || isText(one))
  const stray = known.find(one => one.isNamed && !fits(one))
  if (stray !== undefined || wanted === 'unknown') throw strayFile(stray ?? first, wanted)
  return {
    form: wanted,
    files: known.filter(fits),
    ignored: named.filter(one => !fits(one)).map(({ file }) => file),
  }
}

/** A plain text that is nothing else, or what `add` makes a text of. */
function isText({ file, looksLike }: GivenFile): boolean {
  const form = articleForm(file)
  return form === 'text' ? looksLike === undefined : form !== undefined
}
const isSidecar = (file: string): boolean => file.endsWith('.meta.yaml')

function strayFile({ file, form, looksLike, packed }: GivenFile, wanted: string): UsageError {
  if (form !== 'unknown') {
    return new UsageError(`${file} is ${form}, and the others are ${wanted}.`, {
      fix: 'Make a corpus of files of one form.',
    })
  }
  return new UsageError(`${file} is ${looksLike ?? 'of no known form'}, which no corpus can be made of.`, {
    fix: `Convert it to ${enumerated(['JSON Lines', 'CSV', 'Parquet', 'Arrow'])} or texts${packed === undefined ? '' : ', or unpack it'}.`,
  })
}

const fileAt = async (path: string, file: string): Promise<Reading & FileForm> => ({
  ...(await formOfFile(path)),
  path,
  file,
  bytes: statSync(path).size,
})

function statOf(path: string, absolute: string) {
  try {
    return statSync(absolute)
  } catch (cause) {
    if (systemCode(cause) === null) throw cause
    throw new UsageError(`${path} cannot be read: it does not exist, or permission was denied.`, {
      cause,
      fix: 'Correct the path.',
    })
  }
}

import { constants, copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { systemCode } from '../files/io-error.js'
import { unpackedName } from '../sources/bytes.js'
import { sources } from '../sources/index.js'

/**
 * Copies a file into the corpus, or moves it. The copy shares the bytes with the original where the file system can do that,
 * so that it takes neither time nor room; from one disk to another a move is a copy too.
 */
export function bringIn(from: string, to: string, move: boolean): void {
  mkdirSync(dirname(to), { recursive: true })
  if (!move) {
    copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    return
  }
  try {
    renameSync(from, to)
  } catch (error) {
    if (systemCode(error) !== 'EXDEV') throw error
    copyFileSync(from, to, constants.COPYFILE_EXCL)
    rmSync(from)
  }
}

/** Where a file will stand in the corpus: under its own name, with an ending that says its form, and once. */
export function placeFor(path: string, form: string, taken: readonly string[]): string {
  const name = basename(path)
    .replaceAll(/[\p{Cc}\\*\s]+/gu, '_')
    .replace(/^\.+/, '')
  const endings = sources[form]?.extensions ?? []
  const [usual = ''] = endings
  const isRight = endings.some(ending => name.endsWith(ending))
  const bare = unpackedName(name)
  const packed = name.slice(bare.length)
  const whole = isRight ? name : `${bare.replace(/\.[^.]*$/, '') || 'records'}${usual}${packed}`
  const ending = endings.toSorted((a, b) => b.length - a.length).find(one => whole.endsWith(one)) ?? usual
  const stem = whole.slice(0, whole.length - ending.length)
  for (let number = 1; ; number++) {
    const place = `records/${stem}${number === 1 ? '' : `-${number}`}${ending}`
    if (!taken.includes(place)) return place
  }
}

import { closeSync, lstatSync, openSync, readSync } from 'node:fs'
import { sep } from 'node:path'
import { UsageError } from '../errors.js'
import { translateIoError } from '../files/io-error.js'
import { checkFolderOf, truePath } from '../files/replaceable.js'
import type { Release } from '../release/release.js'
import { isWorkbook, WORKBOOK_HEAD } from '../release/workbook/parts.js'
import { safe } from '../reports/safe.js'
import { printProblems } from './print.js'

/** What cannot be written, and what is not ours to replace, is found before the export and not after it. */
export function checkWorkbook(path: string, { out, formats }: { out: string; formats: string }): void {
  const refuse = (why: string) => {
    throw new UsageError(`The workbook cannot be written to ${path}: ${why}.`, {
      fix: 'Choose another file.',
    })
  }
  if (!path.toLowerCase().endsWith('.xlsx')) refuse('Excel opens no file whose name does not end with .xlsx')
  checkFolderOf(path)
  if (`${truePath(path)}${sep}`.startsWith(`${truePath(out)}${sep}`))
    refuse('it would lie in the release, which holds nothing but what its manifests list')
  const names = formats.split(',').map(name => name.trim())
  if (!names.includes('csv')) refuse('it is made from the CSV of the release, which --formats leaves out')
  const present = lstatSync(path, { throwIfNoEntry: false })
  if (present === undefined) return
  if (!present.isFile()) refuse('it is no file')
  if (present.size > 0 && !isWorkbook(headOf(path)))
    refuse('it is another file, or one that was changed, which would be lost')
}

function headOf(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(WORKBOOK_HEAD)
    return head.subarray(0, readSync(file, head))
  } finally {
    closeSync(file)
  }
}

/** Writes the workbook of a release that is published, and says so; or says what no sheet can hold. Gives the exit code. */
export async function makeWorkbook(
  folder: string,
  release: Release,
  file: string,
  { maxShown, silent }: { maxShown: number; silent: boolean },
): Promise<number> {
  const { writeWorkbook } = await import('../release/workbook/workbook.js')
  try {
    const { problems, total } = writeWorkbook({ folder, release, file })
    printProblems(problems, { max: maxShown, total, stream: process.stderr })
    if (total > 0) {
      process.stderr.write(`${safe(file)} was not written. The release itself is published.\n`)
      return 1
    }
  } catch (error) {
    throw translateIoError(error, {
      path: file,
      done: 'written',
      aftermath: 'the release itself is published',
    })
  }
  if (!silent) process.stdout.write(`  ${safe(file)} has a sheet for each table\n`)
  return 0
}

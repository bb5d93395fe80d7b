import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../errors.js'
import { systemCode } from './io-error.js'

/** A new folder for what only this run needs. Throws UsageError where none can be made. */
export function temporaryFolder(): string {
  const parent = tmpdir()
  try {
    return mkdtempSync(join(parent, 'warraq-'))
  } catch (cause) {
    const code = systemCode(cause)
    if (code === null) throw cause
    throw new UsageError(`No temporary folder can be made in ${parent} (${code}).`, {
      fix: 'Let TMPDIR name a folder that you may write.',
      cause,
    })
  }
}

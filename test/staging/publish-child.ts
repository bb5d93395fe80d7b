import { UsageError } from '../../src/errors.js'
import { publishRelease } from './publish-release.js'

/** `node publish-child.js TARGET LABEL [SIZE]`; exit 2 with message and fix as JSON when it was refused. */
const [target = '', label = '', size] = process.argv.slice(2)
try {
  publishRelease(target, label, { size: size === undefined ? 2_000 : Number(size) })
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(JSON.stringify({ message: error.message, fix: error.fix }))
  process.exitCode = 2
}

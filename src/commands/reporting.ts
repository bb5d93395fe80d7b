import { resolve } from 'node:path'
import { UsageError } from '../errors.js'
import { translateIoError } from '../files/io-error.js'
import { writeWhole } from '../files/write-whole.js'
import type { Problem } from '../problem.js'
import { readHelp } from '../reports/help.js'
import { reportFormats } from '../reports/index.js'
import type { Summary } from '../reports/report-format.js'
import { displayOf } from './print.js'
import { countOf } from './run.js'

/** The options of every command that reports problems. */
export interface ReportingOptions {
  readonly format: string
  readonly maxShown: string
  readonly problems?: string
  readonly json?: boolean
}

interface Reported {
  readonly summary: Summary
  problems(): Iterable<Problem>
  /** The same as lines of JSON. */
  problemLines(): Iterable<Uint8Array>
}

export interface Reporting {
  /** So many problems of each severity are enough; undefined where all are wanted. */
  readonly keep: number | undefined
  /** Writes all problems to the file of `--problems`, and the report to standard output. */
  report(run: Reported): Promise<void>
}

/** How the options want a run to be reported. Throws UsageError where they name no format or no number. */
export function reportingOf(options: ReportingOptions): Reporting {
  const maxShown = countOf(options.maxShown, '--max-shown')
  const name = options.json ? 'json' : options.format
  const format = formatNamed(name)
  const { problems: path } = options
  // Reports for people show no more than that; what reads the others wants all.
  const isBrief = path === undefined && (name === 'text' || name === 'github')
  return {
    keep: isBrief ? maxShown : undefined,
    report: async ({ summary, problems, problemLines }) => {
      if (path !== undefined) writeProblems(path, problemLines())
      const display = { maxShown, ...displayOf(process.stdout), help: readHelp() }
      for (const part of format.render(summary, problems(), display)) {
        if (process.stdout.destroyed) break
        await print(part)
      }
    },
  }
}

function formatNamed(name: string) {
  const format = reportFormats.get(name)
  if (format !== undefined) return format
  throw new UsageError(`There is no report format "${name}".`, {
    fix: `Choose from ${[...reportFormats.keys()].join(', ')}.`,
  })
}

function writeProblems(path: string, lines: Iterable<Uint8Array>): void {
  try {
    writeWhole(resolve(path), inLargePieces(lines), { replace: true })
  } catch (error) {
    throw translateIoError(error, { path, done: 'written' })
  }
}

const PIECE_BYTES = 1024 * 1024

function* inLargePieces(lines: Iterable<Uint8Array>): Generator<Uint8Array> {
  let held: Uint8Array[] = []
  let length = 0
  for (const one of lines) {
    held.push(one)
    length += one.length
    if (length < PIECE_BYTES) continue
    yield Buffer.concat(held, length)
    held = []
    length = 0
  }
  yield Buffer.concat(held, length)
}

/** A reader that is slower than we are sets the pace: what it has not taken yet is not heaped up. */
async function print(part: string): Promise<void> {
  if (process.stdout.write(part)) return
  await new Promise<void>(resolve => {
    const go = () => {
      process.stdout.off('drain', go).off('close', go)
      resolve()
    }
    process.stdout.once('drain', go).once('close', go)
  })
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.js'
import { systemCode } from '../files/io-error.js'
import { isObject } from '../schema/keywords.js'
import { parseJson } from '../text/json.js'
import { decodeUtf8 } from '../text/utf8.js'
import type { Corpus } from './corpus.js'

/** An article that was taken out for good. Its id is never used again. */
export interface Withdrawal {
  readonly id: string
  readonly reason: string
  /** YYYY-MM-DD */
  readonly date: string
}

/** Beside corpus.yaml: one withdrawal a line, in the order in which they were made. */
export const WITHDRAWN_FILE = 'withdrawn.jsonl'

interface Withdrawn {
  /** The file, verbatim; undefined where there is none. */
  readonly text: string | undefined
  readonly byId: ReadonlyMap<string, Withdrawal>
}

/** Reads the withdrawn.jsonl of a corpus, if it is there. Throws UsageError where a line is no withdrawal. */
export function loadWithdrawn({ folder }: Pick<Corpus, 'folder'>): Withdrawn {
  const bytes = bytesOf(join(folder, WITHDRAWN_FILE))
  if (bytes === undefined) return { text: undefined, byId: new Map() }
  const decoded = decodeUtf8(bytes)
  if ('badByte' in decoded) throw new UsageError(`${WITHDRAWN_FILE} is not UTF-8.`)
  const lines = decoded.text.split('\n').map((line, i) => [line, i + 1] as const)
  const found = lines
    .filter(([line]) => line.trim() !== '')
    .map(([line, number]) => withdrawalIn(line, number))
  return { text: decoded.text, byId: new Map(found.map(one => [one.id, one])) }
}

/** The line of a withdrawal, with its line feed. U+0085, U+2028 and U+2029 are escaped: some readers end lines there. */
export function withdrawalLine({ id, reason, date }: Withdrawal): string {
  const line = JSON.stringify({ id, reason, date })
  return `${line.replaceAll(/[\u0085\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}

function withdrawalIn(line: string, number: number): Withdrawal {
  const refuse = (cause?: unknown): never => {
    throw new UsageError(`${WITHDRAWN_FILE}:${number} is no withdrawal.`, {
      fix: 'Each line is {"id": …, "reason": …, "date": "YYYY-MM-DD"}.',
      cause,
    })
  }
  let value: unknown
  try {
    value = parseJson(line)
  } catch (cause) {
    return refuse(cause)
  }
  if (!isObject(value)) return refuse()
  const { id, reason, date } = value
  if (typeof id !== 'string' || typeof reason !== 'string' || typeof date !== 'string') return refuse()
  return { id, reason, date }
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

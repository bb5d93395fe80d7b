import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.js'
import { type Location, type Problem, problem } from '../problem.js'
import { ownFormats } from '../schema/formats.js'
import { isObject, type SchemaObject } from '../schema/keywords.js'
import { type JsonFault, readJson } from '../text/json.js'
import { locatorFor } from '../text/json-locate.js'
import { nearest } from '../text/nearest.js'
import { placeAt } from '../text/place.js'
import { escapeToken } from '../text/pointer.js'
import { described, shown } from '../text/shown.js'
import { decodeUtf8 } from '../text/utf8.js'
import type { Corpus } from './corpus.js'
import { insideOf } from './load.js'

/** Beside corpus.yaml, and a tag file of the release: one line for each record that was taken out. */
export const WITHDRAWN_FILE = 'withdrawn.jsonl'

const MAX_BYTES = 64 * 1024 * 1024

/** A record that was taken out of the corpus. Its id is never used again. */
export interface Withdrawal {
  readonly id: string
  readonly reason: string
  /** YYYY-MM-DD */
  readonly date: string
  /** Of withdrawn.jsonl, from 1. */
  readonly line: number
}

export interface Withdrawn {
  /** The file, verbatim; undefined where there is none. */
  readonly text: string | undefined
  readonly byId: ReadonlyMap<string, Withdrawal>
}

/**
 * Reads the withdrawn.jsonl of a corpus, if it is there. Throws UsageError, with every problem's place, when it is wrong, and
 * when records have no ids.
 */
export function loadWithdrawn({ folder, schema }: Pick<Corpus, 'folder' | 'schema'>): Withdrawn {
  const path = insideOf(folder, join(folder, WITHDRAWN_FILE))
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return { text: undefined, byId: new Map() }
  if (!stat.isFile() || stat.size > MAX_BYTES) {
    const fault = stat.isFile() ? `has ${stat.size} bytes; ${MAX_BYTES} are read` : 'is no file'
    throw new UsageError(`${WITHDRAWN_FILE} ${fault}.`)
  }
  const bytes = readFileSync(path)
  const decoded = decodeUtf8(bytes)
  if ('badByte' in decoded) {
    const byte = decoded.badByte
    refuse([problem('file/not-utf8', { file: WITHDRAWN_FILE, byte }, { byte, value: bytes[byte] ?? 0 })])
    return { text: undefined, byId: new Map() }
  }
  const { byId, problems } = parseWithdrawn(decoded.text, WITHDRAWN_FILE)
  refuse(problems)
  if (byId.size > 0 && schema.keyField === undefined) {
    throw new UsageError(`${WITHDRAWN_FILE} names ids, and records of ${schema.path} have none.`, {
      fix: 'Mark the property that holds the id with "x-key": true.',
    })
  }
  return { text: decoded.text, byId }
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UsageError(`${WITHDRAWN_FILE} cannot be used.`, { problems })
}

/** The line of a withdrawal, with its line feed. U+0085, U+2028 and U+2029 are escaped: some readers end lines there. */
export function withdrawalLine({ id, reason, date }: Omit<Withdrawal, 'line'>): string {
  const line = JSON.stringify({ id, reason, date })
  return `${line.replaceAll(/[\u0085\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}

/** Every line is one withdrawal and nothing else; an id stands once. Whatever is wrong is told, with its line and column. */
export function parseWithdrawn(
  text: string,
  file: string,
): { byId: ReadonlyMap<string, Withdrawal>; problems: readonly Problem[] } {
  if (text.startsWith('\uFEFF')) {
    return { byId: new Map(), problems: [problem('file/bom', { file, line: 1, column: 1 }, {})] }
  }
  const byId = new Map<string, Withdrawal>()
  const problems: Problem[] = []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const [i, one] of lines.entries()) {
    const line = i + 1
    const read = readLine(one, { file, line })
    problems.push(...read.problems)
    if (read.withdrawal === undefined) continue
    const { id } = read.withdrawal
    const earlier = byId.get(id)
    if (earlier === undefined) byId.set(id, { ...read.withdrawal, line })
    else {
      const location = { file, line, column: read.columnOf('/id'), pointer: '/id' }
      const related = [{ file, line: earlier.line }]
      problems.push(problem('withdrawn/duplicate', location, { id, line: earlier.line }, { related }))
    }
  }
  return { byId, problems }
}

interface ReadLine {
  readonly withdrawal: Omit<Withdrawal, 'line'> | undefined
  readonly problems: readonly Problem[]
  /** Column of the value at a pointer. */
  columnOf(pointer: string): number
}

function readLine(text: string, at: Location): ReadLine {
  const place = (offset: number): Location => ({ ...at, column: placeAt(text, offset).column })
  const nothing = (problems: readonly Problem[]) => ({ withdrawal: undefined, problems, columnOf: () => 1 })
  if (text.trim() === '')
    return nothing([problem('withdrawn/line', place(0), { detail: 'the line is blank' })])
  const { value, faults } = readJson(text)
  const problems = faults.flatMap(fault => worded(fault, place))
  if (value === undefined) return nothing(problems)
  if (!isObject(value)) {
    return nothing([problem('withdrawn/line', place(0), { detail: `the line is ${described(value)}` })])
  }
  let locate: ReturnType<typeof locatorFor> | undefined
  const placeOf = (key: string, part: 'key' | 'value'): Location => {
    const pointer = `/${escapeToken(key)}`
    locate ??= locatorFor(text)
    return { ...place(locate(pointer, part)), pointer }
  }
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(checks, key)) continue
    const meant = nearest(key, Object.keys(checks))
    problems.push(problem('withdrawn/unknown-key', placeOf(key, 'key'), { key, meant }))
  }
  for (const [key, check] of Object.entries(checks)) {
    const fault = Object.hasOwn(value, key) ? check(value[key]) : 'is missing'
    if (fault !== undefined) {
      problems.push(problem('withdrawn/line', placeOf(key, 'value'), { detail: `\`${key}\` ${fault}` }))
    }
  }
  return {
    withdrawal: problems.length === 0 ? withdrawalIn(value) : undefined,
    problems,
    columnOf: pointer => placeOf(pointer.slice(1), 'value').column ?? 1,
  }
}

const filled = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return `is ${described(value)}`
  return value.trim() === '' ? 'is empty' : undefined
}

/** The keys of a line; what is wrong with a value, as the rest of a sentence. */
const checks: Readonly<Record<'id' | 'reason' | 'date', (value: unknown) => string | undefined>> = {
  id: filled,
  reason: filled,
  date: value =>
    filled(value) ?? (ownFormats['date']?.(String(value)) ? undefined : `is no day: ${shown(value)}`),
}

function withdrawalIn({ id, reason, date }: SchemaObject): Omit<Withdrawal, 'line'> {
  return { id: String(id), reason: String(reason), date: String(date) }
}

/** Numbers that lose digits are of no use here anyway: that a string was expected is told instead. */
function worded(fault: JsonFault, place: (offset: number) => Location): Problem[] {
  const location = place(fault.offset)
  switch (fault.kind) {
    case 'syntax':
      return [problem('withdrawn/line', location, { detail: `this is not JSON: ${fault.detail}` })]
    case 'depth':
      return [problem('withdrawn/line', location, { detail: 'the nesting is too deep' })]
    case 'duplicate-key':
      return [problem('json/duplicate-key', { ...location, pointer: fault.pointer }, { key: fault.key })]
    case 'lone-surrogate':
      return [problem('text/lone-surrogate', { ...location, pointer: fault.pointer }, {})]
    default:
      return []
  }
}

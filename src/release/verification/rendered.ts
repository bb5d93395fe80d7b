import { lstatSync, readFileSync } from 'node:fs'
import { type Location, type Problem, problem } from '../../problem.js'
import { contrast } from '../../records/compare.js'
import { readJson } from '../../text/json.js'
import { locatorFor } from '../../text/json-locate.js'
import { placeAt } from '../../text/place.js'
import { described } from '../../text/shown.js'
import { decodeUtf8 } from '../../text/utf8.js'
import { counted } from '../metadata/markdown.js'
import { releaseFile } from '../release-file.js'
import { jsonDifferences } from './json-differences.js'

/** Of one file so many differences are told. */
const MAX_TOLD = 20
/** What is so much longer than what it should be is not read. */
const MAX_SURPLUS = 16 * 1024 * 1024

/**
 * Compares a file of a release with what its text should be: in JSON every value that differs is told with its pointer,
 * in other texts every line. Nothing is told of a file that is not there.
 */
export function renderedProblems(folder: string, path: string, expected: string): Problem[] {
  const absolute = releaseFile(folder, path)
  if (absolute === undefined) return []
  const wanted = Buffer.from(expected, 'utf8')
  const { size } = lstatSync(absolute)
  const at = { file: path }
  if (size > wanted.length + MAX_SURPLUS)
    return [
      problem('release/metadata', at, { found: `${size} bytes long`, expected: `${wanted.length} bytes` }),
    ]
  const bytes = readFileSync(absolute)
  if (bytes.equals(wanted)) return []
  const decoded = decodeUtf8(bytes)
  if ('badByte' in decoded) {
    const byte = decoded.badByte
    return [problem('file/not-utf8', { ...at, byte }, { byte, value: bytes[byte] ?? 0 })]
  }
  const { text } = decoded
  const found = path.endsWith('.json') ? jsonProblems(text, expected, at) : []
  return found.length > 0 ? found : lineProblems(text, expected, at)
}

function jsonProblems(text: string, expected: string, at: Location): Problem[] {
  const { value } = readJson(text)
  if (value === undefined) return []
  const locate = locatorFor(text)
  const problems: Problem[] = []
  for (const { pointer, found, expected: wanted } of jsonDifferences(value, readJson(expected).value)) {
    if (problems.length === MAX_TOLD) break
    const location = { ...at, ...placeAt(text, locate(pointer, 'value')), pointer }
    problems.push(problem('release/metadata', location, wordsOn(found, wanted)))
  }
  return problems
}

function wordsOn(found: unknown, expected: unknown): { found: string; expected: string } {
  if (typeof found !== 'string' || typeof expected !== 'string')
    return { found: worded(found), expected: worded(expected) }
  const [a, b] = contrast(found, expected).shown
  return { found: a, expected: b }
}

function linesOf([first, ...more]: readonly string[]): string {
  return more.length === 0 ? worded(first) : `${worded(first)} and ${counted(more.length, 'line')} more`
}

const worded = (value: unknown): string => (value === undefined ? 'not there' : described(value))

function lineProblems(text: string, expected: string, at: Location): Problem[] {
  const [found, wanted] = [text.split('\n'), expected.split('\n')]
  const problems: Problem[] = []
  let i = 0
  let surplus = found.length - wanted.length
  for (let j = 0; i < found.length || j < wanted.length; ) {
    if (found[i] === wanted[j]) {
      i++
      j++
      continue
    }
    if (problems.length === MAX_TOLD) break
    const location = { ...at, line: Math.min(i + 1, found.length) }
    if (i === found.length || j === wanted.length) {
      const args = { found: linesOf(found.slice(i)), expected: linesOf(wanted.slice(j)) }
      problems.push(problem('release/metadata', location, args))
      break
    }
    // One that was put in or left out does not make all that follow differ.
    const isAdded = surplus > 0 && found[i + 1] === wanted[j]
    const isLost = surplus < 0 && found[i] === wanted[j + 1]
    const args = wordsOn(isLost ? undefined : found[i], isAdded ? undefined : wanted[j])
    problems.push(problem('release/metadata', location, args))
    if (isAdded) surplus--
    if (isLost) surplus++
    if (!isLost) i++
    if (!isAdded) j++
  }
  return problems
}

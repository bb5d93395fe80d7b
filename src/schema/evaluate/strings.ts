import { formatCheck } from '../formats.js'
import { compilePattern } from '../pattern.js'
import { type Check, type FailingKeyword, fail, type Keyword } from './check.js'

/** Length in code points; the length in UTF-16 units bounds it on both sides. */
function hasAtLeast(text: string, limit: number): boolean {
  if (text.length < limit) return false
  return text.length >= 2 * limit || codePoints(text) >= limit
}

function hasAtMost(text: string, limit: number): boolean {
  if (text.length <= limit) return true
  return text.length <= 2 * limit && codePoints(text) <= limit
}

function codePoints(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) {
    count++
    if (isPair(text, i)) i++
  }
  return count
}

const isPair = (text: string, i: number): boolean =>
  (text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00

const length =
  (keyword: FailingKeyword, holds: (text: string, limit: number) => boolean): Keyword =>
  (limit, context): Check | undefined => {
    if (typeof limit !== 'number' && typeof limit !== 'bigint') return undefined
    const most = Number(limit)
    return (value, run) =>
      typeof value !== 'string' || holds(value, most) || fail(run, value, keyword, context)
  }

const pattern: Keyword = (source, context) => {
  if (typeof source !== 'string') return undefined
  const compiled = compilePattern(source)
  return (value, run) =>
    typeof value !== 'string' || compiled.test(value) || fail(run, value, 'pattern', context)
}

const format: Keyword = (name, context) => {
  const check = context.assertsFormats && typeof name === 'string' ? formatCheck(name) : undefined
  if (check === undefined) return undefined
  return (value, run) => check(value) || fail(run, value, 'format', context)
}

export const stringKeywords: Readonly<Record<string, Keyword>> = {
  minLength: length('minLength', hasAtLeast),
  maxLength: length('maxLength', hasAtMost),
  pattern,
  format,
}

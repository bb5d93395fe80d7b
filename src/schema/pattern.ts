import { RE2JS } from 're2js'
import { scriptNames } from '../text/script-names.js'

/** A compiled `pattern` whose time is linear in the text, whoever wrote it. */
export interface Pattern {
  test(text: string): boolean
  /** Unique per pattern: ajv tells compiled patterns apart by this. */
  toString(): string
}

/**
 * Compiles an ECMA-262 pattern (flag `u`). Patterns in which backtracking can cost nothing run natively, all others
 * on RE2. Throws SyntaxError for what is no pattern, and for look-around and back-references, which RE2 has not.
 */
export function compilePattern(source: string): Pattern {
  const native = new RegExp(source, 'u')
  const label = `/${source}/u`
  if (isHarmless(source)) return { test: text => native.test(text), toString: () => label }
  const compiled = compileRe2(source)
  return { test: text => compiled.matcher(text).find(), toString: () => label }
}

function compileRe2(source: string): ReturnType<typeof RE2JS.compile> {
  try {
    return RE2JS.compile(toRe2(source))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SyntaxError(`the pattern ${source} cannot be run in linear time (${reason})`, { cause })
  }
}

const MAX_WAYS = 10_000
const atom =
  /\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\[^bBkux0-9]|\[(?:\\.|[^\]\\])*\]|[^\\^$.*+?()[\]{}|]|\./uy
const quantifier = /[*+?]|\{(\d+)(,(\d*))?\}/y

/** True for a sequence of single characters and classes in which few ways to match exist. */
function isHarmless(source: string): boolean {
  const anchored = source.startsWith('^')
  const end = source.endsWith('$') && !source.endsWith('\\$') ? source.length - 1 : source.length
  let ways = 1
  let unbounded = 0
  for (let at = anchored ? 1 : 0; at < end; ) {
    atom.lastIndex = at
    if (!atom.test(source) || atom.lastIndex > end) return false
    at = quantifier.lastIndex = atom.lastIndex
    const match = quantifier.exec(source)
    if (match === null) continue
    at = quantifier.lastIndex
    if (source[at] === '?') return false
    const [spelled, least, comma, most] = match
    if (spelled === '*' || spelled === '+' || (comma !== undefined && most === '')) unbounded++
    else if (spelled === '?') ways *= 2
    else if (comma !== undefined) ways *= Number(most) - Number(least) + 1
  }
  return unbounded <= (anchored ? 1 : 0) && ways <= (anchored ? MAX_WAYS : 100)
}

/** White space and line ends as ECMA-262 has them: RE2 knows only those of ASCII. */
const SPACE =
  '\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}'
const NOT_LINE_END = '[^\\n\\r\\x{2028}\\x{2029}]'

/** Spells an ECMA-262 pattern as RE2 does. */
function toRe2(source: string): string {
  let inClass = false
  const spelled = source.replaceAll(/\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\.|[[\].]/gsu, token => {
    if (token === '[') return escapeOpening()
    if (token === ']') return closing()
    if (token === '.') return inClass ? '.' : NOT_LINE_END
    if (token === '\\s') return inClass ? SPACE : `[${SPACE}]`
    if (token === '\\S') {
      if (inClass) throw new SyntaxError('\\S inside a class')
      return `[^${SPACE}]`
    }
    if (/^\\[pP]/.test(token)) return property(token)
    return token
  })
  return RE2JS.translateRegExp(spelled)

  function escapeOpening(): string {
    if (inClass) return '\\['
    inClass = true
    return '['
  }
  function closing(): string {
    inClass = false
    return ']'
  }
}

const longNames: Readonly<Record<string, string>> = {
  Letter: 'L',
  Lowercase_Letter: 'Ll',
  Uppercase_Letter: 'Lu',
  Titlecase_Letter: 'Lt',
  Modifier_Letter: 'Lm',
  Other_Letter: 'Lo',
  Mark: 'M',
  Nonspacing_Mark: 'Mn',
  Spacing_Mark: 'Mc',
  Enclosing_Mark: 'Me',
  Number: 'N',
  Decimal_Number: 'Nd',
  Punctuation: 'P',
  Symbol: 'S',
  Separator: 'Z',
  Space_Separator: 'Zs',
  Control: 'Cc',
  Format: 'Cf',
}

function property(token: string): string {
  const [, letter, name = ''] = /^\\([pP])\{(.*)\}$/.exec(token) ?? []
  const [kind, value] = name.includes('=') ? name.split('=') : ['', name]
  if (kind === 'Script' || kind === 'sc' || kind === 'Script_Extensions' || kind === 'scx') {
    if (kind.startsWith('scx') || kind === 'Script_Extensions') throw new SyntaxError('Script_Extensions')
    return `\\${letter}{${scriptName(value ?? '')}}`
  }
  if (value === 'ASCII') return letter === 'p' ? '\\x00-\\x7f' : '\\x{80}-\\x{10ffff}'
  return `\\${letter}{${longNames[value ?? ''] ?? value}}`
}

/** RE2 knows scripts by their long names only. */
const scriptName = (name: string): string => scriptNames[name] ?? name

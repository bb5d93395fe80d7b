/** Where a text stops being JSON, and why. */
export interface SyntaxFault {
  /** UTF-16 units. */
  readonly offset: number
  readonly detail: string
}

type State = 'value' | 'first-value' | 'first-key' | 'key' | 'colon' | 'after-value' | 'end'

const expected: Record<State, string> = {
  value: 'a value',
  'first-value': 'a value or `]`',
  'first-key': 'a key in double quotes or `}`',
  key: 'a key in double quotes',
  colon: '`:`',
  'after-value': '`,` or the end of the list or object',
  end: 'nothing more',
}

/** The first place at which `text` is no JSON (RFC 8259); undefined when it is. Needs no recursion, whatever the depth. */
export function syntaxFault(text: string): SyntaxFault | undefined {
  const open: ('{' | '[')[] = []
  let state = 'value' as State
  let at = skipSpace(text, 0)
  const after = (): State => (open.length === 0 ? 'end' : 'after-value')
  for (; at < text.length; at = skipSpace(text, at)) {
    const character = text[at] ?? ''
    if (state === 'end') return unexpected(text, at, state)
    if (state === 'after-value') {
      const inner = open.at(-1)
      if (character === ',') state = inner === '{' ? 'key' : 'value'
      else if (character === (inner === '{' ? '}' : ']')) {
        open.pop()
        state = after()
      } else return unexpected(text, at, state)
      at++
    } else if (state === 'colon') {
      if (character !== ':') return unexpected(text, at, state)
      state = 'value'
      at++
    } else if (
      (state === 'first-key' && character === '}') ||
      (state === 'first-value' && character === ']')
    ) {
      open.pop()
      state = after()
      at++
    } else if (character === '"') {
      const end = endOfString(text, at)
      if (typeof end !== 'number') return end
      at = end
      state = state === 'key' || state === 'first-key' ? 'colon' : after()
    } else if (state === 'key' || state === 'first-key') {
      return unexpected(text, at, state)
    } else if (character === '{' || character === '[') {
      open.push(character)
      state = character === '{' ? 'first-key' : 'first-value'
      at++
    } else {
      const end = endOfScalar(text, at)
      if (end === undefined) return unexpected(text, at, state)
      at = end
      state = after()
    }
  }
  if (state === 'end') return undefined
  if (text.trim() === '') return { offset: 0, detail: 'nothing stands here' }
  return { offset: text.length, detail: `the text ends where ${expected[state]} is expected` }
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && ' \t\n\r'.includes(text[at] ?? '')) at++
  return at
}

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|true(?!\w)|false(?!\w)|null(?!\w)/y

function endOfScalar(text: string, at: number): number | undefined {
  scalar.lastIndex = at
  return scalar.test(text) ? scalar.lastIndex : undefined
}

function endOfString(text: string, start: number): number | SyntaxFault {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x22) return at + 1
    if (unit < 0x20) return { offset: at, detail: `${named(unit)} must be escaped in a string` }
    if (unit !== 0x5c) continue
    const known = /["\\/bfnrt]|u[\da-fA-F]{4}/y
    known.lastIndex = at + 1
    if (!known.test(text)) return { offset: at, detail: 'this is no escape that JSON knows' }
    at = known.lastIndex - 1
  }
  return { offset: start, detail: 'the string has no end' }
}

const wrongWords: Readonly<Record<string, string>> = {
  NaN: 'NaN is no JSON value',
  Infinity: 'Infinity is no JSON value',
  undefined: 'undefined is no JSON value',
  None: 'None is spelled null in JSON',
  True: 'True is spelled true in JSON',
  False: 'False is spelled false in JSON',
}

function unexpected(text: string, offset: number, state: State): SyntaxFault {
  const word = /-?[A-Za-z]+/y
  word.lastIndex = offset
  const found = word.exec(text)?.[0] ?? ''
  const known = wrongWords[found.replace(/^-/, '')]
  if (known !== undefined) return { offset, detail: known }
  const character = text.codePointAt(offset) ?? 0
  if (character === 0x27) return { offset, detail: 'JSON has double quotes only' }
  if (state === 'key' && character === 0x7d) return { offset, detail: 'no comma may stand before `}`' }
  if (state === 'value' && character === 0x5d) return { offset, detail: 'no comma may stand before `]`' }
  return { offset, detail: `${named(character)} stands where ${expected[state]} is expected` }
}

function named(codePoint: number): string {
  const printable = codePoint > 0x20 && codePoint < 0x7f
  const hex = codePoint.toString(16).toUpperCase().padStart(4, '0')
  return printable ? `\`${String.fromCodePoint(codePoint)}\`` : `<U+${hex}>`
}

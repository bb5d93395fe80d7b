/** JSON Pointers, RFC 6901. */

export function escapeToken(name: string): string {
  return /[~/]/.test(name) ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name
}

export function pointerOf(path: readonly (string | number)[]): string {
  return path.map(part => '/' + escapeToken(String(part))).join('')
}

/** The tokens of a pointer; `''` is the whole document. */
export function tokensOf(pointer: string): string[] {
  if (pointer === '') return []
  const tokens = pointer.slice(1).split('/')
  return pointer.includes('~') ? tokens.map(unescapeToken) : tokens
}

const unescapeToken = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~')

/** The value at `pointer`, undefined where there is none. Only own properties count. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document
  const isThere = eachToken(pointer, token => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return false
    value = Reflect.get(value, token)
    return true
  })
  return isThere ? value : undefined
}

/**
 * Calls for the tokens of a pointer until one is not taken; whether all were. As `tokensOf`, without a list: every record is
 * asked several times.
 */
export function eachToken(pointer: string, take: (token: string) => boolean): boolean {
  const isPlain = !pointer.includes('~')
  for (let start = 1; start <= pointer.length; ) {
    const slash = pointer.indexOf('/', start)
    const end = slash === -1 ? pointer.length : slash
    const written = pointer.slice(start, end)
    if (!take(isPlain ? written : unescapeToken(written))) return false
    start = end + 1
  }
  return true
}

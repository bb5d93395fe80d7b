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
  return pointer.includes('~')
    ? tokens.map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    : tokens
}

/** The value at `pointer`, undefined where there is none. Only own properties count. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document
  for (const token of tokensOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined
    value = Reflect.get(value, token)
  }
  return value
}

/** JSON Pointers, RFC 6901. */

export function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

export function pointerOf(path: readonly (string | number)[]): string {
  return path.map(part => '/' + escapeToken(String(part))).join('')
}

/** The tokens of a pointer; `''` is the whole document. */
export function tokensOf(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'))
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

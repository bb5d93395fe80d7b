/** Whether what stands in `bytes` from `start` to `end` matches a pattern. */
export type BytePattern = (bytes: Uint8Array, start: number, end: number) => boolean

/** Bytes that may stand so many times. */
interface Step {
  readonly allowed: Uint8Array
  readonly least: number
  readonly most: number
}

/**
 * Makes a test of bytes from a pattern (ECMA-262, flag `u`) that begins with `^` and is a sequence of ASCII characters and
 * classes, each with a quantifier at most, in which what has been read never has to be given back; undefined for all others.
 */
export function bytePattern(source: string): BytePattern | undefined {
  const parsed = stepsOf(source)
  if (parsed === undefined || !isGreedy(parsed.steps)) return undefined
  const { steps, isWhole } = parsed
  return (bytes, start, end) => {
    let at = start
    for (const { allowed, least, most } of steps) {
      const last = most < end - at ? at + most : end
      const first = at
      while (at < last && allowed[bytes[at]!] === 1) at++
      if (at - first < least) return false
    }
    return !isWhole || at === end
  }
}

const atom = /\[((?:\w-\w|\\[dw.\-/+]|[\w ./:@+,;=!&%#~]|-(?=\]))+)\]|\\([dw.\-/+])|([\w /:@,;=!&%#~"'<>-])/y
const part = /(\w)-(\w)|\\(.)|(.)/gs
const quantifier = /[*+?]|\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/y

function stepsOf(source: string): { readonly steps: readonly Step[]; readonly isWhole: boolean } | undefined {
  if (!source.startsWith('^')) return undefined
  const isWhole = source.endsWith('$')
  const end = isWhole ? source.length - 1 : source.length
  const steps: Step[] = []
  for (let at = 1; at < end; ) {
    atom.lastIndex = at
    const found = atom.exec(source)
    if (found === null || atom.lastIndex > end) return undefined
    at = quantifier.lastIndex = atom.lastIndex
    const [, inClass, escaped, literal] = found
    const allowed = new Uint8Array(256)
    for (const spelled of partsOf(inClass, escaped, literal)) {
      for (const byte of spelled) allowed[byte] = 1
    }
    const times = quantifier.exec(source)
    if (times !== null) at = quantifier.lastIndex
    // A quantifier that takes as little as it can, or a second one.
    if ('?*+{'.includes(source[at] ?? ' ')) return undefined
    steps.push({ allowed, ...timesOf(times) })
  }
  return { steps, isWhole }
}

function* partsOf(inClass?: string, escaped?: string, literal?: string): Generator<readonly number[]> {
  if (literal !== undefined) yield [literal.charCodeAt(0)]
  else if (escaped !== undefined) yield bytesOf(escaped)
  else {
    for (const [, first, last, special, one] of (inClass ?? '').matchAll(part)) {
      if (first !== undefined && last !== undefined) yield range(first, last)
      else if (special !== undefined) yield bytesOf(special)
      else if (one !== undefined) yield [one.charCodeAt(0)]
    }
  }
}

const range = (first: string, last: string): number[] =>
  Array.from({ length: last.charCodeAt(0) - first.charCodeAt(0) + 1 }, (_, i) => first.charCodeAt(0) + i)

const digits = range('0', '9')

const UNDERSCORE = 0x5f

/** What a character behind a backslash stands for. */
function bytesOf(escaped: string): readonly number[] {
  if (escaped === 'd') return digits
  return escaped === 'w'
    ? [...digits, ...range('a', 'z'), ...range('A', 'Z'), UNDERSCORE]
    : [escaped.charCodeAt(0)]
}

function timesOf(found: RegExpExecArray | null): Pick<Step, 'least' | 'most'> {
  const [sign, least, comma, most] = found ?? []
  if (sign === undefined) return { least: 1, most: 1 }
  if (least !== undefined) {
    const more = comma === undefined ? Number(least) : Number(most ?? Number.POSITIVE_INFINITY)
    return { least: Number(least), most: more }
  }
  return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY }
}

/** Whether what one step has taken could never be what the next one needs. */
function isGreedy(steps: readonly Step[]): boolean {
  return steps.every(({ allowed, least, most }, i) => {
    if (least > most) return false
    if (least === most) return true
    for (const next of steps.slice(i + 1)) {
      if (next.allowed.some((one, byte) => one === 1 && allowed[byte] === 1)) return false
      if (next.least > 0) return true
    }
    return true
  })
}

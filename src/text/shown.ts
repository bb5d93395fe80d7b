import { numbers } from './names.js'
import { visible } from './visible.js'

const MAX_SHOWN = 60

/** A value as JSON, short enough for a sentence, with invisible characters named. */
export function shown(value: unknown): string {
  const characters = [...visible(beginningOf(value, 4 * MAX_SHOWN))]
  return characters.length <= MAX_SHOWN ? characters.join('') : `${characters.slice(0, MAX_SHOWN).join('')}…`
}

/** The JSON of a value, of which about `length` units are wanted: a value may have millions. Integers keep their digits. */
function beginningOf(value: unknown, length: number): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return JSON.stringify(value.slice(0, length))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'nothing'
  const isList = Array.isArray(value)
  let text = ''
  for (const key in value) {
    if (text.length > length) break
    const member = beginningOf(Reflect.get(value, key), length)
    text += `${text === '' ? '' : ','}${isList ? '' : `${beginningOf(key, length)}:`}${member}`
  }
  return isList ? `[${text}]` : `{${text}}`
}

const kinds: Readonly<Record<string, string>> = {
  string: 'the string',
  number: 'the number',
  bigint: 'the number',
}

export function described(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `${kinds[typeof value] ?? ''} ${shown(value)}`.trim()
}

export const withArticle = (type: string): string =>
  type === 'null' ? 'null' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`

/** What a number or boolean would look like as the string that was expected. */
export function suchAs(type: string, value: unknown): string {
  const scalar = typeof value === 'number' || typeof value === 'boolean'
  return scalar && type === 'string' ? ` such as "${value}"` : ''
}

/** How the value would be written in the type that was expected. */
export function retyped(value: unknown, expected: readonly string[]): string {
  const wantsNumber = expected.includes('number') || expected.includes('integer')
  if (typeof value === 'string' && wantsNumber && /^-?(0|[1-9]\d{0,14})$/.test(value))
    return `Write ${value} without quotation marks.`
  if (typeof value === 'string' && expected.includes('boolean') && /^(true|false)$/.test(value))
    return `Write ${value} without quotation marks.`
  if ((typeof value === 'number' || typeof value === 'boolean') && expected.includes('string'))
    return `Write "${value}".`
  if (expected.includes('array') && typeof value === 'string') return `Write a list: [${shown(value)}].`
  if (value === null) return 'Give a value, or leave the key out if it may be missing.'
  return `Write ${expected.map(withArticle).join(' or ')}.`
}

/** `ی (U+06CC)`; several characters have their numbers in turn. */
export const named = (characters: string): string => `${characters} (${numbers(characters)})`

export const listed = (values: readonly unknown[]): string =>
  values.length === 1 ? shown(values[0]) : `one of ${values.slice(0, 20).map(shown).join(', ')}`

/** `, 3 times`, and nothing for once. */
export const times = (count: number): string => (count === 1 ? '' : `, ${count} times`)

/** `CRLF (12 times) and CR (once)`; what is not there is left out. */
export const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} (${count === 1 ? 'once' : `${count} times`})`)
    .join(' and ')

/** A path as a shell takes it for one word. */
export const shellWord = (path: string): string =>
  /^[\w./,:=@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`

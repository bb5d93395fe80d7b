import type { Json } from './json.js'

/** Text that needs no quotes: readers of YAML 1.1 (PyYAML) and 1.2 alike take it for text. */
export const isPlainYaml = (text: string): boolean => plainWord.test(text) && !notText.test(text)

const plainWord = /^[a-z][a-z0-9]*([_./-][a-z0-9]+)*$/i
/** What YAML 1.1 reads as a truth value or null; `e0` is a number to some. */
const notText = /^(y|n|yes|no|on|off|true|false|null|e\d+)$/i

/** PyYAML refuses these or takes them for line breaks; in double quotes an escape is understood. */
export const escapeForYaml = (text: string): string =>
  text.replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** A value on one line of YAML, as a key or behind one. */
export function yamlOf(value: Json): string {
  if (typeof value === 'string') return isPlainYaml(value) ? value : escapeForYaml(JSON.stringify(value))
  if (Array.isArray(value)) return `[${value.map(yamlOf).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).map(([key, member]) => `${yamlOf(key)}: ${yamlOf(member)}`)
  return `{ ${members.join(', ')} }`
}

import { assigned } from './unicode.js'

/** How many letters a text has, and how many of them belong to a script. Letters of no script of their own do not count. */
export interface LetterCount {
  readonly letters: number
  readonly ofScript: number
}

/** Letters of one script, or of those that are written together. */
export interface Script {
  /** By UTF-16 unit. */
  readonly units: Uint8Array
  /** Tests one character beyond U+FFFF. */
  readonly beyond: RegExp
}

/** Letters of `text`, and those of `script`; both as of Unicode 15.1. */
export function countLetters(text: string, script?: Script): LetterCount {
  const all = anyScript()
  let letters = 0
  let ofScript = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const pair = text.slice(i, i + 2)
      i += pair.length - 1
      if (!all.beyond.test(pair)) continue
      letters++
      if (script?.beyond.test(pair)) ofScript++
    } else if (all.units[unit] === 1) {
      letters++
      if (script !== undefined) ofScript += script.units[unit]!
    }
  }
  return { letters, ofScript }
}

/** Whether `text` has at least `count` letters, without reading further than need be. */
export function hasLetters(text: string, count: number): boolean {
  let letters = 0
  for (let at = 0; at < text.length && letters < count; ) {
    const cut = at + 1000
    const end = (text.charCodeAt(cut) & 0xfc00) === 0xdc00 ? cut + 1 : cut
    letters += countLetters(text.slice(at, end)).letters
    at = end
  }
  return letters >= count
}

/** By UTF-16 unit: 1 for a letter. */
export function letterUnits(): Uint8Array {
  return anyScript().units
}

/** The letters of a script by its ISO 15924 code; undefined where Unicode 15.1 has none of that name. */
export function scriptNamed(code: string): Script | undefined {
  if (!known.has(code)) known.set(code, readScript(code))
  return known.get(code)
}

const known = new Map<string, Script | undefined>()

/** ISO 15924 codes that Unicode knows under another name, or as several scripts. */
const writtenWith: Readonly<Record<string, readonly string[]>> = {
  Aran: ['Arab'],
  Cyrs: ['Cyrl'],
  Geok: ['Geor'],
  Hanb: ['Hani', 'Bopo'],
  Hans: ['Hani', 'Bopo'],
  Hant: ['Hani', 'Bopo'],
  Hrkt: ['Hira', 'Kana'],
  Jamo: ['Hang'],
  Jpan: ['Hira', 'Kana', 'Hani'],
  Kore: ['Hang', 'Hani'],
  Latf: ['Latn'],
  Latg: ['Latn'],
  Syre: ['Syrc'],
  Syrj: ['Syrc'],
  Syrn: ['Syrc'],
}
/** Not written, not known, or no one script. */
const noScript = new Set(['Zinh', 'Zmth', 'Zsye', 'Zsym', 'Zxxx', 'Zyyy', 'Zzzz'])

function readScript(code: string): Script | undefined {
  if (!/^[A-Z][a-z]{3}$/.test(code) || noScript.has(code)) return undefined
  const names = writtenWith[code] ?? [code]
  try {
    const script = scriptOf(`[\\p{L}&&[${names.map(name => `\\p{Script=${name}}`).join('')}]]`)
    return script.units.includes(1) || beyondIn(script.beyond) ? script : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A script that a later Unicode added is known to the runtime, and has no letter that 15.1 assigns. */
function beyondIn(beyond: RegExp): boolean {
  for (let codePoint = 0x10000; codePoint < 0x20000; codePoint++) {
    if (beyond.test(String.fromCodePoint(codePoint))) return true
  }
  return false
}

let any: Script | undefined

function anyScript(): Script {
  any ??= scriptOf('[\\p{L}--[\\p{Script=Common}\\p{Script=Inherited}]]')
  return any
}

function scriptOf(inside: string): Script {
  const units = new Uint8Array(0x10000)
  const all = Array.from({ length: 0x100 }, (_, row) =>
    String.fromCharCode(...Array.from({ length: 0x100 }, (_, i) => row * 0x100 + i)),
  ).join('')
  for (const { 0: run, index } of all.matchAll(new RegExp(`${assigned(inside)}+`, 'gv'))) {
    units.fill(1, index, index + run.length)
  }
  return { units, beyond: new RegExp(`^${assigned(inside)}$`, 'v') }
}

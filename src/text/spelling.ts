/**
 * How a language is written: what each character of it costs, in bits. Frequent letters cost little and letters that it
 * does not have cost much, so that bytes cost least when they are read in the encoding they were written in.
 */
export interface Spelling {
  /** What its letters are called. */
  readonly script: string
  /** By UTF-16 unit. */
  readonly costs: Float32Array
  readonly habits: Habits
}

/** How words are spelled, beyond their letters. */
interface Habits {
  /** So many words begin with this that it costs little there. */
  readonly start?: string
  /** Letters that end words and stand nowhere else. */
  readonly finals?: string
  /** Letters that have another form at the end of a word. */
  readonly inner?: string
}

const ASCII_LETTER = 4.5
const ASCII_SIGN = 6
const BLANK = 2.5
const USUAL_SIGN = 7
const SIGN = 13
const LETTER = 15
/** Controls, private use, U+FFFD: what no encoding would be chosen for. */
const NO_CHARACTER = 30
/** A capital costs so much more than its letter; inside of a word after a small letter it is a sign of a misreading. */
const CAPITAL = 3
const CAPITAL_INSIDE = 8
const USUAL_START = 3
const WRONG_FORM = 8
/** Letters of two scripts side by side. */
const MIXED = 12

/** Signs that texts have in any language. */
const usualSigns = '\u00a0«»“”‘’„–—…•°№§€·'

/** `'é58 à14'`: characters, each with how many in a hundred it is. */
function readShares(shares: string): [string, number][] {
  return Array.from(shares.matchAll(/(\S)(\S+)/g), ([, letter = '', percent]) => [letter, Number(percent)])
}

/** The spelling of a language in letters. Each costs `extra` bits more than its share says. */
export function lettered(
  script: string,
  shares: string,
  { extra = 0, ...habits }: Habits & { readonly extra?: number } = {},
): Spelling {
  const costs = baseCosts()
  for (const [letter, percent] of readShares(shares)) {
    const cost = extra - Math.log2(percent / 100)
    costs[letter.charCodeAt(0)] = cost
    const capital = letter.toUpperCase()
    if (capital !== letter && capital.length === 1) costs[capital.charCodeAt(0)] = cost + CAPITAL
  }
  return { script, costs, habits }
}

/** The spelling of a language with thousands of characters: `common` ones, `known` ones, and letters with their shares. */
export function manifold(script: string, common: string, known: string, shares = ''): Spelling {
  const costs = baseCosts()
  for (const character of known) costs[character.charCodeAt(0)] = KNOWN
  for (const character of common) costs[character.charCodeAt(0)] = COMMON
  for (const sign of '、。，！？：；「」《》（）') costs[sign.charCodeAt(0)] = USUAL_SIGN
  for (const [letter, percent] of readShares(shares)) {
    costs[letter.charCodeAt(0)] = -Math.log2(percent / 100)
  }
  return { script, costs, habits: {} }
}

const COMMON = 8
const KNOWN = 12.5

/** What a text costs in this spelling. What costs more than `limit` may be given as less than it costs. */
export function costOf(text: string, { costs, habits }: Spelling, limit: number): number {
  const { start = '', finals = '', inner = '' } = habits
  const { kinds } = table()
  let sum = 0
  let last = 0
  for (let i = 0; i < text.length && sum < limit; i++) {
    const unit = text.charCodeAt(i)
    const kind = kinds[unit]!
    sum += costs[unit]!
    if (kind !== 0) {
      if (last === 0) {
        if (start !== '' && text.startsWith(start, i)) sum -= USUAL_START
      } else if (((kind ^ last) & ~IS_CAPITAL) !== 0) sum += MIXED
      else if ((kind & IS_CAPITAL) !== 0) sum += (last & IS_CAPITAL) === 0 ? CAPITAL_INSIDE : -CAPITAL
      else if (finals.includes(text[i - 1]!)) sum += WRONG_FORM
    } else if (last !== 0 && inner.includes(text[i - 1]!)) sum += WRONG_FORM
    last = kind
  }
  return sum
}

/** The letters of a text that is read as one in this script. */
export interface Letters {
  /** Those of the script among all, and among those beyond ASCII. */
  readonly share: number
  readonly shareBeyondAscii: number
  readonly beyondAscii: number
  /** How many of these stand next to a letter of ASCII. */
  readonly besideAscii: number
}

export function lettersIn(text: string, script: string): Letters {
  const isOfScript = scriptLetters[script] ?? /$^/
  let ascii = 0
  let beyondAscii = 0
  let ofScript = 0
  for (const letter of text.match(/\p{L}/gu) ?? []) {
    if (letter < '\x80') ascii++
    else {
      beyondAscii++
      if (isOfScript.test(letter)) ofScript++
    }
  }
  const besideAscii = text.match(/(?<=[a-z])[^\P{L}a-z]|[^\P{L}a-z](?=[a-z])/giu)?.length ?? 0
  const isLatin = script === 'Latin'
  return {
    share: (ofScript + (isLatin ? ascii : 0)) / Math.max(1, ascii + beyondAscii),
    shareBeyondAscii: isLatin && beyondAscii === 0 && ascii > 0 ? 1 : ofScript / Math.max(1, beyondAscii),
    beyondAscii,
    besideAscii,
  }
}

const scriptLetters: Readonly<Record<string, RegExp>> = {
  Arabic: /\p{Script=Arabic}|\u0640/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Greek: /\p{Script=Greek}/u,
  Hebrew: /\p{Script=Hebrew}/u,
  Latin: /\p{Script=Latin}/u,
  Chinese: /\p{Script=Han}/u,
  Japanese: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
  Korean: /[\p{Script=Hangul}\p{Script=Han}]/u,
}

const IS_CAPITAL = 0x80
const LATIN = 1

/** Blocks whose letters do not stand beside those of others. */
const scripts: readonly (readonly [first: number, last: number])[] = [
  [0x41, 0x24f],
  [0x370, 0x3ff],
  [0x400, 0x52f],
  [0x590, 0x5ff],
  [0x600, 0x6ff],
  [0x3040, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff66, 0xff9f],
]

interface Table {
  /** By UTF-16 unit: the number of its script, from 1, and whether it is a capital; 0 for what is no letter. */
  readonly kinds: Uint8Array
  readonly costs: Float32Array
}

let made: Table | undefined

function table(): Table {
  if (made !== undefined) return made
  const kinds = new Uint8Array(0x10000)
  const costs = new Float32Array(0x10000).fill(SIGN)
  scripts.forEach(([first, last], i) => {
    for (let unit = first; unit <= last; unit++) {
      const character = String.fromCharCode(unit)
      if (!/\p{L}/u.test(character)) continue
      kinds[unit] = (i + LATIN) | (/\p{Lu}/u.test(character) ? IS_CAPITAL : 0)
      costs[unit] = LETTER
    }
  })
  for (let unit = 0; unit < 0xa0; unit++) costs[unit] = unit < 0x20 || unit > 0x7e ? NO_CHARACTER : ASCII_SIGN
  for (const blank of ' \t\r\n') costs[blank.charCodeAt(0)] = BLANK
  for (let unit = 0x41; unit <= 0x7a; unit++) if (kinds[unit] !== 0) costs[unit] = ASCII_LETTER
  for (const sign of usualSigns) costs[sign.charCodeAt(0)] = USUAL_SIGN
  costs.fill(NO_CHARACTER, 0xd800, 0xf900)
  costs.fill(NO_CHARACTER, 0xfff0, 0x10000)
  made = { kinds, costs }
  return made
}

const baseCosts = (): Float32Array => table().costs.slice()

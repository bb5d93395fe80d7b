import { textLint } from './lint.js'

/** Characters of an IBAN by its country, as its register has them. */
const lengths: ReadonlyMap<string, number> = new Map(
  Object.entries({
    15: 'NO',
    16: 'BE',
    18: 'DK FI FK FO GL NL SD',
    19: 'MK SI',
    20: 'AT BA EE KZ LT LU MN XK',
    21: 'CH HR LI LV',
    22: 'BG BH CR DE GB GE IE ME RS VA',
    23: 'AE GI IL IQ OM SO TL',
    24: 'AD CZ DZ ES MD PK RO SA SE SK TN VG',
    25: 'LY PT ST',
    26: 'IS TR',
    27: 'BI DJ FR GR IT MC MR SM',
    28: 'AL AZ BY CY DO GT HN HU LB NI PL SV',
    29: 'BR EG PS QA UA',
    30: 'JO KW MU YE',
    31: 'MT SC',
    32: 'LC',
    33: 'RU',
  }).flatMap(([length, countries]) =>
    countries.split(' ').map((country): [string, number] => [country, Number(length)]),
  ),
)

/** Account numbers (IBAN) whose checksum holds. The message does not repeat them. */
export const iban = textLint('personal/iban', function* (text) {
  for (const { 0: start, index } of text.matchAll(/[A-Z]{2}[0-9]{2}/g)) {
    const country = start.slice(0, 2)
    const length = lengths.get(country)
    if (length === undefined || /[A-Za-z0-9]/.test(text.charAt(index - 1))) continue
    const end = endOf(text, index, length)
    if (end === undefined || remainder(text.slice(index, end).replaceAll(/[^A-Z0-9]/g, '')) !== 1) continue
    yield { span: { start: index, end }, args: { country } }
  }
})

/** Where `length` characters end that begin at `start`, single spaces or hyphens between them. */
function endOf(text: string, start: number, length: number): number | undefined {
  let at = start
  for (let count = 0; count < length; at++) {
    if (/[A-Z0-9]/.test(text.charAt(at))) count++
    else if (!/[ \u00a0\u202f-]/.test(text.charAt(at)) || !/[A-Z0-9]/.test(text.charAt(at - 1)))
      return undefined
  }
  return /[A-Za-z0-9]/.test(text.charAt(at)) ? undefined : at
}

/** Remainder by 97, the first four characters at the end and A to Z as 10 to 35 (ISO 7064). */
function remainder(account: string): number {
  let rest = 0
  for (const character of account.slice(4) + account.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}

import { assigned } from '../../text/unicode.js'
import { isInternational } from './calling-codes.js'
import { textLint } from './lint.js'

const DIGIT = '[0-9\\u0660-\\u0669\\u06f0-\\u06f9]'
/** A run of digits with what stands between them in numbers of telephones. */
const NUMBER = new RegExp(
  `[+\\uff0b]?\\(?${DIGIT}(?:[ ./()\\u00a0\\u2010\\u2011\\u2013-]{0,2}${DIGIT}){6,18}`,
  'g',
)
const CUES =
  'tel|tél|tele?phone|téléphone|telefono?|teléfono|telefone|phone|mobile|cell|fax|whats ?app|handy|móvil|gsm|tlf|call|' +
  'тел|телефон|факс|电话|電話|تلفن|تلفون|تليفون|هاتف|الهاتف|جوال|الجوال|موبايل|الموبايل|محمول|المحمول|' +
  'واتس ?[اآ]ب|فاكس|الفاكس|تماس|فون|موبائل'
const NUMBER_WORDS = '(?: ?(?:no\\b|nr\\b|number|numéro|número|nummer|رقم|شماره|نمبر|номер|التالي))'
/** What stands right before a number that is meant to be called; the groups are what makes it sure. */
const CUE = new RegExp(
  `(?<!${assigned('\\p{L}\\p{M}')})(?:${CUES})(${NUMBER_WORDS}?)(\\s?[.:：#]{0,2})\\s?$`,
  'iv',
)
const CUE_LENGTH = 28
const DATES = /^(?:(?:19|20)\d\d.(?:19|20)\d\d|(?:19|20)\d\d.\d\d?.\d\d?|\d\d?.\d\d?.(?:19|20)\d\d)$/

/**
 * Numbers of telephones: with `+` and a calling code that is assigned, if they are as long as those of the country; in
 * any other form only after a word like `Tel.` or `هاتف`. Years, dates, sums and ids are none.
 */
export const phone = textLint('personal/phone', function* (text) {
  for (const { 0: value, index } of text.matchAll(NUMBER)) {
    const end = index + value.length
    if (isInsideAnother(text, index, end)) continue
    const isPhone = /^[+\uff0b]/.test(value)
      ? isAbroad(value)
      : isNational(value, text.slice(Math.max(0, index - CUE_LENGTH), index))
    if (isPhone) yield { span: { start: index, end }, args: { value } }
  }
})

function isAbroad(value: string): boolean {
  // A decimal fraction has one point and nothing else between its digits.
  if (/^.[^.]{1,3}\.[^ ./()-]+$/.test(value)) return false
  return isInternational(digitsOf(value.replace(/\([0\u0660\u06f0]\)/, '')))
}

function isNational(value: string, before: string): boolean {
  const cue = CUE.exec(before)
  const digits = digitsOf(value)
  if (cue === null || digits.length > 15 || DATES.test(value)) return false
  return cue[1] !== '' || cue[2]?.trim() !== '' || digits.startsWith('0') || value.startsWith('(')
}

const LETTER_OR_NUMBER = assigned('\\p{L}\\p{N}')
const JOINED_BEFORE = new RegExp(`[${LETTER_OR_NUMBER}_=@%$€£\\/\\+\\&]`, 'v')
const JOINED_AFTER = new RegExp(`^(?:[${LETTER_OR_NUMBER}_@%=$€£]|[.,:\\/\\-]${assigned('\\p{N}')})`, 'v')

/** Part of a longer number, a word, a sum or an address. */
function isInsideAnother(text: string, start: number, end: number): boolean {
  return JOINED_BEFORE.test(text.charAt(start - 1)) || JOINED_AFTER.test(text.slice(end, end + 2))
}

/** ASCII digits for those of any of the three sets. */
function digitsOf(value: string): string {
  let digits = ''
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code >= 0x30 && code <= 0x39) digits += value[i]
    else if (code >= 0x660 && code <= 0x669) digits += code - 0x660
    else if (code >= 0x6f0 && code <= 0x6f9) digits += code - 0x6f0
  }
  return digits
}

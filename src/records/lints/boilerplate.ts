import { assigned } from '../../text/unicode.js'
import { textLint } from './lint.js'

/** UTF-16 units. What surrounds an article stands on short lines; a sentence of it may say the same in a long one. */
const MAX_LINE = 200

type Kind = 'link' | 'rights' | 'share'

/**
 * Lines of a page that are no part of its article: links to other articles, notices of rights, bars for sharing, in
 * Arabic and English. One finding per line.
 */
export const boilerplate = textLint('text/boilerplate', function* (text) {
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    if (end > start && end - start <= MAX_LINE) {
      const line = text.slice(start, end)
      const kind = kindOf(line)
      if (kind !== undefined) {
        const from = start + (line.length - line.trimStart().length)
        yield { span: { start: from, end: from + line.trim().length }, args: { kind, line: line.trim() } }
      }
    }
    start = end + 1
  }
})

const OPENING = /^[\s*•·»>|[({\-–—←→:]+/
const CLOSING = ' \t\r\u00a0*•·«<|])}-–—←→'

/** Arabic without marks and tatweel, alef without hamza; lower case; no sign or white space at either end. */
function folded(line: string): string {
  let end = line.length
  while (CLOSING.includes(line.charAt(end - 1)) && end > 0) end--
  return line
    .slice(0, end)
    .replace(OPENING, '')
    .replaceAll(/[\u0640\u064b-\u0652\u200e\u200f]/g, '')
    .replaceAll(/[أإآ]/g, 'ا')
    .toLowerCase()
}

/** Ends the phrase: a colon, a dash or dots after it, or the end of the line. */
const END = '\\s*(?:$|[:：…»>]|\\.\\.|[\\-–—\\|]\\s)'
const WORD_END = `(?!${assigned('\\p{L}\\p{M}')})`

const links = new RegExp(
  `^(?:${[
    // These begin no sentence of an article, whatever follows.
    '(?:و?اقرا|شاهد|طالع|تابع|اقراوا|اقرؤوا|شاهدوا) ايضا' + WORD_END,
    'قد (?:يعجبك|يهمك) (?:ايضا|كذلك)',
    'you (?:may|might) (?:also|be interested)(?: also)? (?:like|in|want to read)\\b',
    'click here (?:to|for)\\b',
    'sign up (?:for|to) our\\b.*newsletter',
    'subscribe to our\\b',
    'follow us on\\b',
    'تابعونا (?:على|عبر)' + WORD_END,
    '(?:اضغط|انقر) هنا' + WORD_END,
    'اشترك في (?:نشرتنا|قناتنا|النشرة)',
    // These do, and count where they stand alone or before a colon.
    `(?:read|see|watch|listen) (?:also|more)${END}`,
    `also read${END}`,
    `(?:more on (?:this|that) (?:story|topic)|continue reading|recommended for you|read (?:the )?full (?:story|article))${END}`,
    `related (?:articles?|stories|posts?|topics?|news|content|links)${END}`,
    `(?:(?:اقرا|شاهد|طالع) المزيد|قد يهمك)${END}`,
    `(?:مواضيع|مقالات|اخبار|موضوعات|روابط) (?:ذات|متعلقة|مشابهة)(?: صلة)?${END}`,
    `(?:advertisement|اعلان|اعلانات)$`,
  ].join('|')})`,
  'v',
)

const RESERVED = 'all rights reserved'
const rights = [
  /^(?:©|\(c\)|copyrights?\b).{0,60}(?:\b(?:19|20)\d\d\b|[٠-٩]{4}|reserved)/u,
  /^(?:كافة |كل )?(?:جميع )?(?:الحقوق|حقوق (?:النشر|الطبع)(?: والنشر)?) محفوظة/u,
  /(?:جميع|كافة|كل) (?:الحقوق|حقوق النشر) محفوظة(?: ل.{0,60})?[.©\s\d]{0,10}$/u,
]

const network =
  'facebook|twitter|x|whatsapp|telegram|pinterest|linkedin|reddit|messenger|instagram|viber|email|e-mail|' +
  'فيسبوك|فيس بوك|تويتر|واتساب|واتس اب|تلغرام|تليغرام|تيليجرام|ماسنجر|لينكد ان|لينكدان|انستغرام|بريد الكتروني|البريد الالكتروني'
const action =
  'share|tweet|print|copy link|save|comments?|like|شارك|شاركها|شاركه|مشاركة|غرد|تغريدة|طباعة|اطبع|ارسال|ارسل|' +
  'نسخ الرابط|انسخ الرابط|حفظ|تعليق|تعليقات|اعجاب'
const BETWEEN = '[\\s|,،·•/+\\d٠-٩.:-]'
/** Nothing but the names of buttons, two or more of them. */
const bar = new RegExp(
  `^(?:${network}|${action})(?:${BETWEEN}+(?:${network}|${action})){1,20}${BETWEEN}*$`,
  'u',
)
const invitation =
  /^(?:share (?:this|on|via|with)|tweet this|print this|شارك(?:ها|ه|نا)? (?:هذا|هذه|على|عبر|الخبر|المقال|الموضوع)).{0,40}$/u

function kindOf(line: string): Kind | undefined {
  const words = folded(line)
  if (links.test(words)) return 'link'
  if (isRights(words)) return 'rights'
  if (words.length <= 120 && (bar.test(words) || (invitation.test(words) && !/[.؟!?]$/.test(words))))
    return 'share'
  return undefined
}

function isRights(words: string): boolean {
  if (words.endsWith(RESERVED) || words.endsWith(`${RESERVED}.`)) return true
  return rights.some(pattern => pattern.test(words))
}

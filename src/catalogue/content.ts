import { shown } from '../text/shown.js'
import { visible } from '../text/visible.js'
import { error, graded, warning } from './entry.js'

const more = (count: number): string =>
  count === 0 ? '' : count === 1 ? ', and so does one more like it' : `, and so do ${count} more like it`

const percent = (share: number): string => `${Math.floor(share * 100)} %`

/** Enough of a value to find it by, and not the value: reports are read by more people than texts are. */
function masked(value: string): string {
  const characters = [...value]
  return `"${visible(`${characters.slice(0, 3).join('')}…${characters.slice(-2).join('')}`)}"`
}

/** What a text says, and what stands in it that is no part of an article. */
export const content = {
  'text/mojibake': error(
    (a: {
      is: string | undefined
      readAs: string
      letters?: { named: string; share: number } | undefined
      seen?: string
      count?: number
      begins: string | undefined
    }) => {
      const found =
        a.seen === undefined
          ? `${percent(a.letters?.share ?? 0)} of the letters are ${a.letters?.named}`
          : `${shown(a.seen)} stands where one character should${more((a.count ?? 1) - 1)}`
      return `${found}: ${a.is ?? 'another encoding'} was read as ${a.readAs} and saved again.`
    },
    a =>
      `Take the text from its source again, and read it as ${a.is ?? 'what it is'}${a.begins === undefined ? '' : `: it begins ${shown(a.begins)}`}.`,
  ),
  'text/html': warning(
    (a: { kind: 'tag' | 'entity'; first: string; count: number }) =>
      `${shown(a.first)} is ${a.kind === 'tag' ? 'a tag' : 'an entity'} of HTML${a.count === 1 ? '' : `, the first of ${a.count}`}; a text has characters only.`,
    () => 'Convert the page to plain text.',
  ),
  'text/boilerplate': warning(
    (a: { kind: 'link' | 'rights' | 'share'; line: string }) =>
      `${shown(a.line)} is ${{ link: 'a link to something else', rights: 'a notice of rights', share: 'a bar for sharing' }[a.kind]}, and no part of the article.`,
    () => 'Delete the line from the text before it is added.',
  ),
  'text/length': warning(
    (a: { few: boolean; limit: number }) =>
      a.few
        ? `the text has fewer than ${a.limit} letters, which is no whole article.`
        : `the text has more than ${a.limit} code points, which is more than one article.`,
    () =>
      'Check that it is all there and is one; where texts are short or long, say `lints: {text/length: off}`.',
  ),
  'text/language-mismatch': graded(
    (a: { script: string; share: number } | { language: string; other: string }) =>
      'script' in a ? 'error' : 'warning',
    a =>
      'script' in a
        ? `${percent(a.share)} of the letters are of the script ${a.script}, which is that of the stated language; expected at least half.`
        : `the language is stated as \`${a.language}\`, and a detector takes the whole text for \`${a.other}\`.`,
    a =>
      'script' in a
        ? 'State the language that the text is in, with the script if it is not its usual one: `ar-Latn`.'
        : 'State the language that the text is in, or accept this warning: detectors err.',
  ),
  'personal/email': warning(
    (a: { value: string }) => `${masked(a.value)} is an address of e-mail.`,
    () => 'Ask whether it may be published; accept this warning if it may.',
  ),
  'personal/phone': warning(
    (a: { value: string }) => `${masked(a.value)} looks like a number of a telephone.`,
    () => 'Ask whether it may be published; accept this warning if it may.',
  ),
  'personal/ip': warning(
    (a: { value: string }) => `${masked(a.value)} is an address of a computer (IP).`,
    () => 'Ask whether it may be published; accept this warning if it may.',
  ),
  'personal/iban': error(
    (a: { country: string }) =>
      `the number of a bank account (IBAN, ${a.country}) stands here; its checksum holds.`,
    () => 'Leave the text out, or the number if the text need not be verbatim.',
  ),
  'personal/url-credentials': error(
    (a: { scheme: string; host: string }) =>
      `an address with user name and password stands here: ${visible(a.scheme)}://…@${shown(a.host).slice(1, -1)}.`,
    () => 'Remove both from the address, and change the password: it is known now.',
  ),
  'record/null-lookalike': warning(
    (a: { pointer: string; value: string }) =>
      `${a.pointer} is the string ${shown(a.value)}, which pandas and others read as a missing value.`,
    () => 'Leave the key out or write null if nothing is known; accept this warning if the word is meant.',
  ),
}

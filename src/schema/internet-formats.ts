import { domainToASCII, domainToUnicode } from 'node:url'
import { fullFormats } from 'ajv-formats/dist/formats.js'

/** Formats of names and addresses that the standard asks for and other checkers leave out or take lightly. */
export const internetFormats: Readonly<Record<string, (text: string) => boolean>> = {
  email: text => isEmail(text, /^[\x21\x23-\x27*+\-/-9=?A-Z^-~]+$/, isHostname),
  'idn-email': text => isEmail(text, /^[^\x00-\x20"(),:;<>@[\\\]\x7f]+$/u, isIdnHostname),
  hostname: isHostname,
  'idn-hostname': isIdnHostname,
  iri: text => isIri(text, 'uri'),
  'iri-reference': text => isIri(text, 'uri-reference'),
}

const LONGEST_LABEL = 63
const LONGEST_NAME = 253

/** RFC 5321: a name of atoms or in quotes, at a host or at an address in brackets. */
function isEmail(text: string, atoms: RegExp, isHost: (name: string) => boolean): boolean {
  const at = text.lastIndexOf('@')
  if (at < 1) return false
  const [name, host] = [text.slice(0, at), text.slice(at + 1)]
  const isQuoted = name.length > 2 && /^"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*"$/u.test(name)
  if (!isQuoted && !name.split('.').every(atom => atoms.test(atom))) return false
  const literal = /^\[(IPv6:)?(.*)\]$/.exec(host)
  if (literal === null) return isHost(host)
  return matches(literal[1] === undefined ? 'ipv4' : 'ipv6', literal[2] ?? '')
}

/** RFC 1123: labels of letters, digits and inner hyphens. A label that is spelled in Punycode must be one. */
function isHostname(text: string): boolean {
  if (text.length > LONGEST_NAME) return false
  return text.split('.').every(isAsciiLabel)
}

function isAsciiLabel(label: string): boolean {
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(label) || label.length > LONGEST_LABEL) return false
  if (label.slice(2, 4) !== '--') return true
  const decoded = /^xn--/i.test(label) ? domainToUnicode(label) : ''
  return decoded !== '' && decoded !== label.toLowerCase() && isUnicodeLabel(decoded)
}

/** RFC 5890 to 5893: labels in any script, parted by any of IDNA's dots. */
function isIdnHostname(text: string): boolean {
  const labels = text.split(/[.\u3002\uff0e\uff61]/)
  const isLong = text.length > LONGEST_NAME
  return (
    !isLong &&
    labels.every(label => (/^[\x00-\x7f]*$/.test(label) ? isAsciiLabel(label) : isUnicodeLabel(label)))
  )
}

/** Characters that RFC 5892 (2.6) forbids although they are letters. */
const FORBIDDEN = /[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b]/
const VIRAMA =
  /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u0e3a\u0f84\u1039\u103a\u1714\u17d2\ua806\ua8c4\ua953]\u200d/

function isUnicodeLabel(label: string): boolean {
  if (/^-|-$|^..--|^\p{M}/u.test(label) || FORBIDDEN.test(label)) return false
  if (
    !/^[\p{L}\p{M}\p{Nd}\u00b7\u0375\u05f3\u05f4\u30fb\u200c\u200d\u3007\u0f0b\u06fd\u06fe-]+$/u.test(label)
  )
    return false
  const contexts: readonly [sign: RegExp, allowed: RegExp][] = [
    [/\u00b7/g, /(?<=l)\u00b7(?=l)/g],
    [/\u0375/g, /\u0375(?=\p{Script=Greek})/gu],
    [/[\u05f3\u05f4]/g, /(?<=\p{Script=Hebrew})[\u05f3\u05f4]/gu],
    [/\u200d/g, new RegExp(VIRAMA, 'g')],
  ]
  const count = (pattern: RegExp) => label.match(pattern)?.length ?? 0
  if (contexts.some(([sign, allowed]) => count(sign) !== count(allowed))) return false
  const isKana = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(
    label.replaceAll('\u30fb', ''),
  )
  if (label.includes('\u30fb') && !isKana) return false
  if (/[\u0660-\u0669]/.test(label) && /[\u06f0-\u06f9]/.test(label)) return false
  const ascii = domainToASCII(label)
  return ascii !== '' && ascii.length <= LONGEST_LABEL
}

/** RFC 3987: as the URI that comes of spelling what is not ASCII in percents. */
function isIri(text: string, form: 'uri' | 'uri-reference'): boolean {
  if (!text.isWellFormed()) return false
  const [, host = ''] = /^[^:/?#]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(text) ?? []
  // One colon parts the port; an address of version 6 has brackets.
  if (!host.startsWith('[') && host.split(':').length > 2) return false
  return matches(form, text.replaceAll(/[\u00a0-\u{10ffff}]/gu, encodeURIComponent))
}

function matches(format: 'ipv4' | 'ipv6' | 'uri' | 'uri-reference', text: string): boolean {
  const check: unknown = fullFormats[format]
  return check instanceof RegExp ? check.test(text) : typeof check === 'function' && check(text) === true
}

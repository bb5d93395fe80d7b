import { textLint } from './lint.js'

/** Endings of file names that look like the end of a domain: `icon@2x.png`. */
const fileEndings = new Set(['gif', 'jpeg', 'jpg', 'pdf', 'png', 'svg', 'webp'])
const MAX_LOCAL = 64
const MAX_DOMAIN = 253

/** Addresses of e-mail in ASCII. */
export const email = textLint('personal/email', function* (text) {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const before = text.slice(Math.max(0, at - MAX_LOCAL - 1), at)
    const local = /(?:^|[^\w.%+-])([A-Za-z0-9](?:[\w.%+-]{0,62}[A-Za-z0-9_])?)$/.exec(before)?.[1]
    if (local === undefined || isPassword(text, at - local.length)) continue
    const after = text.slice(at + 1, at + 1 + MAX_DOMAIN)
    const domain = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}))(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62}){0,8}/.exec(
      after,
    )?.[0]
    const ending = /\.([A-Za-z]{2,24})$/.exec(domain ?? '')?.[1]
    if (domain === undefined || ending === undefined || fileEndings.has(ending.toLowerCase())) continue
    const span = { start: at - local.length, end: at + 1 + domain.length }
    yield { span, args: { value: text.slice(span.start, span.end) } }
  }
})

/** Whether what begins at `start` stands in an address after `://` or `://name:`, so that it is no mailbox. */
function isPassword(text: string, start: number): boolean {
  return /:\/\/(?:[^\s/?#@:]{1,100}:)?$/.test(text.slice(Math.max(0, start - 110), start))
}

/** Addresses with a user name and password before the host. The message does not repeat them. */
export const urlCredentials = textLint('personal/url-credentials', function* (text) {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const scheme = /[A-Za-z][A-Za-z0-9+.-]{0,20}$/.exec(text.slice(Math.max(0, at - 22), at))?.[0]
    const found = /^([^\s/?#@:"'<>`]{1,200}):([^\s/?#@"'<>`]{1,200})@([^\s/?#@:"'<>`]{1,253})/.exec(
      text.slice(at + 3, at + 3 + 660),
    )
    if (scheme === undefined || found === null) continue
    const [whole, , , host = ''] = found
    yield { span: { start: at - scheme.length, end: at + 3 + whole.length }, args: { scheme, host } }
  }
})

const IPV4 = /(?:\d{1,3}\.){3}\d{1,3}/g
/** What numbers of four parts are, if they are no addresses. */
const VERSION =
  /(?:\bv(?:er(?:sion)?)?\.?|\brelease|\bbuild|\bfirmware|\bsection|§|الإصدار|إصدار|النسخة|نسخة|البند|الفقرة)\s?$/iu

/** Public IP addresses, version 4 or 6. Those of private networks and of documentation lead to nobody. */
export const ip = textLint('personal/ip', function* (text) {
  for (const { 0: value, index } of text.matchAll(IPV4)) {
    const end = index + value.length
    if (isInsideNumber(text, index, end) || !isPublic4(value)) continue
    if (VERSION.test(text.slice(Math.max(0, index - 12), index))) continue
    yield { span: { start: index, end }, args: { value } }
  }
  if (!text.includes(':')) return
  for (const { 0: value, index } of text.matchAll(/[23][0-9a-f]{3}:[0-9a-f:]{2,34}/gi)) {
    const after = index + value.length
    if (/[\w:.]/.test(text.charAt(index - 1)) || /^(?:\w|\.\w)/.test(text.slice(after, after + 2))) continue
    const address = value.replace(/(?<!:):$/, '')
    const end = index + address.length
    if (isPublic6(address)) yield { span: { start: index, end }, args: { value: address } }
  }
})

/** `1.2.3.4.5`, `x10.2.3.4`, `1.2.3.4-beta`. */
function isInsideNumber(text: string, start: number, end: number): boolean {
  return /[\w.,-]/.test(text.charAt(start - 1)) || /^(?:[\w-]|[.,]\d)/.test(text.slice(end, end + 2))
}

function isPublic4(value: string): boolean {
  const parts = value.split('.')
  // Short ones are numbers of versions and sections as a rule: 4.2.1.0.
  if (
    value.length < 10 ||
    parts.some(part => Number(part) > 255 || (part.length > 1 && part.startsWith('0')))
  )
    return false
  const [a = 0, b = 0, c = 0] = parts.map(Number)
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false
  if ((a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254)) return false
  if ((a === 100 && b >= 64 && b < 128) || (a === 198 && (b === 18 || b === 19))) return false
  return !['192.0.0', '192.0.2', '198.51.100', '203.0.113'].includes(`${a}.${b}.${c}`)
}

/** Of the range 2000::/3, but for documentation (2001:db8::/32). */
function isPublic6(value: string): boolean {
  const halves = value.toLowerCase().split('::')
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')))
  if (groups.some(group => !/^[0-9a-f]{1,4}$/.test(group))) return false
  if (
    halves.length === 1 ? groups.length !== 8 : halves.length !== 2 || groups.length > 7 || groups.length < 3
  )
    return false
  return !(groups[0] === '2001' && groups[1] === 'db8')
}

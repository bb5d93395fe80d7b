import { harmless } from '../../text/harmless.js'

/** Text as one line of Markdown that reads as it stands: nothing in it is markup, HTML, or a break of line or cell. */
export function inline(text: string): string {
  return harmless(text.replace(/[\t\n\v\f\r\u0085\u2028\u2029 ]+/g, ' ').trim())
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*[\]~$]|(?<![0-9a-z])_|_(?![0-9a-z])/gi, '\\$&')
    .replaceAll('|', '&#124;')
    .replace(/^[#+\-=]|(?<=^\d+)[.)](?=\s|$)/, '\\$&')
}

/** Plain text as paragraphs of Markdown; only `code` between backticks is markup. */
export function prose(text: string): string {
  return paragraphsOf(text).map(proseLine).join('\n\n')
}

/** The same on one line, for a cell of a table or an element of a list. */
export function proseLine(text: string): string {
  return text
    .split(/(`[^`\n|]+`)/)
    .map((part, i) => (i % 2 === 1 ? code(part.slice(1, -1)) : spaced(part)))
    .join('')
    .trim()
}

/** A name or value as a code span. */
export function code(text: string): string {
  const line = harmless(text.replace(/\s+/g, ' '))
  if (/[|`]/.test(line) || line.trim() === '') return inline(line)
  return `\`${line}\``
}

/** An address that can be followed, where it is one. */
export function address(url: string): string {
  return /^https?:\/\/[^\s<>|`\\]+$/.test(url) ? `<${url}>` : code(url)
}

/** Markdown that people wrote, as a quotation: whatever it opens ends with it. HTML in it is shown, not run. */
export function quote(markdown: string): string {
  return withoutHtml(harmless(markdown.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')))
    .trim()
    .split('\n')
    .map(line => `> ${line}`.trimEnd())
    .join('\n')
}

/** Cells are Markdown of one line, made by the functions above. */
export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---')
  return [head, rule, ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

export function bullets(lines: readonly string[]): string {
  return lines.map(line => `- ${line}`).join('\n')
}

/** `12,345 records`, `1 record`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(count)} ${count === 1 ? singular : plural}`
}

/** A number with its thousands marked: `12,345`. */
export function grouped(number: number | string): string {
  const [whole = '', ...fraction] = String(number).split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.')
}

/** `25.0 %` */
export function share(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`
}

function paragraphsOf(text: string): string[] {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .split(/\n\s*\n/)
    .filter(paragraph => paragraph.trim() !== '')
}

function spaced(text: string): string {
  const before = /^\s/.test(text) ? ' ' : ''
  const after = /\s$/.test(text) ? ' ' : ''
  return `${before}${inline(text)}${after}`
}

/** Escapes what opens a tag or comment, outside of code on one line and of `<https://…>`. */
function withoutHtml(markdown: string): string {
  return markdown.replace(/\\.|<https?:\/\/[^\s<>]+>|(`+)(?!`)[^\n]*?(?<!`)\1(?!`)|<(?=[a-z/!?])/gi, found =>
    found === '<' ? '&lt;' : found,
  )
}

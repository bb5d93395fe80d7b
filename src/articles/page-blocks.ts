import type { Block, BlockType } from './article.js'
import { isElement, isHidden, isText, type PageElement } from './dom.js'
import { collapsed, trimmed } from './white-space.js'

/** Not shown, or no reading text. */
const unread = new Set(
  `script style template noscript head title iframe frame object embed applet canvas svg math audio video map area button
   input select textarea datalist link meta base amp-ad amp-analytics amp-iframe`.split(/\s+/),
)
const breaking = new Set(
  `address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1
   h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th
   thead tr ul caption`.split(/\s+/),
)
/** Makes a table one that only arranges: it holds more than words. */
const arranging =
  'table, p, div, ul, ol, dl, h1, h2, h3, h4, h5, h6, blockquote, pre, article, section, figure'
const headings = /^h[1-6]$/
const apart: Readonly<Record<string, BlockType>> = {
  li: 'other',
  dt: 'other',
  dd: 'other',
  figcaption: 'other',
  caption: 'other',
  summary: 'other',
  legend: 'other',
}

/** What an element shows, block by block, as plain lines. Hidden parts are left out; nothing is put in their place. */
export function blocksOf(root: PageElement): Block[] {
  const walk = new Walk()
  walk.element(root, 'paragraph')
  walk.end()
  return walk.blocks
}

/** A block that is being gathered has lines, parted where the page breaks one. */
class Walk {
  readonly blocks: Block[] = []
  private parts: string[] = ['']
  private type: BlockType = 'paragraph'
  /** The list or table whose last block was the last of all. */
  private group: PageElement | undefined
  private inside: PageElement | undefined

  element(element: PageElement, type: BlockType): void {
    const name = element.localName
    if (unread.has(name) || isHidden(element)) return
    if (name === 'br') {
      this.parts.push('')
      return
    }
    if (name === 'pre') this.preformatted(element)
    else if (name === 'table' && element.querySelector(arranging) === null) this.table(element)
    else this.container(element, type)
  }

  private container(element: PageElement, type: BlockType): void {
    const name = element.localName
    const isBlock = breaking.has(name)
    const own = headings.test(name) ? 'heading' : (apart[name] ?? type)
    if (isBlock) this.begin(own)
    const outer = this.inside
    if (name === 'ul' || name === 'ol' || name === 'dl') this.inside = outer ?? element
    for (const child of [...element.childNodes]) {
      if (isText(child)) this.parts[this.parts.length - 1] += child.data
      else if (isElement(child)) {
        this.element(child, own)
        if (isBlock) this.type = own
      }
    }
    if (isBlock) this.end()
    this.inside = outer
  }

  end(): void {
    const lines: string[] = []
    const parted: string[][] = []
    for (const part of this.parts) {
      const line = collapsed(part)
      if (isSeen(line)) lines.push(line)
      else if (lines.length > 0) parted.push(lines.splice(0))
    }
    if (lines.length > 0) parted.push(lines)
    this.parts = ['']
    for (const one of parted) this.push(one, this.type)
  }

  private begin(type: BlockType): void {
    this.end()
    this.type = type
  }

  private push(lines: readonly string[], type: BlockType): void {
    const joins = this.inside !== undefined && this.group === this.inside && type !== 'heading'
    this.blocks.push({ type, lines, joins })
    this.group = this.inside
  }

  private preformatted(element: PageElement): void {
    this.begin('other')
    const lines = (element.textContent ?? '').split(/\r\n|\r|\n/)
    while (lines.length > 0 && trimmed(lines[0] ?? '') === '') lines.shift()
    while (lines.length > 0 && trimmed(lines.at(-1) ?? '') === '') lines.pop()
    const kept = lines.map(line => (trimmed(line) === '' ? '' : line))
    if (kept.length > 0) this.push(kept, 'other')
  }

  /** A line for each line of the table, its cells parted by ` | `. */
  private table(element: PageElement): void {
    this.end()
    const outer = this.inside
    for (const caption of element.querySelectorAll('caption')) this.element(caption, 'other')
    this.inside = element
    for (const line of element.querySelectorAll('tr')) {
      if (isHidden(line)) continue
      const cells = [...line.children].flatMap(cell =>
        isHidden(cell) ? [] : blocksOf(cell).map(({ lines }) => lines.join(' ')),
      )
      if (cells.length > 0) this.push([cells.join(' | ')], 'other')
    }
    this.inside = outer
  }
}

/** A mark of direction or a byte order mark alone is no line. */
const isSeen = (line: string): boolean => /[^\s\p{Default_Ignorable_Code_Point}]/u.test(line)

import { parseHTML } from 'linkedom'

/** What is used of the DOM. */
export interface PageNode {
  readonly nodeType: number
  readonly childNodes: Iterable<PageNode>
}
export interface PageText extends PageNode {
  readonly data: string
}
export interface PageElement extends PageNode {
  readonly localName: string
  readonly textContent: string | null
  readonly children: Iterable<PageElement>
  readonly parentElement: PageElement | null
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>
  getAttribute(name: string): string | null
  setAttribute(name: string, value: string): void
  hasAttribute(name: string): boolean
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
  closest(selector: string): PageElement | null
  append(...nodes: PageNode[]): void
  replaceWith(...nodes: PageNode[]): void
}
export interface Page extends PageNode {
  readonly documentElement: PageElement
  readonly head: PageElement
  readonly body: PageElement
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
}

export const isText = (node: PageNode): node is PageText => node.nodeType === 3 || node.nodeType === 4
export const isElement = (node: PageNode): node is PageElement => node.nodeType === 1

export function isHidden(element: PageElement): boolean {
  if (element.hasAttribute('hidden')) return true
  const style = element.getAttribute('style')
  return style !== null && /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style)
}

/** More than any article has, and what takes seconds to go through. */
const MAX_ELEMENTS = 50_000
/** Elements inside one another; browsers stop at 512. */
const MAX_DEPTH = 512

/** Characters of a `class`, whose names the parser takes apart all at once. */
const MAX_CLASS = 65_535
const hasLongClass = new RegExp(`\\bclass\\s*=\\s*(?:"[^"]{${MAX_CLASS}}|'[^']{${MAX_CLASS}})`, 'i')

export interface PassedLimit {
  readonly what: 'elements' | 'depth' | 'class'
  readonly limit: number
}

/** Reads HTML, however broken, without running or loading anything: always a document with head and body. */
export function parsePage(html: string): Page | PassedLimit {
  if (hasManyTags(html)) return { what: 'elements', limit: MAX_ELEMENTS }
  if (hasLongClass.test(html)) return { what: 'class', limit: MAX_CLASS }
  // The parser takes what the text begins with for the root: everything is moved into a document of its own.
  const found = documentOf(`<!DOCTYPE html><html></html>${html}`)
  const page = documentOf('<!DOCTYPE html><html><head></head><body></body></html>')
  const { documentElement: root, head, body } = page
  const place = (nodes: Iterable<PageNode>): void => {
    for (const node of [...nodes]) {
      if (isText(node) && node.data.trim() !== '') body.append(node)
      if (!isElement(node)) continue
      if (node.localName === 'html') {
        copyAttributes(node, root)
        place(node.childNodes)
      } else if (node.localName === 'head') moveChildren(node, head)
      else if (node.localName === 'body') {
        copyAttributes(node, body)
        moveChildren(node, body)
      } else (headOnly.has(node.localName) && isEmpty(body) ? head : body).append(node)
    }
  }
  place(found.childNodes)
  for (const nested of [...body.querySelectorAll('html, head, body')])
    nested.replaceWith(...nested.childNodes)
  return passedBy(root) ?? page
}

/** The body of a page that holds nothing but `html`. */
export function parseFragment(html: string): PageElement {
  const page = parsePage(html)
  return 'limit' in page ? documentOf('<!DOCTYPE html><html><body></body></html>').body : page.body
}

const documentOf = (html: string): Page => parseHTML(html).document

const headOnly = new Set(['title', 'meta', 'link', 'base', 'style', 'script'])
const isEmpty = (element: PageElement): boolean => [...element.childNodes].length === 0

function copyAttributes(from: PageElement, to: PageElement): void {
  for (const { name, value } of from.attributes) if (!to.hasAttribute(name)) to.setAttribute(name, value)
}

function moveChildren(from: PageElement, to: PageElement): void {
  for (const child of [...from.childNodes]) to.append(child)
}

/** Before anything is built of them; half of them may stand in scripts and comments. */
function hasManyTags(html: string): boolean {
  let tags = 0
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) tags++
  return tags > 4 * MAX_ELEMENTS
}

function passedBy(root: PageElement): PassedLimit | undefined {
  let level: PageElement[] = [root]
  let elements = 0
  for (let depth = 1; level.length > 0; depth++) {
    elements += level.length
    if (depth > MAX_DEPTH) return { what: 'depth', limit: MAX_DEPTH }
    if (elements > MAX_ELEMENTS) return { what: 'elements', limit: MAX_ELEMENTS }
    level = level.flatMap(element => [...element.children])
  }
  return undefined
}

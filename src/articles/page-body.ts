import { Readability } from '@mozilla/readability'
import type { Page, PageElement } from './dom.js'

/** The part of a page that is its article; the page is changed on the way. Undefined where none was found. */
export function articleIn(page: Page): PageElement | undefined {
  const found: { content: PageElement | null | undefined } | null = new Readability<PageElement>(page, {
    serializer: (element: PageElement) => element,
    disableJSONLD: true,
  }).parse()
  return found?.content ?? undefined
}

import { Readability } from '@mozilla/readability'
import type { Page, PageElement } from './dom.js'

/** The part of a page that is its article; the page is changed on the way. Undefined where none was found. */
export function articleIn(page: Page): PageElement | undefined {
  const reader = new Readability<PageElement>(page, {
    serializer: (element: PageElement) => element,
    disableJSONLD: true,
  })
  try {
    const found: { content: PageElement | null | undefined } | null = reader.parse()
    return found?.content ?? undefined
  } catch (error) {
    // Where the best candidate is the body itself, it looks for parents of the document.
    if (error instanceof TypeError) return undefined
    throw error
  }
}

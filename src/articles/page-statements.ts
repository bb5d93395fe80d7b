import { bareAddress } from './address.js'
import type { Said, Subject } from './article.js'
import { isHidden, type Page, type PageElement } from './dom.js'
import { readLinkedData } from './linked-data.js'
import { readDate } from './stated-date.js'
import { collapsed } from './white-space.js'

/** What a page says of its article, the most telling statement of each subject first. */
export interface PageStatements {
  readonly said: readonly Said[]
  /** The heading that shows the title, and the line that names the author. */
  readonly heading: PageElement | undefined
  readonly byline: PageElement | undefined
  readonly remarks: readonly string[]
  readonly isRightToLeft: boolean
}

export function statementsOf(page: Page): PageStatements {
  const addresses = [
    ...attributes(page, 'link[rel~="canonical"]', 'href'),
    ...attributes(page, 'meta[property="og:url"]', 'content'),
  ].map(bareAddress)
  const scripts = [...page.querySelectorAll('script')].filter(script =>
    /^\s*application\/ld\+json\s*(?:;|$)/i.test(script.getAttribute('type') ?? ''),
  )
  const linked = readLinkedData(scripts, addresses)
  const zone = zoneOf(page)
  const heading = headingOf(page)
  const modified = [
    ...linked.modified,
    ...contents(page, ['article:modified_time', 'og:updated_time', 'datemodified', 'last-modified']),
    ...attributes(page, '[itemprop~="dateModified"]', 'datetime', 'content'),
  ]
  const remarks = linked.unread === 0 ? [] : ['JSON-LD of the page is no JSON, and was not read.']
  return {
    said: [
      ...(heading === undefined ? [] : one('title', shownBy(heading), 'heading')),
      ...linked.said,
      ...microdata(page),
      ...metas(page),
      ...links(page, zone),
      ...times(zone, modified),
      ...languages(page),
    ].filter(({ values }) => values.length > 0),
    heading,
    byline: bylineOf(zone),
    remarks,
    isRightToLeft: [page.documentElement, page.body].some(
      element => element.getAttribute('dir')?.trim().toLowerCase() === 'rtl',
    ),
  }
}

function one(subject: Subject, value: string | null | undefined, where: string, isWeak = false): Said[] {
  const text = collapsed(value ?? '')
  return text === '' ? [] : [{ subject, values: [text], where, ...(isWeak && { isWeak }) }]
}

const shownBy = (element: PageElement): string => element.textContent ?? ''

function attributes(page: Page | PageElement, selector: string, ...names: readonly string[]): string[] {
  return [...page.querySelectorAll(selector)].flatMap(element => {
    const value = names.map(name => element.getAttribute(name)).find(found => found !== null)
    return value === undefined || value === null || value.trim() === '' ? [] : [value.trim()]
  })
}

/** Where the article stands, as far as the page says so. */
function zoneOf(page: Page): PageElement {
  for (const selector of ['article', 'main, [role="main"]']) {
    const outer = [...page.querySelectorAll(selector)].filter(
      element => element.parentElement?.closest(selector) === null,
    )
    const [only] = outer
    if (outer.length === 1 && only !== undefined) return only
  }
  return page.body
}

const aside =
  'aside, nav, footer, [role="complementary"], [role="navigation"], [class*="comment" i], [id*="comment" i], [class*="related" i]'

const isBeside = (element: PageElement): boolean => isAnyHidden(element) || element.closest(aside) !== null

function isAnyHidden(element: PageElement): boolean {
  for (let at: PageElement | null = element; at !== null; at = at.parentElement) if (isHidden(at)) return true
  return false
}

/** The one heading that shows the title: marked as such, or the only one of its level in the article, or on the page. */
function headingOf(page: Page): PageElement | undefined {
  for (const selector of [
    '[itemprop~="headline"]',
    '.entry-title',
    'article h1, main h1, [role="main"] h1',
    'h1',
  ]) {
    const found = [...page.querySelectorAll(selector)].filter(
      element =>
        element.localName !== 'meta' &&
        !isBeside(element) &&
        collapsed(shownBy(element)) !== '' &&
        element.closest('[class*="site-title" i], [class*="logo" i], [id*="logo" i], [class*="brand" i]') ===
          null,
    )
    const [only] = found
    if (found.length === 1) return only
    if (found.length > 1 && selector !== '.entry-title') return undefined
  }
  return undefined
}

function microdata(page: Page): Said[] {
  const names = [...page.querySelectorAll('[itemprop~="author"]')].filter(element => !isBeside(element))
  return [
    ...attributes(page, 'meta[itemprop~="headline"]', 'content').flatMap(text =>
      one('title', text, 'itemprop headline'),
    ),
    ...list(
      'authors',
      names.map(element => {
        const name = element.querySelector('[itemprop~="name"]') ?? element
        return name.getAttribute('content') ?? shownBy(name)
      }),
      'itemprop author',
    ),
    ...attributes(page, '[itemprop~="datePublished"]', 'datetime', 'content').flatMap(text =>
      one('published', text, 'itemprop datePublished'),
    ),
    ...attributes(page, '[itemprop~="inLanguage"]', 'content').flatMap(text =>
      one('language', text, 'itemprop inLanguage'),
    ),
  ]
}

function list(subject: Subject, values: readonly string[], where: string): Said[] {
  const texts = [...new Set(values.map(collapsed))].filter(text => text !== '')
  return texts.length === 0 ? [] : [{ subject, values: texts, where }]
}

/** By the name or property of a `meta`, lower case. */
const metaNames: Readonly<Record<string, Subject>> = {
  'og:title': 'title',
  'dc.title': 'title',
  'dcterms.title': 'title',
  citation_title: 'title',
  'article:published_time': 'published',
  'og:published_time': 'published',
  datepublished: 'published',
  'dc.date.issued': 'published',
  'dcterms.issued': 'published',
  citation_publication_date: 'published',
  'parsely-pub-date': 'published',
  pubdate: 'published',
  publishdate: 'published',
  'og:site_name': 'outlet',
  publisher: 'outlet',
  'dc.publisher': 'outlet',
  'dcterms.publisher': 'outlet',
  'dc.language': 'language',
  'dcterms.language': 'language',
  'content-language': 'language',
  'dcterms.license': 'license',
  'dc.rights.license': 'license',
  'dcterms.rightsholder': 'rights_holder',
}
/** Several `meta` make one list. */
const metaLists: Readonly<Record<string, Subject>> = {
  author: 'authors',
  'article:author': 'authors',
  'dc.creator': 'authors',
  'dcterms.creator': 'authors',
  citation_author: 'authors',
  'article:tag': 'keywords',
}
/** Said of the page or its preview rather than the article. */
const weakNames: Readonly<Record<string, Subject>> = {
  'twitter:title': 'title',
  'og:locale': 'language',
  date: 'published',
  'dc.date': 'published',
  'dcterms.date': 'published',
  'dcterms.created': 'published',
}

function* namedMetas(page: Page): Generator<readonly [name: string, content: string]> {
  for (const meta of page.querySelectorAll('meta')) {
    const content = meta.getAttribute('content')?.trim() ?? ''
    const name = meta.getAttribute('property') ?? meta.getAttribute('name') ?? meta.getAttribute('http-equiv')
    if (name !== null && content !== '') yield [name.trim().toLowerCase(), content]
  }
}

const contents = (page: Page, names: readonly string[]): string[] =>
  [...namedMetas(page)].flatMap(([name, content]) => (names.includes(name) ? [content] : []))

function metas(page: Page): Said[] {
  const lists = new Map<string, string[]>()
  const said: Said[] = []
  for (const [name, content] of namedMetas(page)) {
    const subject = Object.hasOwn(metaNames, name) ? metaNames[name] : undefined
    if (subject !== undefined) said.push(...one(subject, content, `meta ${name}`))
    const weak = Object.hasOwn(weakNames, name) ? weakNames[name] : undefined
    if (weak !== undefined) said.push(...one(weak, content, `meta ${name}`, true))
    if (Object.hasOwn(metaLists, name)) lists.set(name, [...(lists.get(name) ?? []), content])
    if (name === 'keywords' || name === 'news_keywords')
      said.push(...list('keywords', content.split(/[,،]/), `meta ${name}`))
  }
  for (const [name, all] of lists) {
    const subject = metaLists[name]
    // Facebook wants the address of a profile there.
    const names = all.filter(value => !/^https?:/i.test(value))
    if (subject !== undefined) said.push(...list(subject, names, `meta ${name}`))
  }
  const title = page.querySelector('title')
  return [...said, ...one('title', title?.textContent, 'title', true)]
}

function links(page: Page, zone: PageElement): Said[] {
  const authors = [...zone.querySelectorAll('a[rel~="author"]')].filter(link => !isBeside(link))
  return [
    ...attributes(page, 'link[rel~="canonical"]', 'href').flatMap(url => one('url', url, 'link canonical')),
    ...contents(page, ['og:url']).flatMap(url => one('url', url, 'meta og:url')),
    ...list('authors', authors.map(shownBy), 'rel author'),
    ...attributes(page, 'link[rel~="license"]', 'href').flatMap(url => one('license', url, 'link license')),
    ...[...zone.querySelectorAll('a[rel~="license"]')]
      .filter(link => !isBeside(link))
      .flatMap(link => one('license', link.getAttribute('href'), 'rel license')),
  ]
}

/** The only `time` of the article that is not marked, or stated elsewhere, as the time of a change. */
function times(zone: PageElement, modified: readonly string[]): Said[] {
  const changed = new Set(modified.flatMap(text => readDate(text)?.day ?? []))
  const shown = [...zone.querySelectorAll('time')].filter(
    time =>
      !isBeside(time) &&
      !/updat|modif/i.test(`${time.getAttribute('class')} ${time.getAttribute('itemprop')}`) &&
      !/datePublished/.test(time.getAttribute('itemprop') ?? ''),
  )
  const marked = shown.filter(
    time => time.hasAttribute('pubdate') || /\bpublished\b/.test(time.getAttribute('class') ?? ''),
  )
  const found = (marked.length > 0 ? marked : shown).map(
    time => time.getAttribute('datetime') ?? collapsed(shownBy(time)),
  )
  const days = new Set(found.map(text => readDate(text)?.day ?? text).filter(day => !changed.has(day)))
  const text = found.find(value => days.has(readDate(value)?.day ?? value))
  return days.size === 1 ? one('published', text, 'time') : []
}

function languages(page: Page): Said[] {
  const root = page.documentElement
  return one(
    'language',
    root.getAttribute('lang') ?? root.getAttribute('xml:lang') ?? page.body.getAttribute('lang'),
    'lang',
  )
}

const MAX_BYLINE = 150

/** The first line of the article that is marked as naming its author. */
function bylineOf(zone: PageElement): PageElement | undefined {
  const marked = zone.querySelectorAll(
    '[rel~="author"], [itemprop~="author"], [class*="byline" i], [class*="author" i], [class*="writtenby" i]',
  )
  for (const element of marked) {
    const text = collapsed(shownBy(element))
    if (element.localName === 'meta' || isBeside(element)) continue
    if (text !== '' && [...text].length <= MAX_BYLINE) return element
  }
  return undefined
}

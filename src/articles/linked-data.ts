import { isObject } from '../schema/keywords.js'
import { bareAddress } from './address.js'
import type { Said, Subject } from './article.js'
import { type PageElement, parseFragment } from './dom.js'
import { collapsed } from './white-space.js'

/** What the JSON-LD of a page says of its article. */
export interface LinkedData {
  readonly said: readonly Said[]
  /** Dates of changes, as they are spelled. */
  readonly modified: readonly string[]
  /** Scripts that are no JSON. */
  readonly unread: number
}

type Thing = Readonly<Record<string, unknown>>

const articleType = /(?:Article|BlogPosting|SocialMediaPosting|Report|Review)$/

/** Reads schema.org statements. `addresses` are those of the page: of several articles, those with one of them are meant. */
export function readLinkedData(scripts: readonly PageElement[], addresses: readonly string[]): LinkedData {
  const things: Thing[] = []
  let unread = 0
  for (const script of scripts) {
    try {
      gather(JSON.parse(uncommented(script.textContent ?? '')), things, 0)
    } catch {
      unread++
    }
  }
  const named = new Map(things.flatMap(thing => texts(thing['@id']).map(id => [id, thing] as const)))
  const resolve: Resolve = value => {
    const id = isObject(value) && Object.keys(value).length === 1 ? value['@id'] : undefined
    return (typeof id === 'string' ? named.get(id) : undefined) ?? value
  }
  const articles = things.filter(thing => texts(thing['@type']).some(type => articleType.test(type)))
  const own = articles.filter(article => urlsOf(article).some(url => addresses.includes(bareAddress(url))))
  const meant = own.length > 0 ? own : articles
  return {
    said: meant.flatMap(article => saidBy(article, resolve)),
    modified: meant.flatMap(({ dateModified }) => texts(dateModified)),
    unread,
  }
}

type Resolve = (value: unknown) => unknown

const MAX_THINGS = 5000
const MAX_DEPTH = 6

/** Things that the page is about stand at the top, in a graph, or as the main entity of another. */
function gather(value: unknown, into: Thing[], depth: number): void {
  if (depth > MAX_DEPTH || into.length >= MAX_THINGS) return
  if (Array.isArray(value)) for (const one of value) gather(one, into, depth + 1)
  if (!isObject(value)) return
  into.push(value)
  for (const key of ['@graph', 'mainEntity', 'mainEntityOfPage']) gather(value[key], into, depth + 1)
}

const uncommented = (text: string): string =>
  text.replace(/^\s*(?:<!--|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, '').replace(/(?:-->|(?:\/\/\s*)?\]\]>)\s*$/, '')

const urlsOf = ({ url, mainEntityOfPage, '@id': id }: Thing): readonly string[] => [
  ...texts(url),
  ...texts(isObject(mainEntityOfPage) ? mainEntityOfPage['@id'] : mainEntityOfPage),
  ...texts(id),
]

function saidBy(article: Thing, resolve: Resolve): readonly Said[] {
  const one = (subject: Subject, key: string, values: readonly string[]): readonly Said[] =>
    values.length === 0 ? [] : [{ subject, values, where: `JSON-LD ${key}` }]
  const each = (subject: Subject, key: string) =>
    texts(article[key]).flatMap(value => one(subject, key, [value]))
  return [
    ...each('title', 'headline'),
    ...one('authors', 'author', namesOf(article['author'], resolve)),
    ...each('published', 'datePublished'),
    ...namesOf(article['publisher'], resolve).flatMap(name => one('outlet', 'publisher', [name])),
    ...texts(article['url']).flatMap(url => one('url', 'url', [url])),
    ...namesOf(article['inLanguage'], resolve).flatMap(name => one('language', 'inLanguage', [name])),
    ...texts(resolveUrl(article['license'])).flatMap(url => one('license', 'license', [url])),
    ...namesOf(article['copyrightHolder'], resolve).flatMap(name =>
      one('rights_holder', 'copyrightHolder', [name]),
    ),
    ...one('keywords', 'keywords', texts(article['keywords']).flatMap(split)),
  ]
}

const resolveUrl = (value: unknown): unknown => (isObject(value) ? (value['url'] ?? value['@id']) : value)
const split = (list: string): readonly string[] =>
  list
    .split(/[,،]/)
    .map(collapsed)
    .filter(word => word !== '')

function namesOf(value: unknown, resolve: Resolve): readonly string[] {
  const all = (Array.isArray(value) ? value : [value]).map(resolve)
  return all.flatMap(one => texts(isObject(one) ? (one['name'] ?? one['alternateName']) : one))
}

/** Some write HTML into their JSON. */
function texts(value: unknown): readonly string[] {
  const all = (Array.isArray(value) ? value : [value]).filter(one => typeof one === 'string')
  return all.map(text => collapsed(/[&<]/.test(text) ? plain(text) : text)).filter(text => text !== '')
}

const plain = (html: string): string => parseFragment(html).textContent ?? ''

import { isObject } from '../schema/keywords.js'
import { placeAt } from '../text/place.js'
import { readYaml } from '../text/yaml.js'
import type { Refusal, Said, Subject } from './article.js'

interface FrontMatter {
  readonly said: readonly Said[]
  readonly others: Readonly<Record<string, unknown>>
  /** What follows. */
  readonly body: string
}

const MAX_FRONT_MATTER = 64 * 1024

/** Keys that people use, lower case. */
const subjectOf: Readonly<Record<string, Subject>> = {
  title: 'title',
  author: 'authors',
  authors: 'authors',
  date: 'published',
  published: 'published',
  publishdate: 'published',
  pubdate: 'published',
  lang: 'language',
  language: 'language',
  locale: 'language',
  url: 'url',
  canonical: 'url',
  canonical_url: 'url',
  canonicalurl: 'url',
  license: 'license',
  licence: 'license',
  outlet: 'outlet',
  publisher: 'outlet',
  site: 'outlet',
  site_name: 'outlet',
  rights_holder: 'rights_holder',
  tags: 'keywords',
  keywords: 'keywords',
}

/** Parts a Markdown text from the YAML between lines of `---` that it may begin with. Every scalar stays as it is spelled. */
export function readFrontMatter(text: string): FrontMatter | Refusal {
  if (/^\+\+\+[ \t]*\r?\n/.test(text))
    return { fault: 'front-matter', line: 1, detail: 'it is TOML, expected YAML between lines of ---' }
  const [opening = ''] = /^---[ \t]*\r?\n/.exec(text) ?? []
  const closing = /^(?:---|\.\.\.)[ \t]*$/m.exec(
    text.slice(opening.length, MAX_FRONT_MATTER).replaceAll('\r\n', ' \n'),
  )
  if (opening === '' || closing === null) return { said: [], others: {}, body: text }
  const yaml = text.slice(opening.length, opening.length + closing.index)
  const body = text.slice(opening.length + closing.index + closing[0].length)
  const { value, faults } = readYaml(yaml, 'strings')
  const [fault] = faults
  if (fault !== undefined) {
    // A line across the page, and another one further down.
    if (/^\s*\n/.test(yaml)) return { said: [], others: {}, body: text }
    const line = (placeAt(yaml, fault.offset).line ?? 1) + 1
    const detail =
      fault.kind === 'duplicate-key'
        ? `"${fault.detail}" stands there twice`
        : (fault.detail.split('\n')[0] ?? '')
    return { fault: 'front-matter', line, detail }
  }
  if (value === null || value === '') return { said: [], others: {}, body }
  if (!isObject(value)) return { said: [], others: {}, body: text }
  const said: Said[] = []
  const others: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) {
    const subject = Object.hasOwn(subjectOf, key.toLowerCase()) ? subjectOf[key.toLowerCase()] : undefined
    const values = subject === undefined ? undefined : namesIn(member)
    if (subject === undefined || values === undefined) {
      if (!isNothing(member)) others[key] = member
    } else if (values.length > 0) said.push({ subject, values, where: `front matter ${key}` })
  }
  return { said, others, body }
}

/** Undefined for what is no text, no list of texts, and no list of things with names. */
function namesIn(member: unknown): readonly string[] | undefined {
  const all = (Array.isArray(member) ? member : [member]).map(one => (isObject(one) ? one['name'] : one))
  if (!all.every(one => typeof one === 'string' || one === null)) return undefined
  return all.flatMap(one => (isNothing(one) ? [] : [String(one).trim()]))
}

const isNothing = (member: unknown): boolean =>
  member === null || (typeof member === 'string' && /^\s*(?:~|null)?\s*$/.test(member))

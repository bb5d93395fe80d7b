import { rightToLeft } from '../records/derive/direction.js'
import { scriptOf } from '../records/derive/script.js'
import { bareAddress } from './address.js'
import { type Said, type Subject, subjects } from './article.js'
import { readDate } from './stated-date.js'
import { licenseOf } from './stated-license.js'

/** What all that is said of a subject comes to. */
export interface Settled {
  readonly subject: Subject
  /** Spellings of the one value, the usual one first: a day, then the moment. Several names are one value, too. */
  readonly spellings: readonly (string | readonly string[])[]
  readonly where: readonly string[]
}

/** Statements that contradict each other, or of which none can be understood. */
export interface Doubt {
  readonly subject: Subject
  readonly kind: 'contradiction' | 'unclear'
  readonly said: readonly Said[]
}

/**
 * Settles what is said, subject by subject. Nothing is chosen between statements that differ in more than spelling: they are a
 * doubt, and so is one that cannot be understood.
 */
export function settle(
  said: readonly Said[],
  { isRightToLeft = false }: { isRightToLeft?: boolean } = {},
): { readonly settled: readonly Settled[]; readonly doubts: readonly Doubt[] } {
  const settled: Settled[] = []
  const doubts: Doubt[] = []
  const outlets = said.filter(({ subject }) => subject === 'outlet').flatMap(({ values }) => values)
  for (const subject of subjects) {
    const all = said.filter(one => one.subject === subject)
    const strong = all.filter(({ isWeak }) => isWeak !== true)
    const counted = strong.length > 0 ? strong : all
    if (counted.length === 0) continue
    const read = counted.map(one => ({
      said: one,
      meaning: one.values.every(isReadable) ? meanings[subject](one, outlets) : undefined,
    }))
    const clear = read.flatMap(({ said, meaning }) => (meaning === undefined ? [] : [{ said, meaning }]))
    if (clear.length === 0) {
      doubts.push({ subject, kind: 'unclear', said: counted })
      continue
    }
    const kept = withoutOutlets(subject, clear, outlets)
    const best = kept.find(one => kept.every(other => agree(subject, one.meaning, other.meaning)))
    const direction = subject === 'language' && isRightToLeft && isLeftToRight(best?.meaning.key)
    if (best === undefined || direction) {
      const dir = direction ? [{ subject, values: ['rtl'], where: 'dir' }] : []
      doubts.push({ subject, kind: 'contradiction', said: [...different(subject, kept), ...dir] })
      continue
    }
    const { key: _, ...meaning } = mostPrecise(subject, best.meaning, kept)
    settled.push({ subject, ...meaning, where: [...new Set(kept.map(({ said }) => said.where))] })
  }
  return { settled, doubts }
}

/** What is longer says no title, name or address, and would take long to compare. */
const MAX_LENGTH = 2000

const isReadable = (value: string): boolean => value.length <= MAX_LENGTH && value.isWellFormed()

interface Meaning {
  readonly spellings: Settled['spellings']
  /** What is compared. */
  readonly key: string
}
interface Clear {
  readonly said: Said
  readonly meaning: Meaning
}

/** Undefined where a statement cannot be understood. */
type Understand = (said: Said, outlets: readonly string[]) => Meaning | undefined

const single: Understand = ({ values: [value = ''] }) =>
  folded(value) === '' ? undefined : { spellings: [value], key: folded(value) }

const meanings: Readonly<Record<Subject, Understand>> = {
  title: ({ values: [value = ''] }, outlets) => {
    const title = withoutOutlet(value, outlets)
    return folded(title) === '' ? undefined : { spellings: [title], key: folded(title) }
  },
  authors: ({ values }) => {
    const names = values.filter(value => folded(value) !== '' && !/^https?:/i.test(value))
    return names.length === 0 ? undefined : { spellings: [names], key: names.map(nameKey).sort().join('\n') }
  },
  published: ({ values: [value = ''] }) => {
    const date = readDate(value)
    if (date === undefined) return undefined
    const { day, moment } = date
    return { spellings: moment === undefined ? [day] : [day, moment], key: moment ?? day }
  },
  outlet: single,
  url: ({ values: [value = ''] }) => {
    const url = addressOf(value)
    return url === undefined ? undefined : { spellings: [url], key: bareAddress(url) }
  },
  language: ({ values: [value = ''] }) => {
    const tag = languageTag(value)
    return tag === undefined ? undefined : { spellings: [tag], key: tag }
  },
  license: ({ values: [value = ''] }) => {
    const license = licenseOf(value)
    return license === undefined ? undefined : { spellings: [license], key: license }
  },
  rights_holder: single,
  keywords: ({ values }) => (values.length === 0 ? undefined : { spellings: [values], key: '' }),
}

/** Whether two statements say one thing. What both of them leave out decides nothing. */
function agree(subject: Subject, a: Meaning, b: Meaning): boolean {
  if (a.key === b.key) return true
  if (subject === 'title') return isCutFrom(a, b) || isCutFrom(b, a) || isPartOf(a, b) || isPartOf(b, a)
  if (subject === 'outlet') return isWithin(a.key, b.key) || isWithin(b.key, a.key)
  if (subject === 'language') return a.key.split('-')[0] === b.key.split('-')[0]
  if (subject === 'authors') return isSameNames(a.key, b.key)
  if (subject !== 'published') return false
  const [dayA = '', dayB = ''] = [a, b].map(({ spellings: [day] }) => String(day))
  return dayA.startsWith(dayB) || dayB.startsWith(dayA)
}

/** Of statements that agree, the one that says most; the first one, where they say the same. */
function mostPrecise(subject: Subject, best: Meaning, kept: readonly Clear[]): Meaning {
  if (subject === 'title') return kept.find(({ meaning }) => isTitleAlone(meaning, kept))?.meaning ?? best
  if (subject !== 'published') return best
  const dates = kept.map(({ meaning }) => meaning)
  const moments = new Set(dates.flatMap(({ spellings }) => spellings.slice(1)))
  const fullest = dates.reduce((most, date) => (sizeOf(date) > sizeOf(most) ? date : most))
  // One day, and two times of it: the day is what they agree on.
  return moments.size > 1 ? { ...fullest, spellings: fullest.spellings.slice(0, 1) } : fullest
}

/** Neither cut short nor with something set off beside it. */
const isTitleAlone = (title: Meaning, kept: readonly Clear[]): boolean =>
  kept.every(({ meaning }) => !isCutFrom(title, meaning)) &&
  kept.every(({ meaning }) => meaning.key === title.key || !isPartOf(meaning, title))

const sizeOf = ({ spellings }: Meaning): number => spellings.join().length

/** One statement of each that says something of its own. */
function different(subject: Subject, kept: readonly Clear[]): readonly Said[] {
  const found: Clear[] = []
  for (const one of kept)
    if (!found.some(({ meaning }) => agree(subject, meaning, one.meaning))) found.push(one)
  return found.map(({ said }) => said)
}

/** Who is named by the name of the outlet beside a person is the outlet, and no other author. */
function withoutOutlets(
  subject: Subject,
  clear: readonly Clear[],
  outlets: readonly string[],
): readonly Clear[] {
  if (subject !== 'authors') return clear
  const keys = new Set(outlets.map(nameKey))
  const persons = clear.filter(({ meaning }) => !keys.has(meaning.key))
  return persons.length > 0 ? persons : clear
}

/** Letters, marks and digits alone, in lower case. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

const nameKey = (name: string): string => folded(name).replace(/^(?:by|بقلم) /, '')

/** `A. Writer, B. Writer` and the two names. */
function isSameNames(a: string, b: string): boolean {
  const [few, many] = a.split('\n').length < b.split('\n').length ? [a, b] : [b, a]
  if (few.includes('\n')) return false
  const names = many.split('\n')
  if (!names.every(name => few.includes(name))) return false
  const rest = names.reduce((left, name) => left.replace(name, ' '), few)
  return rest.split(/\s+/).every(word => ['', 'and', 'و', 'et', 'und', 'y'].includes(word))
}

const parting = /\s+[|–—\-·•:»«/]+\s+/g

/** `The storm`, of `Analysis: The storm | News | The Outlet`: the rest is set off by signs. */
function isPartOf({ key }: Meaning, { spellings: [long] }: Meaning): boolean {
  const parts = String(long).split(signs)
  if (parts.length > MAX_PARTS) return false
  return parts.some((_, start) =>
    parts.some((_, end) => end > start && folded(parts.slice(start, end).join(' ')) === key),
  )
}

const MAX_PARTS = 12
const signs = /\s*[|•·»«]\s*|\s+[–—\-/:]\s+|[:：]\s+/

/** Without ` | The Outlet` at either end. */
function withoutOutlet(title: string, outlets: readonly string[]): string {
  const names = new Set(outlets.map(folded))
  for (const { 0: sign, index } of title.matchAll(parting)) {
    if (names.has(folded(title.slice(index + sign.length)))) return title.slice(0, index)
    if (names.has(folded(title.slice(0, index)))) return title.slice(index + sign.length)
  }
  return title
}

/** Cut short for a preview: `The storm took the…`. */
function isCutFrom({ spellings: [short] }: Meaning, { key }: Meaning): boolean {
  const start = /^(.*?)\s*(?:…|\.\.\.)$/s.exec(String(short))?.[1]
  return start !== undefined && folded(start).length >= 10 && key.startsWith(folded(start))
}

const isWithin = (inner: string, outer: string): boolean => ` ${outer} `.includes(` ${inner} `)

function addressOf(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined
  try {
    const url = new URL(text)
    return url.username === '' && url.password === '' ? url.href : undefined
  } catch {
    return undefined
  }
}

function languageTag(text: string): string | undefined {
  try {
    const tag = new Intl.Locale(text.replaceAll('_', '-')).toString()
    return /^(?:und|mul|zxx|mis|root)\b/.test(tag) || tag.split('-')[0]!.length > 3 ? undefined : tag
  } catch {
    return undefined
  }
}

const isLeftToRight = (tag: string | undefined): boolean =>
  tag !== undefined && !['Zzzz', ...rightToLeft].includes(scriptOf(tag))

import { CHANGELOG_MARK } from '../../corpus/changelog.js'
import type { CorpusStatement } from '../../corpus/corpus.js'
import { code, counted, grouped, inline } from '../metadata/markdown.js'
import { levelOf, linesOf, type Style } from './lines.js'
import type { ReleaseChanges } from './release-changes.js'

/** What a section of the changelog is made from. */
export interface NewVersion {
  readonly corpus: CorpusStatement
  readonly records: number
  /** Against the earlier release; undefined where there is none. */
  readonly changes?: ReleaseChanges | undefined
  /** The version of an earlier release that could not be read. */
  readonly unread?: string | undefined
  /** A changelog that may have a section for this version already: that of a release of the same records. */
  readonly known?: string | undefined
}

/**
 * The changelog with a section for a new version above all other versions. One that has a section for it already stays
 * as it is, byte for byte: people may have edited it. Only the count of a first release, where it says no more, is that
 * of its records.
 */
export function withVersion(text: string | undefined, version: NewVersion): string {
  const base = text ?? header(version.corpus)
  const headings = headingsOf(base)
  const own = headings.find(heading => heading.version === version.corpus.version)
  if (own !== undefined) return withCount(base, own, version)
  const section = knownSection(version) ?? sectionOf(version, headings.length === 0)
  const at = headings[0]?.start
  const ended = base.endsWith('\n') ? base : `${base}\n`
  if (at === undefined) return `${ended}${ended.endsWith('\n\n') ? '' : '\n'}${section}`
  return `${base.slice(0, at)}${section}\n${base.slice(at)}`
}

/** That of a first release, where nobody wrote into it: its count follows the records while it is not given out. */
const FIRST = /^## \S+ \(\d{4}-\d{2}-\d{2}\)\n\nFirst release: [\d,]+ records?\.\n?$/

function withCount(text: string, { start, end }: Heading, version: NewVersion): string {
  const section = text.slice(start, end)
  return FIRST.test(section)
    ? text.slice(0, start) + sectionOf({ ...version, changes: undefined }, true) + text.slice(end)
    : text
}

function knownSection({ known, corpus }: NewVersion): string | undefined {
  const headings = known === undefined ? [] : headingsOf(known)
  const heading = headings.find(({ version }) => version === corpus.version)
  if (known === undefined || heading === undefined) return undefined
  return `${known.slice(heading.start, heading.end).trimEnd()}\n`
}

const header = ({ title }: CorpusStatement): string =>
  `${CHANGELOG_MARK} it adds a section for each new version, and leaves those that are there as they are. -->

# Changelog: ${inline(title)}
`

function sectionOf({ corpus, records, changes, unread }: NewVersion, isFirst: boolean): string {
  const heading = `## ${corpus.version} (${corpus.released})\n`
  const count = counted(records, 'record')
  if (changes !== undefined) return `${heading}\n${changesSection(changes, count)}`
  if (unread !== undefined)
    return `${heading}\n${count}. The release before, ${inline(unread)}, could not be read to be compared.\n`
  return `${heading}\n${isFirst ? `First release: ${count}.` : `${count}. The release before was not there to be compared.`}\n`
}

/** An id may have any length. */
const MAX_NAME = 200

const named = (text: string): string =>
  text.length <= MAX_NAME ? code(text) : `${code(text.slice(0, MAX_NAME).toWellFormed())}…`

const markdown: Style = { name: named, value: code, grouped }

function changesSection(changes: ReleaseChanges, count: string): string {
  const lines = linesOf(changes, markdown)
  const since = inline(changes.before.version)
  if (lines.length === 0) return `The same as ${since}: ${count}.\n`
  const level = levelOf(changes)
  const kind = level === 'none' ? 'What is said of the data set has changed' : `A ${level} change`
  return `${kind} since ${since}: ${count} now.\n\n${lines.map(({ text }) => `- ${text}\n`).join('')}`
}

interface Heading {
  readonly version: string
  readonly start: number
  /** Where the next begins, or the text ends. */
  readonly end: number
}

/** The headings of versions, outside of fenced code and comments: `## 1.0.0 (2026-11-22)`, `## [1.0.0]`, `## v1.0.0`. */
function headingsOf(text: string): readonly Heading[] {
  const found: Omit<Heading, 'end'>[] = []
  let fence: string | undefined
  let commented = false
  let start = 0
  for (const line of text.split('\n')) {
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) {
      if (marker?.startsWith(fence) && line.trim() === marker) fence = undefined
    } else if (commented) commented = !line.includes('-->')
    else if (marker !== undefined) fence = marker
    else {
      const version =
        /^## +\[?v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)(?![0-9A-Za-z.+-])/.exec(line)?.[1]
      if (version !== undefined) found.push({ version, start })
      const opened = line.lastIndexOf('<!--')
      commented = opened !== -1 && !line.slice(opened).includes('-->')
    }
    start += line.length + 1
  }
  return found.map((heading, i) => ({ ...heading, end: found[i + 1]?.start ?? text.length }))
}

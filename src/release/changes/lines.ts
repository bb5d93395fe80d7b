import type { Breaks, SchemaChange } from '../../schema/changes.js'
import { greatest, type Level } from '../../text/semver.js'
import { enumerated } from '../../text/sentence.js'
import { shown } from '../../text/shown.js'
import { visible } from '../../text/visible.js'
import type { Example, ReleaseChanges } from './release-changes.js'

/** One thing that is otherwise, in words, and what it calls for. */
export interface ChangeLine {
  readonly level: Level
  readonly text: string
}

/** How what comes from a release stands among our words. */
export interface Style {
  /** An id, a pointer, a name. */
  name(text: string): string
  /** A value as JSON. */
  value(json: string): string
  /** A number with its thousands marked. */
  grouped(count: number): string
}

/** The least level that all the changes call for. See docs/versions.md. */
export function levelOf(changes: ReleaseChanges): Level {
  return greatest(linesOf(changes, plain).map(({ level }) => level))
}

/** The changes that call for the greatest level, in a few sentences. */
export function reasonsFor(changes: ReleaseChanges): string {
  const style: Style = { name: text => `\`${visible(text)}\``, value: json => json, grouped: String }
  const level = levelOf(changes)
  const reasons = linesOf(changes, style).filter(line => line.level === level)
  const more = reasons.length > MAX_REASONS ? [`And ${reasons.length - MAX_REASONS} more.`] : []
  return [...reasons.slice(0, MAX_REASONS).map(({ text }) => text), ...more].join(' ')
}

const MAX_REASONS = 3

const plain: Style = { name: text => text, value: json => json, grouped: String }

/** So many ids stand in a line, so many fields, and so many changes of a schema in lines of their own. */
const MAX_IDS = 20
const MAX_FIELDS = 20
const MAX_SCHEMA_LINES = 100

/** Every change as a line: what is lost, what is new, what was corrected. */
export function linesOf(changes: ReleaseChanges, style: Style): readonly ChangeLine[] {
  return [
    ...nameLines(changes, style),
    ...recordLines(changes, style),
    ...schemaLines(changes, style),
    ...formatLines(changes, style),
    ...licenseLines(changes, style),
    ...metadataLines(changes, style),
  ]
}

function nameLines({ name }: ReleaseChanges, style: Style): ChangeLine[] {
  if (name === undefined) return []
  const [a, b] = [name.before ?? '', name.after ?? ''].map(style.name)
  return [{ level: 'major', text: `The data files are called ${b}, and no longer ${a}.` }]
}

function recordLines({ records, examples, withdrawn }: ReleaseChanges, style: Style): ChangeLine[] {
  const lines: ChangeLine[] = []
  const { added, removed, changed, moved, fields, renamed } = records
  if (removed > 0) {
    const text = `${counted(removed, 'record', style)} removed${idsOf(examples.removed, removed, style)}.`
    lines.push({ level: 'major', text })
  }
  if (withdrawn.length > 0) {
    const ids = withdrawn.length > MAX_IDS ? '' : `: ${enumerated(withdrawn.map(style.name))}`
    lines.push({ level: 'none', text: `${counted(withdrawn.length, 'id', style)} withdrawn for good${ids}.` })
  }
  if (added > 0)
    lines.push({
      level: 'minor',
      text: `${counted(added, 'record', style)} added${idsOf(examples.added, added, style)}.`,
    })
  if (changed > 0) {
    const where = mostChanged(fields, style)
    const text = `${counted(changed, 'record', style)} changed${where === '' ? '' : `: ${where}`}.`
    lines.push({ level: 'patch', text })
  }
  if (moved > 0) {
    const text = `Records follow one another in another order, at ${counted(moved, 'place', style)}.`
    lines.push({ level: 'patch', text })
  }
  for (const { from, to, records } of renamed) {
    const text = `${style.name(from)} may be called ${style.name(to)} now: ${counted(records, 'record', style)} ${records === 1 ? 'holds' : 'hold'} the same there.`
    lines.push({ level: 'none', text })
  }
  return lines
}

const counted = (count: number, noun: string, { grouped }: Style): string =>
  `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`

/** `/title in 12 and /text in 3`: in the order of the schema, or where there are many the most frequent ones. */
function mostChanged(fields: ReleaseChanges['records']['fields'], style: Style): string {
  const many = fields.length > MAX_FIELDS
  const told = many ? [...fields].sort((a, b) => b.records - a.records).slice(0, MAX_FIELDS) : fields
  const words = told.map(({ pointer, records }) => `${style.name(pointer)} in ${style.grouped(records)}`)
  return enumerated(many ? [...words, `${counted(fields.length - MAX_FIELDS, 'field', style)} more`] : words)
}

function idsOf(examples: readonly Example[], count: number, style: Style): string {
  const ids = examples.flatMap(({ id }) => id ?? [])
  return ids.length < count || count > MAX_IDS ? '' : `: ${enumerated(ids.map(style.name))}`
}

function formatLines({ formats }: ReleaseChanges, style: Style): ChangeLine[] {
  return [
    ...formats.removed.map(
      (name): ChangeLine => ({
        level: 'major',
        text: `The format ${style.name(name)} is no longer there.`,
      }),
    ),
    ...formats.added.map(
      (name): ChangeLine => ({ level: 'minor', text: `The format ${style.name(name)} is new.` }),
    ),
  ]
}

const noLicense: ReadonlySet<string | undefined> = new Set([undefined, 'NOASSERTION', 'NONE'])

/** A licence that is stated where none was known takes nothing from anybody. */
function licenseLines({ licenses }: ReleaseChanges, style: Style): ChangeLine[] {
  return licenses.map(({ key, before, after }) => {
    const [a, b] = [before, after].map(license =>
      license === undefined ? 'not stated' : style.name(license),
    )
    const level = noLicense.has(before) ? 'minor' : 'major'
    return { level, text: `${style.name(key)} was ${a ?? ''}, and is ${b ?? ''} now.` }
  })
}

function metadataLines({ metadata }: ReleaseChanges, style: Style): ChangeLine[] {
  if (metadata.length === 0) return []
  return [
    { level: 'none', text: `corpus.yaml says something else of ${enumerated(metadata.map(style.name))}.` },
  ]
}

function schemaLines({ schema }: ReleaseChanges, style: Style): ChangeLine[] {
  const lines = schema.map(change => ({ level: change.level, text: schemaLine(change, style) }))
  const rest = lines.slice(MAX_SCHEMA_LINES)
  if (rest.length === 0) return lines
  const more = {
    level: greatest(rest.map(({ level }) => level)),
    text: `Schema: ${counted(rest.length, 'change', style)} more.`,
  }
  return [...lines.slice(0, MAX_SCHEMA_LINES), more]
}

/** The change of a schema as a sentence. */
function schemaLine(change: SchemaChange, style: Style): string {
  const words = schemaWords[change.kind](change, style)
  const suffix = brokenFor[change.breaks]
  return `Schema: ${words}${suffix}.`
}

const brokenFor: Record<Breaks, string> = {
  readers: '',
  contributors: ' (records that were valid may be no longer)',
  nobody: '',
}

type Words = (change: SchemaChange, style: Style) => string

const place = ({ pointer }: SchemaChange, style: Style): string =>
  pointer === '' ? 'the record' : style.name(pointer)

const schemaWords: Record<SchemaChange['kind'], Words> = {
  added: (change, style) => `${place(change, style)} is new, ${String(change.after)}`,
  removed: (change, style) => `${place(change, style)} is gone, which was ${String(change.before)}`,
  type: (change, style) =>
    `${place(change, style)} is ${String(change.after)}, and was ${String(change.before)}`,
  null: (change, style) =>
    `${place(change, style)}: ${String(change.after)}, and before ${String(change.before)}`,
  key: ({ before, after }, style) => {
    const [a, b] = [before, after].map(key => (typeof key === 'string' ? style.name(key) : 'none'))
    return `the key is ${b ?? ''}, and was ${a ?? ''}`
  },
  keyword: (change, style) => {
    const { keyword = '', before, after } = change
    const [a, b] = [before, after].map(value => (value === undefined ? undefined : style.value(shown(value))))
    const at = `${style.name(keyword)} of ${place(change, style)}`
    if (a === undefined) return `${at} is new, ${b ?? ''}`
    return b === undefined ? `${at} is gone, which was ${a}` : `${at} is ${b}, and was ${a}`
  },
  columns: ({ before, after }, style) =>
    after === undefined
      ? `CSV has no column ${style.name(String(before))} any more`
      : `CSV has the column ${style.name(String(after))}, which is new`,
  order: () => 'the properties stand in another order',
  words: (change, style) => `the description of ${place(change, style)} has changed`,
  rules: () => 'rules have changed that are no column’s own',
  spelling: () => 'the file is written in another way, and says the same',
}

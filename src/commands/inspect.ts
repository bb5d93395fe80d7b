import { statSync } from 'node:fs'
import type { FieldSeen } from '../drafting/fields-seen.js'
import type { ScriptShare } from '../drafting/scripts-of.js'
import type { TextSeen } from '../drafting/text-seen.js'
import { type Inspection, inspectFile } from '../inspect.js'
import { type FolderInspection, inspectFolder } from '../inspect-folder.js'
import { isolated, isRightToLeft } from '../reports/bidi.js'
import { safe } from '../reports/safe.js'
import { counted, enumerated, grouped } from '../text/sentence.js'
import { printProblems } from './print.js'
import { startProgress } from './progress.js'
import { typeWords } from './type-words.js'

interface Options {
  readonly all?: boolean
  readonly encoding?: string
  readonly separator?: string
  readonly missing?: readonly string[]
  readonly json?: boolean
}

const SHOWN_PROBLEMS = 10
const SHOWN_FIELDS = 60
const SHOWN_CHARACTERS = 70

export async function runInspect(path: string, { json, ...options }: Options): Promise<number> {
  const progress = startProgress(process.stderr)
  const onProgress = (now: { bytes: number; totalBytes: number }) =>
    progress.show({ ...now, records: 0, problems: 0 })
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      const folder = await inspectFolder(path, options)
      progress.end()
      print(json === true ? asJson(folder) : folderText(folder))
    } else {
      const file = await inspectFile(path, { ...options, onProgress })
      progress.end()
      print(json === true ? asJson(file) : fileText(file))
      if (json !== true) {
        const { first, count } = file.problems
        printProblems(first, { max: SHOWN_PROBLEMS, total: count, stream: process.stderr })
      }
    }
  } finally {
    progress.end()
  }
  return 0
}

const print = (text: string): void => void process.stdout.write(text)

const asJson = (value: unknown): string =>
  `${JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member))}\n`

const forms: Record<Inspection['form'], string> = {
  jsonl: 'JSON Lines',
  json: 'JSON',
  csv: 'CSV',
  parquet: 'Parquet',
  arrow: 'Arrow',
  text: 'a text',
  unknown: 'of no form that is known here',
}
const separators: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
}

function fileText(seen: Inspection): string {
  const { file, bytes, refused, strays, text, fields, declared } = seen
  const lines = [`${shownName(file)}: ${whatItIs(seen)}, ${counted(bytes, 'byte')}`]
  if (text !== undefined) lines.push(...textLines(text))
  else if (seen.form !== 'unknown') lines.push(...recordLines(seen))
  if (strays > 0) lines.push(`Values that are no objects, and so no records: ${grouped(strays)}.`)
  if (refused.length > 0)
    lines.push(`Columns whose types have no form in JSON: ${refused.map(name => safe(name)).join(', ')}.`)
  if (fields.length === 0 && declared !== undefined) {
    lines.push(
      '',
      ...Object.entries(declared).map(([name, column]) => `${shownName(name)}  ${safe(typeWords(column))}`),
    )
  }
  if (fields.length > 0) lines.push('', ...fieldTable(fields))
  return `${lines.join('\n')}\n`
}

function whatItIs({ form, looksLike, packed, encoding, likely, hasMark, separator }: Inspection): string {
  const likelyWords =
    likely === undefined ? '' : `, not UTF-8 but most likely ${likely.encoding} (${likely.script})`
  const isOdd = encoding !== undefined && encoding !== 'utf-8' && likely === undefined
  return (
    [
      looksLike === undefined
        ? forms[form]
        : form === 'unknown'
          ? looksLike
          : `${forms[form]} that looks like ${looksLike}`,
      ...(separator === undefined || form !== 'csv'
        ? []
        : [`separated by ${separators[separator] ?? safe(separator)}`]),
      ...(packed === undefined ? [] : [`packed by ${packed}`]),
      ...(isOdd ? [encoding] : encoding === 'utf-8' ? ['UTF-8'] : []),
      ...(hasMark ? ['with a byte order mark'] : []),
    ].join(', ') + likelyWords
  )
}

const places: Record<Inspection['where'], string> = {
  all: '',
  beginning: 'at the beginning',
  spread: 'at the beginning, in the middle and at the end',
  nothing: '',
}

/** What was counted, and what is estimated. */
function recordLines({ records, isExact, looked, where, refused }: Inspection): string[] {
  if (where === 'all') return [`${counted(looked, 'record')}; every one was looked at.`]
  const total =
    records === undefined
      ? 'How many records there are was not counted.'
      : isExact
        ? `${counted(records, 'record')}.`
        : `About ${counted(roundedTo(records), 'record')}: estimated by their size.`
  const what =
    looked === 0
      ? 'None was looked at'
      : `${counted(looked, 'record')} ${places[where]} were looked at; what follows is said of these`
  return [total, refused.length > 0 ? `${what}.` : `${what}. To read everything: --all`]
}

/** An estimate has no more than three digits. */
const roundedTo = (count: number): number => Number(count.toPrecision(3))

const HEAD = ['field', 'type', 'values', 'different', 'extent'] as const

function fieldTable(fields: readonly FieldSeen[]): string[] {
  const shown = fields.slice(0, SHOWN_FIELDS)
  const cells = shown.map(field => [
    safe(field.pointer, 100),
    Object.keys(field.types)
      .filter(type => type !== 'null')
      .join('|') || 'null',
    valuesWords(field),
    differentWords(field),
    extentWords(field),
  ])
  const widths = HEAD.map((head, i) => Math.max(head.length, ...cells.map(line => lengthOf(line[i] ?? ''))))
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, i) => padded(text, widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  const more =
    fields.length > shown.length
      ? [`… and ${fields.length - shown.length} more fields: --json has them all.`]
      : []
  return [line(HEAD), ...shown.flatMap((field, i) => [line(cells[i] ?? []), ...examples(field)]), ...more]
}

const lengthOf = (text: string): number => [...text].length
const padded = (text: string, width: number): string =>
  (isRightToLeft(text) ? isolated(text) : text) + ' '.repeat(Math.max(0, width - lengthOf(text)))

function valuesWords({ types, absent }: FieldSeen): string {
  const { null: nulls = 0, ...others } = types
  const values = Object.values(others).reduce((sum, count) => sum + count, 0)
  const lacking = [
    ...(nulls > 0 ? [`${grouped(nulls)} null`] : []),
    ...(absent > 0 ? [`${grouped(absent)} absent`] : []),
  ]
  return lacking.length === 0 ? grouped(values) : `${grouped(values)} (${lacking.join(', ')})`
}

const differentWords = ({ different }: FieldSeen): string =>
  different === undefined ? '' : `${different.exact ? '' : 'about '}${grouped(different.count)}`

function extentWords({ numbers, lengths, form, scripts, languages }: FieldSeen): string {
  const { text, list } = lengths
  const parts = [
    ...(numbers === undefined
      ? []
      : [numbers.min === numbers.max ? `${numbers.min}` : `${numbers.min} to ${numbers.max}`]),
    ...(text === undefined ? [] : [spanWords(text, 'character')]),
    ...(list === undefined ? [] : [spanWords(list, 'element')]),
    ...(form === undefined ? [] : [form]),
    ...(scripts.length === 0 || (scripts[0]?.script === 'Latin' && scripts.length === 1)
      ? []
      : [scriptWords(scripts)]),
    ...(languages.length === 0 ? [] : [`likely ${languages.slice(0, 3).join(', ')}`]),
  ]
  return parts.join('; ')
}

const spanWords = (
  { min, median, max }: { min: number; median: number; max: number },
  noun: string,
): string =>
  min === max ? counted(max, noun) : `${grouped(min)} to ${grouped(max)}, median ${grouped(median)}, ${noun}s`

const scriptWords = (scripts: readonly ScriptShare[]): string =>
  scripts
    .slice(0, 3)
    .map(({ script, share }) => `${script} ${Math.round(share * 100)} %`)
    .join(', ')

/** The commonest values where there are few, else the first ones, each on one line. */
function examples({ common, samples, different }: FieldSeen): string[] {
  if (different?.exact === true && common.length > 0 && samples.length > 0) {
    return [
      `    ${common.map(({ value, count }) => `${quoted(String(value))} ${grouped(count)}`).join(', ')}`,
    ]
  }
  const [first] = samples
  return first === undefined ? [] : [`    ${quoted(first)}`]
}

/** In isolates, so that what stands beside it keeps its place; nothing in it steers a terminal. */
function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  const characters = [...line]
  const cut =
    characters.length > SHOWN_CHARACTERS ? `${characters.slice(0, SHOWN_CHARACTERS).join('')}…` : line
  const shown = `"${safe(cut)}"`
  return isRightToLeft(shown) ? isolated(shown) : shown
}

function shownName(name: string): string {
  const shown = safe(name)
  return isRightToLeft(shown) ? isolated(shown) : shown
}

function textLines({ isWhole, characters, lines, lineEnds, scripts, languages, sample }: TextSeen): string[] {
  const ends = Object.entries(lineEnds).filter(([, count]) => count > 0)
  const endWords =
    ends.length === 0
      ? ''
      : `, which end in ${enumerated(ends.map(([name, count]) => (ends.length === 1 ? name : `${name} (${grouped(count)})`)))}`
  return [
    `${counted(characters, 'character')} in ${counted(lines, 'line')}${endWords}${isWhole ? '' : ', at the beginning: only that was looked at. To read everything: --all'}.`,
    ...(scripts.length === 0 ? [] : [`Letters: ${scriptWords(scripts)}.`]),
    ...(languages.length === 0 ? [] : [`Language: most likely ${languages.join(', ')}.`]),
    ...(sample === '' ? [] : [`    ${quoted(sample)}`]),
  ]
}

function folderText(seen: FolderInspection): string {
  const { folder, files, bytes, endings, release, texts, data } = seen
  const kinds = endings.slice(0, 8).map(({ ending, files: count }) => `${grouped(count)} ${safe(ending)}`)
  const lines = [
    `${shownName(folder)}: a folder of ${counted(files, 'file')}, ${counted(bytes, 'byte')}${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`,
  ]
  if (release !== undefined) {
    const { title, version, records, contentDigest } = release
    lines.push(
      `A release of warraq: ${quoted(title)}, version ${safe(version)}, ${records === undefined ? 'records not counted' : counted(records, 'record')}.`,
    )
    if (contentDigest !== undefined)
      lines.push(`Content digest ${safe(contentDigest)}. To prove it: warraq verify`)
  }
  if (texts !== undefined) {
    const { looked, lengths, encodings, scripts, languages, first } = texts
    lines.push(
      `Looked at ${counted(looked, 'text')}, spread over the folder: ${spanWords(lengths, 'character')}.`,
    )
    for (const [words, counts] of [
      ['Not UTF-8', encodings],
      ['Scripts', scripts],
      ['Languages, most likely', languages],
    ] as const) {
      const named = Object.entries(counts).sort(([, a], [, b]) => b - a)
      if (named.length > 0)
        lines.push(`${words}: ${named.map(([name, count]) => `${name} (${grouped(count)})`).join(', ')}.`)
    }
    lines.push(`    ${safe(first.file)}: ${quoted(first.sample)}`)
  }
  return `${lines.join('\n')}\n${data === undefined ? '' : `\n${fileText(data)}`}`
}

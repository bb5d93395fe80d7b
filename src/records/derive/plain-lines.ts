import { UsageError } from '../../errors.js'
import { codePointCount, isWhiteSpace } from '../../text/unicode.js'
import type { Inference, InferRule } from '../rule.js'
import { type Byline, readByline } from './byline.js'
import { inputOf } from './input.js'
import { endsSentence, isShort } from './line-type.js'
import { writeNote } from './note.js'

const RULE = 'plain-lines@1'

/**
 * What a text of plain lines is made of, see ARTICLE.md §2. The parameter `part` says what to give: `blocks`, `byline`,
 * `authors` or `outlet`. Hints give the type of the block on a line: `{5: 'heading'}`, lines counted from 1.
 */
export const plainLines: InferRule = {
  name: 'plain-lines',
  version: 1,
  infer: (record, context, hints) => {
    const part = parts.get(String(context.parameters.part))
    if (part === undefined) {
      throw new UsageError(`The schema's ${context.field.pointer} names no part of ${RULE}.`, {
        fix: `Set "part" to one of ${[...parts.keys()].join(', ')}.`,
      })
    }
    const text = inputOf(record, context)
    return part(layoutOf(typeof text === 'string' ? text : '', hints))
  },
  strayHints: (record, context, hints) => {
    const text = inputOf(record, context)
    return context.parameters['part'] === 'blocks'
      ? strayHints(typeof text === 'string' ? text : '', hints)
      : []
  },
}

const parts = new Map<string, (layout: Layout) => Inference>([
  ['blocks', ({ blocks, note }) => ({ value: blocks, basis: 'rule', note })],
  [
    'byline',
    ({ byline, note }) =>
      byline === undefined
        ? { value: null, basis: 'absent_in_source', note }
        : { value: byline.line, basis: 'source', note: null },
  ],
  [
    'authors',
    ({ byline, note }) => ({
      value: byline?.author === undefined ? [] : [byline.author],
      basis: 'rule',
      note,
    }),
  ],
  [
    'outlet',
    ({ byline, note }) =>
      byline?.outlet === undefined
        ? { value: null, basis: 'absent_in_source', note }
        : { value: byline.outlet, basis: 'rule', note },
  ],
])

/** Keys of `hints` that name no line of `text`, or a blank one. */
export function strayHints(text: string, hints: Readonly<Record<string, string>>): string[] {
  const numbers = new Set(linesOf(text).map(line => String(line.number)))
  return Object.keys(hints).filter(key => !numbers.has(key))
}

/** What the rule makes of each line that is not blank, by number from 1, where nobody gives it a hint. */
export function typesOf(text: string): ReadonlyMap<number, string> {
  const lines = linesOf(text)
  return new Map(
    lines.map(({ number, start, end }, i) => [
      number,
      typeOf(text.slice(start, end), i === lines.length - 1),
    ]),
  )
}

type Block = { readonly type: string; readonly start: number; readonly end: number }

interface Layout {
  readonly blocks: readonly Block[]
  /** The first byline block. */
  readonly byline: Byline | undefined
  readonly note: string
}

/** One article is asked for four parts in turn: the last answer is kept. */
let last: { text: string; hinted: string; layout: Layout } | undefined

function layoutOf(text: string, hints: Readonly<Record<string, string>>): Layout {
  const hinted = writeNote({ rule: RULE, hints })
  if (last === undefined || last.text !== text || last.hinted !== hinted) {
    last = { text, hinted, layout: readLayout(text, hints) }
  }
  return last.layout
}

function readLayout(text: string, hints: Readonly<Record<string, string>>): Layout {
  const lines = linesOf(text)
  const used: Record<string, string> = {}
  const blocks: Block[] = []
  let byline: Byline | undefined
  let unit = 0
  let codePoint = 0
  const codePointAt = (offset: number): number => {
    codePoint += codePointCount(text, unit, offset)
    unit = offset
    return codePoint
  }
  for (const [i, line] of lines.entries()) {
    const hint = Object.hasOwn(hints, line.number) ? hints[line.number] : undefined
    if (hint !== undefined) used[line.number] = hint
    const type = hint ?? typeOf(text.slice(line.start, line.end), i === lines.length - 1)
    if (type === 'byline') byline ??= readByline(text.slice(line.start, line.end))
    blocks.push({ type, start: codePointAt(line.start), end: codePointAt(line.end) })
  }
  return { blocks, byline, note: writeNote({ rule: RULE, hints: used }) }
}

function typeOf(line: string, isLast: boolean): string {
  if (endsSentence(line)) return 'paragraph'
  if (isLast && readByline(line).author !== undefined) return 'byline'
  return isShort(line) ? 'heading' : 'paragraph'
}

/** A line that is not blank, its edges trimmed of White_Space, in UTF-16 units. */
interface Line {
  readonly number: number
  readonly start: number
  readonly end: number
}

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let number = 1, from = 0; from <= text.length; number++) {
    const feed = text.indexOf('\n', from)
    let end = feed === -1 ? text.length : feed
    let start = from
    from = end + 1
    while (start < end && isWhiteSpace(text.charCodeAt(start))) start++
    while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
    if (start < end) lines.push({ number, start, end })
  }
  return lines
}

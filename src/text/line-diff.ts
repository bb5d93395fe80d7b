import { visible } from './visible.js'

/** Lines of a text, a few ahead of the one that is looked at: a text of 64 MB is not cut up as a whole. */
interface Cursor {
  /** The line `ahead` of the present one, without its line feed; undefined past the end. */
  peek(ahead: number): string | undefined
  skip(lines: number): void
  /** Number of the present line, from 1. */
  number(): number
}

/** How far ahead a line is looked for that both texts have. */
const REACH = 32
const CONTEXT = 2
const MAX_SHOWN = 160

/**
 * The difference of two texts as a unified diff for people: characters that are not drawn stand as `<U+202E>`, long lines are
 * cut around the change, and below a changed line stand the code points that changed. Ends after `maxLines` changed
 * lines. Linear in the length of the texts.
 */
export function lineDiff(
  before: string,
  after: string,
  { name, maxLines = 60 }: { name: string; maxLines?: number },
): string {
  if (before === after) return ''
  const start = startOfDifference(before, after)
  const [old, now] = [cursorOf(before, start), cursorOf(after, start)]
  const out = [`--- ${visible(name)}`, `+++ ${visible(name)} (mended)`]
  let context: string[] = []
  let hunk: Hunk | undefined
  let changed = 0
  const close = () => {
    if (hunk !== undefined) out.push(...rendered(hunk))
    hunk = undefined
  }
  while (old.peek(0) !== undefined || now.peek(0) !== undefined) {
    const same = old.peek(0)
    if (same !== undefined && same === now.peek(0)) {
      if (hunk === undefined) context = [...context, same].slice(-CONTEXT)
      else if (hunk.quiet < CONTEXT) {
        hunk = { ...hunk, quiet: hunk.quiet + 1, old: hunk.old + 1, now: hunk.now + 1 }
        hunk.lines.push(` ${cut(same, 0)}`)
      } else {
        close()
        context = [same]
      }
      old.skip(1)
      now.skip(1)
      continue
    }
    if (changed >= maxLines) {
      close()
      return `${[...out, '… and more.'].join('\n')}\n`
    }
    hunk ??= {
      oldStart: old.number() - context.length,
      nowStart: now.number() - context.length,
      old: context.length,
      now: context.length,
      quiet: 0,
      lines: context.map(line => ` ${cut(line, 0)}`),
    }
    context = []
    const [gone, come] = changeAt(old, now)
    hunk = { ...hunk, quiet: 0, old: hunk.old + gone, now: hunk.now + come }
    hunk.lines.push(...changes(old, now, gone, come))
    changed += Math.max(gone, come)
    old.skip(gone)
    now.skip(come)
  }
  close()
  if (before.endsWith('\n') !== after.endsWith('\n')) {
    out.push(`\\ the line feed at the end of the text is ${after.endsWith('\n') ? 'added' : 'gone'}`)
  }
  return `${out.join('\n')}\n`
}

interface Hunk {
  readonly oldStart: number
  readonly nowStart: number
  readonly old: number
  readonly now: number
  /** Unchanged lines at its end. */
  readonly quiet: number
  readonly lines: string[]
}

const rendered = ({ oldStart, nowStart, old, now, lines }: Hunk): string[] => [
  `@@ -${oldStart},${old} +${nowStart},${now} @@`,
  ...lines,
]

interface Start {
  /** UTF-16 units. */
  readonly offset: number
  readonly number: number
}

const BLOCK = 65_536

/** A line or two before the first that differs: blocks that are the same are passed without cutting them into lines. */
function startOfDifference(before: string, after: string): Start {
  let same = 0
  while (same < before.length && before.slice(same, same + BLOCK) === after.slice(same, same + BLOCK))
    same += BLOCK
  while (same < before.length && same < after.length && before[same] === after[same]) same++
  let offset = before.lastIndexOf('\n', same - 1) + 1
  for (let lines = 0; lines < CONTEXT && offset > 0; lines++)
    offset = offset < 2 ? 0 : before.lastIndexOf('\n', offset - 2) + 1
  let number = 1
  for (let at = before.indexOf('\n'); at !== -1 && at < offset; at = before.indexOf('\n', at + 1)) number++
  return { offset, number }
}

function cursorOf(text: string, start: Start): Cursor {
  const lines: string[] = []
  let first = 0
  let next = start.offset
  let number = start.number
  return {
    peek: ahead => {
      while (lines.length <= first + ahead && next <= text.length) {
        // A line feed at the end of a text ends its last line; there is no empty one behind it.
        if (next === text.length && (next === 0 || text.endsWith('\n'))) break
        const end = text.indexOf('\n', next)
        lines.push(text.slice(next, end === -1 ? text.length : end))
        next = end === -1 ? text.length + 1 : end + 1
      }
      return lines[first + ahead]
    },
    skip: count => {
      first += count
      number += count
      if (first < 4096) return
      lines.splice(0, first)
      first = 0
    },
    number: () => number,
  }
}

/** How many lines of each text differ here, up to the next line that both have. */
function changeAt(old: Cursor, now: Cursor): readonly [number, number] {
  for (let total = 1; total <= REACH; total++) {
    // As many of both first: most changes stay within their line.
    const middle = total % 2 === 0 ? [total / 2] : []
    for (const gone of [...middle, ...Array(total + 1).keys()]) {
      const line = old.peek(gone)
      if (line !== undefined && line.trim() !== '' && line === now.peek(total - gone))
        return [gone, total - gone]
    }
  }
  return [old.peek(0) === undefined ? 0 : 1, now.peek(0) === undefined ? 0 : 1]
}

function changes(old: Cursor, now: Cursor, gone: number, come: number): string[] {
  const lines: string[] = []
  for (let i = 0; i < Math.max(gone, come); i++) {
    const [from, to] = [i < gone ? old.peek(i) : undefined, i < come ? now.peek(i) : undefined]
    if (from !== undefined && to !== undefined) {
      const { start, column, change } = difference(from, to)
      lines.push(`-${cut(from, start)}`, `+${cut(to, start)}`, `\\ column ${column}: ${change}`)
    } else if (from !== undefined) lines.push(`-${cut(from, 0)}`)
    else if (to !== undefined) lines.push(`+${cut(to, 0)}`)
  }
  return lines
}

/** Where two lines part, and the first change there. */
function difference(from: string, to: string): { start: number; column: number; change: string } {
  const shorter = Math.min(from.length, to.length)
  let start = 0
  while (start < shorter && from[start] === to[start]) start++
  if (isLow(from.charCodeAt(start)) || isLow(to.charCodeAt(start))) start = Math.max(0, start - 1)
  const column = [...from.slice(0, start)].length + 1
  const [left, right] = [[...from.slice(start, start + 60)], [...to.slice(start, start + 60)]]
  const [gone, come] = firstChange(left, right)
  const rest = from.slice(start + left.slice(0, gone).join('').length)
  const more = rest === to.slice(start + right.slice(0, come).join('').length) ? '' : ', and more'
  return {
    start,
    column,
    change: `${codePoints(left.slice(0, gone))} → ${codePoints(right.slice(0, come))}${more}`,
  }
}

/** Characters that have to follow alike on both sides of a change. */
const AGREED = 2

/** How many characters of each differ at the start, up to where both go on alike. */
function firstChange(left: readonly string[], right: readonly string[]): readonly [number, number] {
  for (let total = 1; total <= 12; total++) {
    const middle = total % 2 === 0 ? [total / 2] : []
    for (const gone of [...middle, ...Array(total + 1).keys()]) {
      const [a, b] = [left.slice(gone, gone + AGREED), right.slice(total - gone, total - gone + AGREED)]
      if (gone <= left.length && total - gone <= right.length && a.join('') === b.join(''))
        return [gone, total - gone]
    }
  }
  return [Math.min(left.length, 6), Math.min(right.length, 6)]
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

const codePoints = (characters: readonly string[]): string =>
  characters.length === 0
    ? 'nothing'
    : characters
        .map(one => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
        .join(' ')

/** At most MAX_SHOWN units of a line, around `focus`. */
function cut(line: string, focus: number): string {
  if (line.length <= MAX_SHOWN) return visible(line)
  let start = Math.max(0, Math.min(focus - MAX_SHOWN / 2, line.length - MAX_SHOWN))
  let end = Math.min(line.length, start + MAX_SHOWN)
  if (isLow(line.charCodeAt(start))) start--
  if (isLow(line.charCodeAt(end))) end--
  return `${start > 0 ? '…' : ''}${visible(line.slice(start, end))}${end < line.length ? '…' : ''}`
}

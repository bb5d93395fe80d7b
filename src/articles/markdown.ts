import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmFootnote } from 'micromark-extension-gfm-footnote'
import { gfmTable } from 'micromark-extension-gfm-table'
import type { Article, Block, BlockType, Refusal } from './article.js'
import { parseFragment } from './dom.js'
import { readFrontMatter } from './front-matter.js'
import { blocksOf } from './page-blocks.js'
import { collapsed } from './white-space.js'

/** What is used of a Markdown tree. */
interface Node {
  readonly type: string
  readonly children?: readonly Node[] | undefined
  readonly value?: string | undefined
  readonly alt?: string | null | undefined
  readonly depth?: number | undefined
  readonly label?: string | null | undefined
  readonly identifier?: string | undefined
}

const MAX_DEPTH = 100

/** Reads Markdown (CommonMark, tables and footnotes of GitHub's) with YAML in front of it: its blocks without the marks. */
export function readMarkdown(text: string): Article | Refusal {
  const front = readFrontMatter(text)
  if ('fault' in front) return front
  const { said, others, body } = front
  if (nesting(body) > MAX_DEPTH) return { fault: 'limit', what: 'depth', limit: MAX_DEPTH }
  if (labour(body) > MAX_LABOUR) return { fault: 'limit', what: 'marks', limit: MAX_MARKS }
  const tree: Node = fromMarkdown(body, {
    extensions: [gfmTable(), gfmFootnote()],
    mdastExtensions: [gfmTableFromMarkdown(), gfmFootnoteFromMarkdown()],
  })
  const notes: Block[] = []
  const blocks = [...within(tree.children ?? [], 'paragraph', notes, 0), ...notes]
  if (blocks.length === 0) return { fault: 'no-article' }
  const [first] = tree.children ?? []
  const headings = (tree.children ?? []).filter(({ type, depth }) => type === 'heading' && depth === 1)
  const title = first !== undefined && headings.length === 1 && headings[0] === first ? blocks[0] : undefined
  return {
    blocks,
    said: [
      ...said,
      ...(title === undefined
        ? []
        : [{ subject: 'title' as const, values: [title.lines.join(' ')], where: 'heading' }]),
    ],
    others,
    dropped: [],
    remarks: [],
    isRightToLeft: false,
  }
}

/** Quotes and lists inside one another, at most. */
function nesting(text: string): number {
  let most = 0
  for (const [marks] of text.matchAll(/^[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*)+/gm)) {
    const [...signs] = marks.matchAll(/[>+*-]|\d+/g)
    if (signs.length > most) most = signs.length
  }
  return most
}

/** Marks of emphasis and links that stand together, without a blank line between them. */
const MAX_MARKS = 8000
const MAX_LABOUR = MAX_MARKS ** 2

/** The parser compares marks that stand together with each other, and looks for the end of each run of backticks. */
function labour(text: string): number {
  let sum = 0
  for (const stretch of text.split(/\n[ \t]*\r?\n/)) {
    const marks = stretch.match(/[*_[]/g)?.length ?? 0
    const ticks = new Set(stretch.match(/`+/g)?.map(run => run.length)).size
    sum += marks ** 2 + ticks * stretch.length
  }
  return sum
}

function* within(nodes: readonly Node[], type: BlockType, notes: Block[], depth: number): Generator<Block> {
  let html = ''
  for (const node of nodes) {
    if (node.type === 'html') {
      html += `${node.value}\n`
      continue
    }
    yield* htmlBlocks(html)
    html = ''
    yield* blocksIn(node, type, notes, depth)
  }
  yield* htmlBlocks(html)
}

function* htmlBlocks(html: string): Generator<Block> {
  if (html.trim() !== '') yield* blocksOf(parseFragment(html))
}

function* blocksIn(node: Node, type: BlockType, notes: Block[], depth: number): Generator<Block> {
  const children = node.children ?? []
  switch (node.type) {
    case 'heading':
      yield* block('heading', [collapsed(linesIn(children).join(' '))])
      return
    case 'paragraph':
      yield* block(children.every(({ type }) => type === 'image') ? 'other' : type, linesIn(children))
      return
    case 'code':
      yield* block(
        'other',
        (node.value ?? '').split('\n').map(line => (line.trim() === '' ? '' : line)),
      )
      return
    case 'list':
      yield* joined(children.flatMap(entry => [...within(entry.children ?? [], 'other', notes, depth + 1)]))
      return
    case 'table':
      yield* joined(
        children.flatMap(line => [
          ...block('other', [
            (line.children ?? [])
              .map(cell => linesIn(cell.children ?? []).join(' '))
              .filter(cell => cell !== '')
              .join(' | '),
          ]),
        ]),
      )
      return
    case 'footnoteDefinition': {
      const [first, ...rest] = within(children, 'other', notes, depth + 1)
      if (first === undefined) return
      const [line, ...lines] = first.lines
      notes.push({ ...first, lines: [`[${nameOf(node)}] ${line}`, ...lines] }, ...rest)
      return
    }
    case 'definition':
    case 'thematicBreak':
      return
    default:
      yield* within(children, type, notes, depth + 1)
  }
}

function* block(type: BlockType, lines: readonly string[]): Generator<Block> {
  const [start, end] = [lines.findIndex(line => line !== ''), lines.findLastIndex(line => line !== '')]
  if (start !== -1) yield { type, lines: lines.slice(start, end + 1), joins: false }
}

const joined = (blocks: readonly Block[]): readonly Block[] =>
  blocks.map((one, i) => ({ ...one, joins: i > 0 && one.type !== 'heading' }))

const nameOf = ({ label, identifier }: Node): string => label ?? identifier ?? ''

/** The lines of running text: a hard break ends one, a line break of the file does not. */
function linesIn(nodes: readonly Node[]): readonly string[] {
  return nodes
    .map(shownBy)
    .join('')
    .split(BREAK)
    .map(collapsed)
    .filter(line => line !== '')
}

/** Stands for a hard break; no Markdown text can hold it, NUL being replaced by the parser. */
const BREAK = '\0'

function shownBy(node: Node): string {
  switch (node.type) {
    case 'break':
      return BREAK
    case 'image':
    case 'imageReference':
      return node.alt ?? ''
    case 'footnoteReference':
      return `[${nameOf(node)}]`
    case 'html':
      return /^<br\b/i.test(node.value ?? '') ? BREAK : ''
    default:
      return node.value ?? (node.children ?? []).map(shownBy).join('')
  }
}

import type { Article, Block, Refusal } from './article.js'
import { parsePage } from './dom.js'
import { blocksOf } from './page-blocks.js'
import { articleIn } from './page-body.js'
import { statementsOf } from './page-statements.js'

/** Reads the article of an HTML page: its blocks, and what the page says of it. The rest of the page is dropped, and named. */
export function readPage(html: string): Article | Refusal {
  const page = parsePage(html)
  if ('limit' in page) return { fault: 'limit', ...page }
  const { heading, byline, ...statements } = statementsOf(page)
  const head = [
    ...(heading === undefined ? [] : [blockOf('heading', blocksOf(heading))]),
    ...(byline === undefined ? [] : [blockOf('byline', blocksOf(byline))]),
  ].filter(({ lines }) => lines.length > 0)
  const shown = blocksOf(page.body)
  const found = articleIn(page)
  const body = found === undefined ? [] : blocksOf(found)
  if (body.length === 0) return { fault: 'no-article' }
  const blocks = withHead(head, body)
  return {
    blocks,
    ...statements,
    others: {},
    dropped: difference(linesOf(shown), linesOf(blocks)),
  }
}

/** A heading or byline that a page breaks is one line of a text. */
function blockOf(type: Block['type'], blocks: readonly Block[]): Block {
  const line = linesOf(blocks).join(' ')
  return { type, lines: line === '' ? [] : [line], joins: false }
}

/** The head before the body, of which its lines are not said twice. */
function withHead(head: readonly Block[], body: readonly Block[]): readonly Block[] {
  const lines = new Set(linesOf(head))
  const start = body.slice(0, HEAD).filter(block => !block.lines.every(line => lines.has(line)))
  return [...head, ...start, ...body.slice(HEAD)]
}

/** So many blocks of the body may belong to its head. */
const HEAD = 4

const linesOf = (blocks: readonly Block[]): readonly string[] => blocks.flatMap(({ lines }) => lines)

/** The lines of `all` that are not in `kept`, as often as they are not. */
function difference(all: readonly string[], kept: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const line of kept) counts.set(line, (counts.get(line) ?? 0) + 1)
  return all.filter(line => {
    const left = counts.get(line) ?? 0
    counts.set(line, left - 1)
    return left <= 0
  })
}

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
  const shown = linesOf(blocksOf(page.body))
  const [title = [], name = []] = [heading, byline].map(element =>
    element === undefined ? [] : linesOf(blocksOf(element)),
  )
  const found = articleIn(page)
  const body = found === undefined ? [] : blocksOf(found)
  if (body.length === 0) return { fault: 'no-article' }
  const above = linesAbove(body, shown, name[0])
  const head = [...headOf('heading', above, title), ...headOf('byline', above, name)]
  const blocks = withHead(head, body)
  return {
    blocks,
    ...statements,
    others: {},
    dropped: difference(shown, linesOf(blocks)),
  }
}

/** What the page shows before the first paragraph of its article, and with it the line that names the author. */
function linesAbove(
  body: readonly Block[],
  shown: readonly string[],
  name: string | undefined,
): readonly string[] {
  const paragraphs = linesOf(body.filter(({ type }) => type === 'paragraph'))
  const at = paragraphs
    .filter(line => name === undefined || !hasAmong(line, name))
    .map(line => shown.indexOf(line))
    .find(index => index !== -1)
  return at === undefined ? shown : shown.slice(0, at)
}

const hasAmong = (line: string, words: string): boolean =>
  line.includes(words) && [...line].length <= MAX_HEAD

/** The lines of an element as one, or the line of a moderate length that has them among other words. */
function headOf(
  type: Block['type'],
  above: readonly string[],
  [first, ...more]: readonly string[],
): readonly Block[] {
  if (first === undefined) return []
  const line = above.includes(first) ? [first, ...more].join(' ') : above.find(line => hasAmong(line, first))
  return line === undefined ? [] : [{ type, lines: [line], joins: false }]
}

const MAX_HEAD = 200

/** The head before the body, of which its lines are not said twice. */
function withHead(head: readonly Block[], body: readonly Block[]): readonly Block[] {
  const said = head.map(({ lines }) => lines.join(' '))
  const start = body.slice(0, HEAD).filter(({ lines }) => !said.includes(lines.join(' ')))
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

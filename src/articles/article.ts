/** What a line of an article is; `other` are captions, list entries, table lines and code. */
export type BlockType = 'heading' | 'paragraph' | 'byline' | 'other'

/** A block as it is written into a raw text: its lines, none of them blank save inside of code. */
export interface Block {
  readonly type: BlockType
  readonly lines: readonly string[]
  /** It belongs to the block before it (the next entry of a list, the next line of a table): no blank line parts the two. */
  readonly joins: boolean
}

/** What a page or a file may say of its article. */
export const subjects = [
  'title',
  'authors',
  'published',
  'outlet',
  'url',
  'language',
  'license',
  'rights_holder',
  'keywords',
] as const
export type Subject = (typeof subjects)[number]

/** One thing that is said, as it is spelled, and where: `JSON-LD headline`, `meta og:title`, `front matter title`. */
export interface Said {
  readonly subject: Subject
  readonly values: readonly string[]
  readonly where: string
  /** It counts only where nothing else speaks of the subject. */
  readonly isWeak?: boolean
}

/** What was read from a file that is no plain text. */
export interface Article {
  readonly blocks: readonly Block[]
  readonly said: readonly Said[]
  /** Keys of a front matter that no subject is known for, as they are spelled. */
  readonly others: Readonly<Record<string, unknown>>
  /** Lines of the page that are no part of its article, in order. */
  readonly dropped: readonly string[]
  /** What could not be read, a sentence each. */
  readonly remarks: readonly string[]
  /** Whether the page says that it runs from right to left. */
  readonly isRightToLeft: boolean
}

/** Why there is no article. */
export type Refusal =
  | { readonly fault: 'no-article' }
  | {
      readonly fault: 'limit'
      readonly what: 'elements' | 'depth' | 'marks' | 'class'
      readonly limit: number
    }
  | { readonly fault: 'front-matter'; readonly line: number; readonly detail: string }

/** The raw text, and what each of its lines is, counted from 1. */
export function textOf(blocks: readonly Block[]): {
  readonly text: string
  readonly types: ReadonlyMap<number, BlockType>
} {
  const lines: string[] = []
  const types = new Map<number, BlockType>()
  for (const block of blocks) {
    if (lines.length > 0 && !block.joins) lines.push('')
    for (const line of block.lines) {
      lines.push(line)
      types.set(lines.length, block.type)
    }
  }
  return { text: lines.length === 0 ? '' : `${lines.join('\n')}\n`, types }
}

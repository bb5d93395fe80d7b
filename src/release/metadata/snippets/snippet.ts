import type { Release } from '../../release.js'
import type { ResourceGroup } from '../measures.js'

/** Code that loads one format with one tool. */
export interface Snippet {
  readonly tool: string
  readonly language: 'javascript' | 'python' | 'r' | 'sh' | 'sql'
  readonly code: string
  /** In Markdown: what the code prevents, and what it cannot. */
  readonly notes: readonly string[]
}

/** What a snippet is made for. */
export interface Loading {
  readonly records: ResourceGroup
  /** Tables of lists; CSV has some. */
  readonly children: readonly ResourceGroup[]
  readonly release: Release
}

/** Undefined where the tool cannot load such a release. */
export type Describe = (loading: Loading) => Snippet | undefined

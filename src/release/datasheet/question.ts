import type { Release } from '../release.js'
import { english, type Words } from '../words/english.js'

export const sections = english.sections

export type Section = keyof typeof sections

/** A question of Gebru et al., 'Datasheets for Datasets', in words of our own. */
export interface Question {
  /** Keys the answer in corpus.yaml: `composition.missing`. */
  readonly slug: string
  readonly section: Section
  /** A gate that is answered with not-applicable closes the questions about people after it; `more` is a free prompt. */
  readonly kind: 'question' | 'gate' | 'more'
  /** Place in the list of Gebru et al.; not for output, since editions differ. */
  readonly number?: number
  readonly question: string
  /** The same in Arabic. */
  readonly arabic: string
  /** Whether it can be computed: all of it (A), a part (P), or nothing (H). */
  readonly automatic: 'A' | 'P' | 'H'
  /** Properties of Croissant, schema.org and the RAI vocabulary that the answer also feeds. */
  readonly rai: readonly string[]
  /** Heading of the Hugging Face card that it also feeds. */
  readonly hf?: string
  /** Elements of the Data Statement for NLP, version 3. */
  readonly ds3: readonly number[]
  /** Undefined where this release holds nothing to compute it from. */
  readonly computed?: Compute
}

/** An answer that was measured or read, and how. Markdown. */
export interface Computed {
  readonly text: string
  readonly how: string
}

export type Compute = (release: Release, words: Words) => Computed | undefined

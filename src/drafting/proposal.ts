import type { JsonObject } from '../schema/field.js'
import type { SchemaObject } from '../schema/keywords.js'
import type { Observation } from './observation.js'

/** The keywords that a schema may say of a property, and what has to be said about them. */
export interface Proposal {
  readonly keywords: SchemaObject
  /** What was seen, as a part of a sentence. */
  readonly seen: readonly string[]
  /** Whatever is narrower or wider than what was seen, a sentence each. */
  readonly guesses: readonly string[]
}

/** What is known of a place besides its values. */
export interface Place {
  readonly name: string
  readonly pointer: string
  readonly isKey: boolean
  /** A role or the like was found; see `roles.ts`. */
  readonly marks: JsonObject
  /** Guesses that the comment begins with. */
  readonly said: readonly string[]
  /** What the file itself says of the column: its type counts, whatever the values would allow. */
  readonly declared: SchemaObject | undefined
  /** The schema of values inside of these. */
  readonly propose: (seen: Observation, place: Place) => SchemaObject
  /** Called with every guess. */
  readonly onGuess: (pointer: string, guess: string) => void
}

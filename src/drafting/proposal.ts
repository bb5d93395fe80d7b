import type { JsonObject } from '../schema/field.js'
import type { Observation } from './observation.js'

/** The keywords that a schema may say of a property, and what has to be said about them. */
export interface Proposal {
  readonly keywords: JsonObject
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
  /** The schema of values inside of these. */
  readonly propose: (seen: Observation, place: Place) => JsonObject
  /** Called with every guess. */
  readonly onGuess: (pointer: string, guess: string) => void
}

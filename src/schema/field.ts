export type { Json, JsonObject } from '../text/json.js'

/** Physical kinds of a single cell. `json` is a UTF-8 cell that holds JSON text. */
export type ScalarKind = 'string' | 'int32' | 'int64' | 'float64' | 'boolean' | 'date' | 'timestamp' | 'json'

interface FieldOfAnyKind {
  /** The property's name; `item` for the items of a list. */
  readonly name: string
  /** JSON Pointer into a record; every item of a list stands as `*`. */
  readonly pointer: string
  /** The column may hold null: the schema allows null, or the key may be absent. */
  readonly nullable: boolean
  /** The schema allows the JSON value null here (a canonical line then writes it). */
  readonly allowsNull: boolean
  /**
   * Only a branch of the schema declares the property. `closed`: a value is always one that a branch allows; `loose`:
   * in a record of another branch it may be any other, which the column does not hold.
   */
  readonly conditional?: 'closed' | 'loose'
  /** The property's schema with local `$ref` and `allOf` followed: description, bounds, own keywords. */
  readonly schema: Readonly<Record<string, unknown>>
}

export interface ScalarField extends FieldOfAnyKind {
  readonly kind: ScalarKind
  /** Set for the JSON column `_extra`, which holds the keys that an open object's schema does not declare. */
  readonly extra?: true
}

export interface ListField extends FieldOfAnyKind {
  readonly kind: 'list'
  readonly items: Field
}

export interface StructField extends FieldOfAnyKind {
  readonly kind: 'struct'
  /** In schema order; an open object's `_extra` stands last. */
  readonly fields: readonly Field[]
}

/** A property as a column. See DESIGN.md §5. */
export type Field = ScalarField | ListField | StructField

/** Name of the column that keeps undeclared keys, where no property has it. */
export const EXTRA = '_extra'

/** A name of our own that no name of the schema's is taken for: `position`, else `position_` and so on. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  while (taken.has(free)) free += '_'
  return free
}

/** The record's schema, read once; everything else is derived from it. */
export interface RecordSchema {
  /** The path that corpus.yaml names, for messages and for the release's copy. */
  readonly path: string
  /** The file's text, verbatim. */
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
  /** The record's properties in schema order; `_extra` last where undeclared keys are allowed. */
  readonly fields: readonly Field[]
  /** The property marked `x-key`: unique, a non-null string or integer at the root. */
  readonly keyField: ScalarField | undefined
  /** The property marked `x-text` at the root: the reading text. */
  readonly textField: ScalarField | undefined
  /** Fields by their `x-role`. */
  readonly roles: ReadonlyMap<string, Field>
}

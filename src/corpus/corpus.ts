import type { RecordSchema } from '../schema/field.js'

/** One of the three states of a question of the datasheet that somebody answered. */
export interface DatasheetAnswer {
  readonly status: 'answered' | 'unknown' | 'not-applicable'
  /** Markdown. Required when answered. */
  readonly answer?: string
  /** Why it is unknown or does not apply. Required then. */
  readonly reason?: string
  /** The same in Arabic, for DATASHEET.ar.md. */
  readonly answer_ar?: string
  readonly reason_ar?: string
}

export interface Party {
  readonly name: string
  readonly type: 'person' | 'organisation'
  readonly given?: string
  readonly family?: string
  readonly orcid?: string
  readonly url?: string
  readonly email?: string
  readonly affiliation?: string
}

/** What people say of the corpus: corpus.yaml, validated against schema/corpus.schema.json. */
export interface CorpusStatement {
  readonly name: string
  readonly title: string
  readonly version: string
  /** YYYY-MM-DD */
  readonly released: string
  readonly url: string
  readonly description: string
  /** SPDX expression or NOASSERTION: what the records' content is licensed under. */
  readonly license: string
  /** Markdown; says in words what may and may not be done. */
  readonly license_note?: string
  /** SPDX expression: what the schema, the metadata and the datasheet are licensed under. */
  readonly metadata_license?: string
  readonly creators: readonly Party[]
  readonly contact?: { readonly name?: string; readonly email?: string; readonly url?: string }
  /** BCP 47 tags. */
  readonly language: readonly string[]
  readonly keywords?: readonly string[]
  /** Path of the record's schema, relative to corpus.yaml. */
  readonly schema: string
  readonly sources: readonly SourceStatement[]
  /** Path of the changelog, relative to corpus.yaml; CHANGELOG.md where it is left out. */
  readonly changelog?: string
  readonly strict?: boolean
  /** Said plainly at the top of README and datasheet: what a reader must know first. */
  readonly warnings?: readonly string[]
  /** The same in Arabic, for DATASHEET.ar.md. */
  readonly title_ar?: string
  readonly description_ar?: string
  readonly warnings_ar?: readonly string[]
  /** Lints that do not look, by their code. */
  readonly lints?: Readonly<Record<string, 'off'>>
  readonly accept?: readonly Acceptance[]
  readonly datasheet?: Readonly<Record<string, DatasheetAnswer>>
}

/** A warning that somebody looked at and let stand. */
export interface Acceptance {
  /** The record's; without it every record is meant. */
  readonly id?: string | undefined
  readonly code: string
  readonly reason: string
}

export interface SourceStatement extends StatedForm {
  /** A file, a folder, or a path with `*`, relative to corpus.yaml. */
  readonly path: string
  readonly format: 'text' | 'jsonl' | 'json' | 'csv' | 'arrow' | 'parquet'
}

/** What has to be said of CSV that is not as a release has it. */
export interface StatedForm {
  /** Name of the encoding: `windows-1256`. */
  readonly encoding?: string
  /** What stands between cells. */
  readonly separator?: ',' | ';' | '\t' | '|'
  /** What stands in cells without quotes where there is no value: `NA`. */
  readonly missing?: readonly string[]
}

export interface Corpus {
  /** Absolute folder that holds corpus.yaml; nothing outside it is read. */
  readonly folder: string
  /** Name of corpus.yaml, for messages. */
  readonly file: string
  /** corpus.yaml, verbatim. */
  readonly text: string
  readonly statement: CorpusStatement
  readonly schema: RecordSchema
}

/* Written by "warraq types" from schema/article.schema.json. Change the schema, not this file. */

/**
 * One news article: its text as supplied, what is known of it, and why that is known.
 */
export interface Article {
  /**
   * Version of this schema.
   */
  schema_version: '1.0.0'
  /**
   * Permanent, opaque identifier; for an article from a file, the file's name without extension.
   */
  id: string
  /**
   * Language of the text, a BCP 47 tag in canonical form.
   */
  language: string
  /**
   * Script of the language, ISO 15924.
   */
  script: string
  /**
   * Direction of the script.
   */
  direction: 'ltr' | 'rtl'
  /**
   * Title of the article, where the source has one.
   */
  title: string | null
  /**
   * Address of the article, http or https, in ASCII form and without user information.
   */
  url: string | null
  /**
   * Date of publication: YYYY, YYYY-MM or YYYY-MM-DD, as precise as is known.
   */
  published: string | null
  /**
   * The line that names author and outlet, verbatim.
   */
  byline: string | null
  /**
   * Names of the authors; empty where none is known.
   *
   * @maxItems 50
   */
  authors: string[]
  /**
   * Name of the outlet that published the article.
   */
  outlet: string | null
  /**
   * The whole decoded file, unchanged; its UTF-8 bytes are the raw file.
   */
  text: string
  /**
   * Paragraphs, headings and byline, in order, as code point offsets into `text`; only white space lies between them.
   */
  blocks: {
    /**
     * What the block is.
     */
    type: 'heading' | 'paragraph' | 'byline' | 'other'
    /**
     * First code point of the block.
     */
    start: number
    /**
     * Code point after the block's last.
     */
    end: number
  }[]
  /**
   * The raw file that the record was made from.
   */
  source: {
    /**
     * Path of the raw file in the corpus.
     */
    path: string
    /**
     * SHA-256 of the raw file, which is that of the text's UTF-8 bytes.
     */
    sha256: string
    /**
     * Size of the raw file in bytes.
     */
    bytes: number
    /**
     * Day on which the text was taken from its source.
     */
    retrieved: string | null
  }
  /**
   * Licence of the text: an SPDX expression, LicenseRef-*, NOASSERTION or NONE.
   */
  license: string
  /**
   * Who holds the rights in the text.
   */
  rights_holder: string | null
  /**
   * What a reader should know before reading; empty where nobody noted anything.
   */
  content_notes: (
    | 'armed-conflict'
    | 'deaths'
    | 'named-persons'
    | 'unverified-allegations'
    | 'partisan-terminology'
    | 'obfuscated-spelling'
    | 'graphic'
    | 'minors'
    | 'other'
  )[]
  /**
   * Why a field says what it says, or why it is null: one element per field named in x-basis.
   */
  basis: {
    /**
     * JSON Pointer of the field.
     */
    field: string
    /**
     * Of a value: source, rule, curator or model; of a null: absent_in_source, unknown, withheld or not_applicable.
     */
    basis:
      'source' | 'rule' | 'curator' | 'model' | 'absent_in_source' | 'unknown' | 'withheld' | 'not_applicable'
    /**
     * The rule's name, the passage quoted, or a remark.
     */
    note: string | null
  }[]
  /**
   * Length of `text` in code points.
   */
  char_count: number
  /**
   * Runs of characters in `text` that are not White_Space.
   */
  word_count: number
  /**
   * Number of blocks.
   */
  block_count: number
  /**
   * `text` folded for searching: spelling variants, marks, case and punctuation removed. Not for reading.
   */
  search_text: string
  /**
   * Codes of the notes that the text itself gives rise to, sorted.
   */
  flags: string[]
}

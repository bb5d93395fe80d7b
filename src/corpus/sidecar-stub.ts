import { basisField } from '../records/basis.js'
import { fieldsOutsideLists } from '../records/ruled.js'
import type { Field, Json, RecordSchema } from '../schema/field.js'
import { isObject, type SchemaObject } from '../schema/keywords.js'
import { visible } from '../text/visible.js'
import { yamlOf } from '../text/yaml-scalar.js'
import type { CorpusStatement } from './corpus.js'
import { sidecarKeys, sidecarSchemaOf } from './sidecar-schema.js'

/** What is stated when the stub is made. */
export interface Stated {
  /** By key of the sidecar. */
  readonly values: Readonly<Record<string, Json>>
  /** By key of `basis`. */
  readonly basis: Readonly<Record<string, Reason>>
}

/** A basis alone, or with its note. */
export type Reason = string | { readonly basis: string; readonly note: string }

/** What a text was converted from. */
export interface Origin {
  readonly media_type: string
  readonly encoding: string
  /** Of the bytes that were supplied, lower-case hex. */
  readonly sha256: string
  readonly converter: string
  /** Blocks of a page that are no part of its article, and their code points. */
  readonly dropped_blocks?: number
  readonly dropped_characters?: number
}

interface Stub {
  readonly text: string
  /** Keys that are still required. */
  readonly missing: readonly string[]
}

/**
 * Makes the sidecar of a new text: a line for every key that a person may state, as a comment where nothing was stated,
 * and `unknown` for every null that nothing explains. `sample` quotes what was left out of the text. As soon as the required keys are filled in it is valid.
 */
export function stubFor(
  schema: RecordSchema,
  corpus: Pick<CorpusStatement, 'language' | 'license'>,
): (path: string, stated: Stated, origin?: Origin, sample?: readonly string[]) => Stub {
  const sidecar = sidecarSchemaOf(schema)
  const keys = isObject(sidecar['properties']) ? sidecar['properties'] : {}
  const required = Array.isArray(sidecar['required']) ? sidecar['required'].map(String) : []
  const explained = unexplained(schema)
  const hints = suggestions(schema, corpus)
  const askable = Object.entries(keys).filter(([key]) => !notAsked.has(key))

  return (path, { values, basis }, origin, sample = []) => {
    const lines = [
      `# What is known of ${visible(path)}. A line that begins with # says nothing: remove the #, and write what you know.`,
      '# Leave the rest as it is.',
    ]
    const missing: string[] = []
    for (const [key, about] of askable) {
      lines.push('', ...wrapped(isObject(about) ? describe(about) : ''))
      const value = values[key]
      if (value !== undefined) {
        lines.push(`${yamlOf(key)}: ${yamlOf(value)}`)
        continue
      }
      if (required.includes(key)) {
        missing.push(key)
        lines.push(...wrapped(`Required. ${hints.get(key) ?? ''}`))
      }
      lines.push(`#${yamlOf(key)}:`)
    }
    lines.push(...basisLines(explained, values, basis))
    if (origin !== undefined) {
      lines.push('', '# The bytes that were supplied, before they were converted.', 'origin:')
      lines.push(...Object.entries(origin).map(([key, value]) => `  ${key}: ${yamlOf(value)}`))
      if (sample.length > 0)
        lines.push('# What was dropped begins:', ...sample.map(line => `#   ${visible(line)}`))
    }
    return { text: `${lines.join('\n')}\n`, missing }
  }
}

/** What the stub says in a part of its own, or what is only wanted once there is a warning. */
const notAsked = new Set(['basis', 'origin', 'accept'])

/** Keys of fields that will be null without a reason: no rule looks for a value. */
function unexplained(schema: RecordSchema): readonly string[] {
  const targets = new Set(basisField(schema)?.targets)
  const fields = new Map([...fieldsOutsideLists(schema.fields)].map(field => [field.pointer, field]))
  return [...sidecarKeys(schema)].flatMap(([key, pointer]) => {
    const field = fields.get(pointer)
    const isLeftNull = field?.nullable === true && !isInferred(field)
    return isLeftNull && targets.has(pointer) ? [key] : []
  })
}

const isInferred = ({ schema }: Field): boolean => schema['x-infer'] !== undefined

function basisLines(
  explained: readonly string[],
  values: Stated['values'],
  basis: Stated['basis'],
): readonly string[] {
  const left = explained.filter(key => !Object.hasOwn(values, key) && !Object.hasOwn(basis, key))
  const all = [...Object.entries(basis), ...left.map(key => [key, 'unknown'] as const)]
  if (all.length === 0) return []
  return [
    '',
    ...wrapped(
      `Why there is nothing to say: unknown, absent_in_source (the text does not tell), withheld or not_applicable.
       When you fill in a key above, delete its line here.`,
    ),
    'basis:',
    ...all.map(([key, reason]) => `  ${yamlOf(key)}: ${yamlOf(reason)}`),
  ]
}

/** What the corpus says of all its texts is likely, and no more. */
function suggestions(
  { roles }: RecordSchema,
  { language, license }: Pick<CorpusStatement, 'language' | 'license'>,
): ReadonlyMap<string, string> {
  const said = [
    [
      roles.get('language')?.name,
      `corpus.yaml names ${language.join(', ')}; what this text is in is yours to say.`,
    ],
    [
      roles.get('license')?.name,
      `corpus.yaml says ${license}; whether that holds for this text is yours to say.`,
    ],
  ] as const
  return new Map(said.flatMap(([key, words]) => (key === undefined ? [] : [[key, words]])))
}

/** A key's description and what may stand behind it. */
function describe(about: SchemaObject): string {
  const items = isObject(about['items']) ? about['items'] : undefined
  const description = typeof about['description'] === 'string' ? about['description'] : ''
  const said = /[.!?]$/.test(description) || description === '' ? description : `${description}.`
  const form =
    items === undefined ? formOf(about, said) : `A list in brackets: [a, b]. ${formOf(items, said)}`
  const values = isObject(about['additionalProperties']) ? formOf(about['additionalProperties'], said) : ''
  return [said, form, values].filter(part => part !== '').join(' ')
}

const MAX_NAMED = 30

function formOf(about: SchemaObject, said: string): string {
  const parts: string[] = []
  const { enum: allowed, const: only, format, type } = about
  if (Array.isArray(allowed) && allowed.length <= MAX_NAMED)
    parts.push(`One of ${allowed.map(String).join(', ')}.`)
  if (only !== undefined) parts.push(`Always ${String(only)}.`)
  const form = typeof format === 'string' ? (formats[format] ?? format) : ''
  if (form !== '' && !said.includes(form)) parts.push(`Form: ${form}.`)
  if (type === 'integer') parts.push('A whole number.')
  if (type === 'number') parts.push('A number.')
  if (type === 'boolean') parts.push('true or false.')
  for (const [keyword, words] of limits) {
    const limit = about[keyword]
    if (typeof limit === 'number' && !(keyword === 'minLength' && limit <= 1))
      parts.push(`${words} ${limit}.`)
  }
  return parts.join(' ')
}

const formats: Readonly<Record<string, string>> = {
  date: 'YYYY-MM-DD',
  'partial-date': 'YYYY, YYYY-MM or YYYY-MM-DD',
  'language-tag': 'a tag such as ar, ar-SY or en',
  'spdx-expression': 'an SPDX licence such as CC-BY-4.0, or NOASSERTION where it is not known',
  'http-url': 'an address that begins with http:// or https://',
}

const limits = [
  ['minLength', 'Characters: at least'],
  ['maxLength', 'Characters: at most'],
  ['minimum', 'At least'],
  ['maximum', 'At most'],
] as const

const WIDTH = 110
const MAX_COMMENT = 2000

/** Lines of a comment. What comes from a schema may hold line breaks, and much else. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = []
  for (const word of visible(text.slice(0, MAX_COMMENT).replaceAll(/\s+/g, ' ')).trim().split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`
    else if (word !== '') lines.push(`# ${word}`)
  }
  return lines
}

import { type BlockType, type Said, type Subject, subjects } from '../articles/article.js'
import type { Doubt, Settled } from '../articles/settle.js'
import { typesOf } from '../records/derive/plain-lines.js'
import type { Json, RecordSchema } from '../schema/field.js'
import { isObject, type SchemaObject } from '../schema/keywords.js'
import { enumerated } from '../text/sentence.js'
import { shown } from '../text/shown.js'
import { yamlOf } from '../text/yaml-scalar.js'
import { sidecarReaderFor } from './sidecar.js'
import { sidecarKeys, sidecarSchemaOf } from './sidecar-schema.js'
import type { Reason, Stated } from './sidecar-stub.js'

/** What a file that is no plain text says of the text that was made of it. */
export interface Told {
  readonly settled: readonly Settled[]
  readonly doubts: readonly Doubt[]
  /** By key of the front matter. */
  readonly others: Readonly<Record<string, unknown>>
  readonly remarks: readonly string[]
  /** What each line is, counted from 1. */
  readonly types: ReadonlyMap<number, BlockType>
  readonly dropped: { readonly dropped_blocks: number; readonly dropped_characters: number }
  /** The first lines that were dropped, cut short. */
  readonly sample: readonly string[]
}

/** What of it a sidecar says. */
export interface Offered {
  readonly stated: Stated
  /** Keys that the file gave a value for. */
  readonly given: readonly string[]
  /** What the schema has no key for, or does not allow there; it stands in `notes`. */
  readonly homeless: readonly string[]
}

/** Statements of one thing, in words: `"A" (heading) and "B" (meta og:title)`; long ones cut short for a message. */
export const saidInWords = (said: readonly Said[], word: (value: string) => string = shown): string =>
  enumerated(said.slice(0, MAX_SAID).map(({ values, where }) => `${values.map(word).join(', ')} (${where})`))

const MAX_SAID = 5

/**
 * Makes the function that puts what a file says under the keys of the sidecar: those with the role of the subject, else those called like
 * it. What was stated by a person stands; what has no place, or may not stand there, is told under `notes`.
 */
export function offerFor(schema: RecordSchema): (told: Told, text: string, stated: Stated) => Offered {
  const sidecar = sidecarSchemaOf(schema)
  const keys = propertiesOf(sidecar)
  const explained = propertiesOf(keys['basis'])
  const read = sidecarReaderFor(schema)
  const pointers = sidecarKeys(schema)
  const keyOf = keysBySubject(schema, keys)
  const blocksKey = schema.roles.get('blocks')?.name

  /** The value as it may stand under the key; undefined where it may not. */
  const fitting = (key: string, value: unknown): Json | undefined => {
    if (!isStated(value)) return undefined
    const wanted = isList(keys[key]) && !Array.isArray(value) ? [value] : value
    const single = !isList(keys[key]) && Array.isArray(wanted) && wanted.length === 1 ? wanted[0] : wanted
    if (single === undefined) return undefined
    const { values, problems } = read(`${yamlOf(key)}: ${yamlOf(single)}\n`, '')
    if (problems.some(({ code }) => code !== 'record/required')) return undefined
    const pointer = pointers.get(key)
    return pointer === undefined ? single : values.get(pointer)
  }

  return (told, text, person) => {
    const values: Record<string, Json> = {}
    const basis: Record<string, Reason> = {}
    const notes: string[] = []
    const homeless: string[] = []
    const isTaken = (key: string) => Object.hasOwn(person.values, key) || Object.hasOwn(person.basis, key)

    for (const { subject, spellings, where } of told.settled) {
      const key = keyOf.get(subject)
      const value =
        key === undefined
          ? undefined
          : spellings.map(spelling => fitting(key, spelling)).find(found => found !== undefined)
      const first = spellings[0] ?? ''
      if (key === undefined || value === undefined || isTaken(key)) {
        if (key === undefined || value === undefined) homeless.push(subject)
        const said = shownWhole(value ?? first)
        if (key === undefined || !isSame(person.values[key], value))
          notes.push(`The file says of ${subject}: ${said} (${where.join(', ')}).`)
        continue
      }
      values[key] = value
      if (!Object.hasOwn(explained, key)) continue
      const isQuoted = quotable.has(subject) && [value].flat().every(one => text.includes(String(one)))
      basis[key] = isQuoted ? 'source' : { basis: 'curator', note: `As supplied: ${where.join(', ')}.` }
    }
    for (const { subject, kind, said } of told.doubts) {
      const key = keyOf.get(subject)
      const words = saidInWords(said, shownWhole)
      const note =
        kind === 'contradiction' ? `The file says two things: ${words}.` : `Not understood: ${words}.`
      const isNullable = key !== undefined && Object.hasOwn(explained, key) && !isInferred(schema, key)
      if (isNullable && !isTaken(key)) basis[key] = { basis: 'unknown', note }
      else notes.push(`Of ${subject}: ${note}`)
    }
    for (const [key, value] of Object.entries(told.others)) {
      const isKey = Object.hasOwn(keys, key) && !byHand.has(key) && key !== blocksKey
      const found = isKey && !isTaken(key) && !Object.hasOwn(values, key) ? fitting(key, value) : undefined
      if (found !== undefined && key !== 'notes') values[key] = found
      else if (found !== undefined) notes.push(String(found))
      else {
        homeless.push(key)
        notes.push(`The file says of ${shown(key)}: ${shownWhole(value)}.`)
      }
    }
    notes.push(...told.remarks)
    const given = Object.keys(values)
    const hints = blocksKey === undefined ? undefined : departures(text, told.types, keys[blocksKey])
    if (blocksKey !== undefined && hints !== undefined && !isTaken(blocksKey)) values[blocksKey] = hints
    const remark = person.values['notes']
    const all = [...(typeof remark === 'string' ? [remark] : []), ...notes].join(' ')
    return {
      stated: {
        values: { ...values, ...person.values, ...(all !== '' && { notes: all }) },
        basis: { ...basis, ...person.basis },
      },
      given,
      homeless,
    }
  }
}

/** What stands in the text, if it is there at all, and not a code or an address. */
const quotable: ReadonlySet<Subject> = new Set(['title', 'authors', 'outlet', 'rights_holder'])

const byHand = new Set(['basis', 'origin', 'accept'])

const names: Readonly<Record<Subject, readonly string[]>> = {
  title: ['title', 'headline'],
  authors: ['authors', 'author'],
  published: ['published', 'date_published', 'published_at', 'date'],
  outlet: ['outlet', 'publisher'],
  url: ['url'],
  language: ['language', 'lang'],
  license: ['license', 'licence'],
  rights_holder: ['rights_holder'],
  keywords: ['keywords', 'tags'],
}

function keysBySubject({ roles }: RecordSchema, keys: SchemaObject): ReadonlyMap<Subject, string> {
  const found = new Map<Subject, string>()
  for (const subject of subjects) {
    const byRole = roles.get(subject.replace('_', '-'))?.name
    const key = [...(byRole === undefined ? [] : [byRole]), ...names[subject]].find(
      name => Object.hasOwn(keys, name) && !byHand.has(name),
    )
    if (key !== undefined) found.set(subject, key)
  }
  return found
}

/** Lines that are something else than the rule would make of them; undefined where there are none. */
function departures(
  text: string,
  types: ReadonlyMap<number, BlockType>,
  about: unknown,
): Record<string, Json> | undefined {
  const allowed = isObject(about) ? about['additionalProperties'] : undefined
  const known = isObject(allowed) && Array.isArray(allowed['enum']) ? allowed['enum'] : []
  const hints = [...typesOf(text)].flatMap(([line, type]) => {
    const meant = types.get(line)
    return meant === undefined || meant === type || !known.includes(meant) ? [] : [[String(line), meant]]
  })
  return hints.length === 0 ? undefined : Object.fromEntries(hints)
}

function isInferred({ fields }: RecordSchema, key: string): boolean {
  const field = fields.find(({ name }) => name === key)
  return field !== undefined && (field.schema['x-infer'] !== undefined || !field.allowsNull)
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Nothing that only JavaScript has. */
const isStated = (value: unknown): value is Json =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.every(isStated)) ||
  (isObject(value) && Object.values(value).every(isStated))

const MAX_WHOLE = 2000

function shownWhole(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length <= MAX_WHOLE ? text : `${text.slice(0, MAX_WHOLE)}… (cut short)`
}

const isList = (about: unknown): boolean => isObject(about) && about['type'] === 'array'

function propertiesOf(about: unknown): SchemaObject {
  const properties = isObject(about) ? about['properties'] : undefined
  return isObject(properties) ? properties : {}
}

import { type Finding, type Location, type Problem, problem } from '../problem.js'
import { emptyStatement, type Statement } from '../records/draft.js'
import { checkAccepted } from '../records/lints/choice.js'
import type { Json, JsonObject, RecordSchema } from '../schema/field.js'
import { isObject, type SchemaObject } from '../schema/keywords.js'
import { compileValidator, type Validator } from '../schema/validator.js'
import { type Excerpt, excerptOf } from '../text/excerpt.js'
import { placeAt } from '../text/place.js'
import { pointerOf, tokensOf } from '../text/pointer.js'
import { readYaml } from '../text/yaml.js'
import { sidecarKeys, sidecarSchemaOf } from './sidecar-schema.js'

/** What a sidecar says: values by the pointer of their field, and why. */
export interface Sidecar {
  readonly values: ReadonlyMap<string, Json>
  readonly statement: Statement
  readonly problems: readonly Problem[]
  /** Set when it could not be read at all. */
  readonly unreadable?: boolean
  /** Where the key of a field stands, or the file when it does not. */
  locate(pointer: string, part: 'key' | 'value'): Location
  /** What stands there. */
  quote?(pointer: string, part: 'key' | 'value'): Excerpt | undefined
}

/** Makes the reader of sidecars for a record schema. */
export function sidecarReaderFor(schema: RecordSchema): (text: string, file: string) => Sidecar {
  const keys = sidecarKeys(schema)
  const json = sidecarSchemaOf(schema)
  const validate = compileValidator({ path: 'sidecar schema', text: JSON.stringify(json) })
  const hintsKey = schema.roles.get('blocks')?.name
  return (text, file) => readSidecar(text, file, { keys, hintsKey, validate })
}

/** A sidecar that is not there. */
export function noSidecar(file: string): Sidecar {
  return { values: new Map(), statement: emptyStatement, problems: [], locate: () => ({ file }) }
}

interface Reading {
  readonly keys: ReadonlyMap<string, string>
  /** The key that corrects types of blocks instead of stating them. */
  readonly hintsKey: string | undefined
  readonly validate: Validator
}

function readSidecar(text: string, file: string, { keys, hintsKey, validate }: Reading): Sidecar {
  const yaml = readYaml(text, 'strings')
  const place = (pointer: string, part: 'key' | 'value'): Location => ({
    file,
    ...placeAt(text, yaml.locate(pointer, part)),
    pointer,
  })
  const empty = {
    values: new Map<string, Json>(),
    statement: emptyStatement,
    locate: (): Location => ({ file }),
  }
  if (yaml.faults.length > 0) {
    const problems = yaml.faults.map(({ kind, offset, detail }) =>
      problem(
        kind === 'duplicate-key' ? 'yaml/duplicate-key' : 'yaml/syntax',
        { file, ...placeAt(text, offset) },
        { detail },
        { excerpt: quoteFrom(text, offset) },
      ),
    )
    return { ...empty, problems, unreadable: true }
  }
  const value = yaml.value === null || yaml.value === '' ? {} : yaml.value
  if (!isObject(value))
    return {
      ...empty,
      problems: [problem('sidecar/no-mapping', { file, line: 1, column: 1 }, {})],
      unreadable: true,
    }
  const problems = [...emptyScalars(value)].map(path =>
    problem('sidecar/null', place(pointerOf(path), 'key'), { key: String(path.at(-1)) }),
  )
  const typed = typedValue(value, validate)
  const quote = (pointer: string, part: 'key' | 'value'): Excerpt =>
    quoteFrom(text, yaml.locate(pointer, part))
  const isEmpty = (pointer: string) => problems.some(({ location }) => location.pointer === pointer)
  for (const found of typed.findings)
    if (!isEmpty(found.pointer)) problems.push(placeFinding(found, place, quote))
  const accept = acceptancesIn(typed.value, place)
  if (problems.length === 0) problems.push(...checkAccepted(accept, i => accept[i]?.location ?? { file }))
  const values = new Map<string, Json>()
  for (const [key, pointer] of keys) {
    if (Object.hasOwn(typed.value, key) && key !== hintsKey) values.set(pointer, typed.value[key] ?? null)
  }
  /** The pointer in the sidecar of what it says of a record's field. */
  const statedAt = (pointer: string): string | undefined => {
    const found = [...keys].find(([, target]) => pointer === target || pointer.startsWith(`${target}/`))
    if (found === undefined || !Object.hasOwn(value, found[0])) return undefined
    return `${pointerOf([found[0]])}${pointer.slice(found[1].length)}`
  }
  return {
    values,
    problems,
    statement: {
      basis: basesIn(typed.value, keys),
      hints: stringsIn(hintsKey === undefined ? undefined : typed.value[hintsKey]),
      accept,
    },
    locate: (pointer, part) => {
      const stated = statedAt(pointer)
      return stated === undefined ? { file } : place(stated, part)
    },
    quote: (pointer, part) => {
      const stated = statedAt(pointer)
      return stated === undefined ? undefined : quote(stated, part)
    },
  }
}

/** From `offset` to the end of its line. */
function quoteFrom(text: string, offset: number): Excerpt {
  const feed = text.indexOf('\n', offset)
  return excerptOf(text, offset, feed === -1 ? text.length : feed)
}

function placeFinding(
  found: Finding,
  place: (pointer: string, part: 'key' | 'value') => Location,
  quote: (pointer: string, part: 'key' | 'value') => Excerpt,
): Problem {
  const { pointer, part, span: _, ...worded } = found
  const location = place(pointer, part)
  const isThere = found.code !== 'record/required'
  const excerpt = isThere ? quote(pointer, part) : undefined
  if (found.code !== 'record/unknown-key') return { ...worded, location, ...(excerpt && { excerpt }) }
  const key = tokensOf(pointer).at(-1) ?? ''
  const meant = /Did you mean `(.*)`\?/.exec(found.message)?.[1]
  return problem('sidecar/unknown-key', location, { key, meant }, { excerpt })
}

/** Scalars were read as strings; where the schema wants a number or a boolean, one that is spelled so is meant. */
function typedValue(
  value: SchemaObject,
  validate: Validator,
): { value: JsonObject; findings: readonly Finding[] } {
  let typed = value
  let findings = validate(typed)
  for (const found of findings) {
    if (found.code !== 'record/type') continue
    typed = retyped(typed, tokensOf(found.pointer)) ?? typed
  }
  if (typed !== value) findings = validate(typed)
  return { value: typed as JsonObject, findings }
}

function retyped(value: SchemaObject, path: readonly string[]): SchemaObject | undefined {
  const [key = '', ...rest] = path
  const member = value[key]
  if (rest.length > 0) {
    if (Array.isArray(member)) {
      const items = retyped(Object.fromEntries(member.entries()), rest)
      return items && { ...value, [key]: Object.values(items) }
    }
    const inner = isObject(member) ? retyped(member, rest) : undefined
    return inner && { ...value, [key]: inner }
  }
  if (typeof member !== 'string') return undefined
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(member)) return { ...value, [key]: Number(member) }
  if (member === 'true' || member === 'false') return { ...value, [key]: member === 'true' }
  return undefined
}

function* emptyScalars(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<readonly (string | number)[]> {
  if (value === '' || value === '~' || value === 'null') yield path
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) yield* emptyScalars(member, [...path, key])
}

function basesIn(value: JsonObject, keys: ReadonlyMap<string, string>): Statement['basis'] {
  const said = value['basis']
  if (!isObject(said)) return {}
  return Object.fromEntries(
    Object.entries(said).map(([key, stated]) => {
      const pointer = keys.get(key) ?? pointerOf([key])
      if (!isObject(stated)) return [pointer, { basis: String(stated), note: null }]
      return [
        pointer,
        { basis: String(stated['basis']), note: typeof stated['note'] === 'string' ? stated['note'] : null },
      ]
    }),
  )
}

function stringsIn(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, String(member)]))
}

function acceptancesIn(
  { accept }: JsonObject,
  place: (pointer: string, part: 'key' | 'value') => Location,
): Statement['accept'] {
  if (!Array.isArray(accept)) return []
  return accept.filter(isObject).map(({ code, reason }, i) => ({
    code: String(code),
    reason: String(reason),
    location: place(`/accept/${i}/code`, 'value'),
  }))
}

import { formatCheck, numberFormats } from '../../schema/formats.js'
import { commonTypes, type JsonType, type JsonTypes, jsonTypesOf } from '../../schema/json-types.js'
import { isObject, type SchemaObject, subschemas } from '../../schema/keywords.js'
import { compilePattern } from '../../schema/pattern.js'
import { MAX_DEPTH } from '../../text/json.js'
import { escapeToken } from '../../text/pointer.js'
import { canonicalTimestamp } from '../time.js'
import { anythingWalk } from './anything.js'
import { type BytePattern, bytePattern } from './byte-pattern.js'
import { listWalk } from './lists.js'
import { type NumberRules, numberWalk } from './numbers.js'
import { type Member, type ObjectRules, objectWalk } from './objects.js'
import { remembering } from './remembering.js'
import { isSilent, saidOf, valuesSaid } from './said.js'
import { newScan, OPEN_BRACE, OPEN_BRACKET, QUOTE, UNKNOWN, type Walk } from './scan.js'
import { shortener } from './shorten.js'
import { stringWalk } from './strings.js'
import { type Words, wordsOf, wordWalk } from './words.js'

export interface WalkOptions {
  /** Whether records must fit the columns that are made from the schema. */
  readonly columns: boolean
  readonly assertsFormats: boolean
  /** Strings that a walk leaves to others: what lints may have something to say of. */
  readonly avoided: Iterable<string>
  /** JSON Pointers of the values whose places are noted: in this order they are the slots. None of them lies in a list. */
  readonly slots: readonly string[]
}

/**
 * Makes the walk over the records of a schema; undefined where there is none: the schema says of a record, or of what
 * every record must have, what only the plain way can judge.
 */
export function compileWalk(root: unknown, options: WalkOptions): Walk | undefined {
  const place = placeOfRoot(root, options)
  return place && compile([root], place, options.columns ? new Set(['object']) : undefined)
}

/** Makes the function that shortens lines of records before they are read the plain way; undefined where there is none. */
export function compileShortener(root: unknown, options: WalkOptions) {
  const place = placeOfRoot(root, options)
  const said = place && saidOf([root], place.root)
  if (place === undefined || said === undefined || choiceWalks(said, place)?.length !== 0) return undefined
  const rules = objectRules(said, { ...place, inside: said })
  const members = rules?.members.map(member => ({
    ...member,
    isFree: member.slot === undefined && isFree(rules.schemasOf(member.name), place.root),
  }))
  return members?.some(({ isFree }) => isFree) ? shortener(members, newScan(options.slots.length)) : undefined
}

function placeOfRoot(root: unknown, options: WalkOptions): Place | undefined {
  if (!isObject(root)) return undefined
  // A part with an address of its own changes what references mean.
  const all = [...subschemas(root)]
  const hasAddresses = all.some(([schema, pointer]) => pointer !== '' && '$id' in schema)
  if (hasAddresses && all.some(([schema]) => '$ref' in schema)) return undefined
  return {
    root,
    options,
    avoided: wordsOf(options.avoided),
    pointer: '',
    inside: [],
    budget: { left: MAX_WALKS },
  }
}

/** Keywords that look at no more of a string than how long it is. */
const measuring = new Set(['$ref', 'allOf', 'type', 'minLength', 'maxLength'])
/** What is left of a string has more characters. */
const FEW = 16

/** Whether all strings are as good as those that begin and end like them. */
function isFree(schemas: readonly unknown[], root: SchemaObject): boolean {
  const said = saidOf(schemas, root) ?? [{ pattern: '' }]
  const asksLittle = said.every(schema =>
    Object.keys(schema).every(keyword => measuring.has(keyword) || isSilent(keyword)),
  )
  return asksLittle && [...valuesSaid(said, 'minLength')].every(least => Number(least) <= FEW)
}

/** Definitions that use each other can make any number of walks. */
const MAX_WALKS = 4096
/** Keys are compared with all names where they do not come in order. */
const MAX_MEMBERS = 256
/** Schemas on the way to a value: no JSON of more levels than may be read. */
const MAX_INSIDE = MAX_DEPTH - 1

interface Place {
  readonly root: SchemaObject
  readonly options: WalkOptions
  readonly avoided: Words
  /** Undefined inside of a list and of a choice. */
  readonly pointer: string | undefined
  /** Schemas that say something of the values around. */
  readonly inside: readonly SchemaObject[]
  readonly budget: { left: number }
}

const never: Walk = () => UNKNOWN

function compile(schemas: readonly unknown[], place: Place, allowed?: JsonTypes): Walk | undefined {
  const said = saidOf(schemas, place.root)
  if (said === undefined || --place.budget.left < 0 || place.inside.length > MAX_INSIDE) return undefined
  // A walk cannot be inside of itself.
  if (said.some(schema => place.inside.includes(schema))) return undefined
  let types = schemas.map(schema => jsonTypesOf(schema, place.root)).reduce(commonTypes)
  if (allowed !== undefined) types = commonTypes(types, allowed)
  const inner = { ...place, inside: [...place.inside, ...said] }
  const walks: Partial<Record<JsonType, Walk>> = {}
  for (const type of types) walks[type] = makers[type](said, inner) ?? never
  const own = walkOfTypes(walks)
  const choices = choiceWalks(said, inner)
  if (choices === undefined || own === never) return undefined
  const [only] = choices
  if (only === undefined) return own
  const asksNothing = said.every(schema => Object.keys(schema).every(keyword => !demanding.has(keyword)))
  const all = asksNothing && allowed === undefined ? choices : [own, ...choices]
  return all.length === 1 ? only : everyWalk(all)
}

/** Keywords that the walk of a choice does not look at. */
const demanding = new Set(
  'type enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format items minItems maxItems uniqueItems properties required additionalProperties minProperties maxProperties x-column'.split(
    ' ',
  ),
)

function everyWalk(walks: readonly Walk[]): Walk {
  return (scan, at) => {
    let end = UNKNOWN
    for (const walk of walks) {
      end = walk(scan, at)
      if (end === UNKNOWN) return UNKNOWN
    }
    return end
  }
}

/** A walk for each `anyOf`, and each `oneOf` whose branches allow no type in common. */
function choiceWalks(said: readonly SchemaObject[], place: Place): readonly Walk[] | undefined {
  const walks: Walk[] = []
  for (const keyword of ['anyOf', 'oneOf']) {
    for (const branches of valuesSaid(said, keyword)) {
      if (!Array.isArray(branches)) return undefined
      if (keyword === 'oneOf' && !areDisjoint(branches, place.root)) return undefined
      const known = branches
        .map(branch => compile([branch], { ...place, pointer: undefined }))
        .filter(walk => walk !== undefined)
      if (known.length === 0) return undefined
      walks.push((scan, at) => {
        for (const walk of known) {
          const end = walk(scan, at)
          if (end !== UNKNOWN) return end
        }
        return UNKNOWN
      })
    }
  }
  return walks
}

function areDisjoint(branches: readonly unknown[], root: SchemaObject): boolean {
  const types = branches.map(branch => jsonTypesOf(branch, root))
  return types.every((one, i) => types.slice(i + 1).every(other => commonTypes(one, other).size === 0))
}

/** What the first byte of a value says of its type. */
function walkOfTypes(walks: Partial<Record<JsonType, Walk>>): Walk {
  const { string, object, array, boolean, null: nothing } = walks
  const number = walks.number ?? walks.integer
  const list = [string, object, array, number, boolean, nothing].filter(
    (walk): walk is Walk => walk !== undefined && walk !== never,
  )
  const [only] = list
  if (only === undefined) return never
  if (list.length === 1) return only
  return (scan, at) => {
    const first = scan.bytes[at]!
    if (first === QUOTE) return string === undefined ? UNKNOWN : string(scan, at)
    if (first === OPEN_BRACE) return object === undefined ? UNKNOWN : object(scan, at)
    if (first === OPEN_BRACKET) return array === undefined ? UNKNOWN : array(scan, at)
    if (first === 0x6e) return nothing === undefined ? UNKNOWN : nothing(scan, at)
    if (first === 0x74 || first === 0x66) return boolean === undefined ? UNKNOWN : boolean(scan, at)
    return number === undefined ? UNKNOWN : number(scan, at)
  }
}

type Maker = (said: readonly SchemaObject[], place: Place) => Walk | undefined

const makers: Record<JsonType, Maker> = {
  null: said => (isListed(said, null) ? wordWalk('null') : undefined),
  boolean: said => {
    const walks = [true, false].filter(value => isListed(said, value)).map(value => wordWalk(String(value)))
    const [first, second] = walks
    if (first === undefined || second === undefined) return first
    return (scan, at) => (scan.bytes[at] === 0x74 ? first(scan, at) : second(scan, at))
  },
  integer: (said, place) => numbers(said, place, true),
  number: (said, place) => numbers(said, place, false),
  string: strings,
  array: lists,
  object: objects,
}

/** The lists of values that `enum` and `const` give. */
function valueLists(said: readonly SchemaObject[]): readonly (readonly unknown[])[] {
  const lists: unknown[][] = [...valuesSaid(said, 'const')].map(value => [value])
  for (const values of valuesSaid(said, 'enum')) if (Array.isArray(values)) lists.push(values)
  return lists
}

const isListed = (said: readonly SchemaObject[], value: unknown): boolean =>
  valueLists(said).every(list => list.includes(value))

/** Values of one type that all lists have; undefined where there are no lists. */
function commonValues<T>(
  said: readonly SchemaObject[],
  isOne: (value: unknown) => value is T,
): readonly T[] | undefined {
  const [first, ...others] = valueLists(said)
  return first?.filter(isOne).filter(value => others.every(list => list.includes(value)))
}

const isNumber = (value: unknown): value is number => typeof value === 'number'
const isString = (value: unknown): value is string => typeof value === 'string'

const INT32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }

function numbers(said: readonly SchemaObject[], place: Place, integer: boolean): Walk | undefined {
  const all = (keyword: string): number[] => [...valuesSaid(said, keyword)].filter(isNumber)
  if ([...valuesSaid(said, 'format')].some(name => Object.hasOwn(numberFormats, String(name))))
    return undefined
  const narrow = place.options.columns && [...valuesSaid(said, 'x-column')].includes('int32')
  const values = commonValues(said, isNumber)
  const rules: NumberRules = {
    integer,
    minimum: Math.max(...all('minimum'), narrow ? INT32.minimum : Number.NEGATIVE_INFINITY),
    maximum: Math.min(...all('maximum'), narrow ? INT32.maximum : Number.POSITIVE_INFINITY),
    above: Math.max(...all('exclusiveMinimum'), Number.NEGATIVE_INFINITY),
    below: Math.min(...all('exclusiveMaximum'), Number.POSITIVE_INFINITY),
    divisors: all('multipleOf'),
    values: values && new Set(values),
  }
  return values?.length === 0 ? undefined : numberWalk(rules)
}

function strings(said: readonly SchemaObject[], { options, avoided }: Place): Walk | undefined {
  const all = (keyword: string): number[] => [...valuesSaid(said, keyword)].filter(isNumber)
  const words = commonValues(said, isString)
  if (words?.length === 0) return undefined
  const tests: ((text: string) => boolean)[] = []
  const patterns: BytePattern[] = []
  let isDate = false
  for (const source of valuesSaid(said, 'pattern')) {
    const inBytes = bytePattern(String(source))
    const pattern = compilePattern(String(source))
    if (inBytes !== undefined) patterns.push(inBytes)
    else tests.push(text => pattern.test(text))
  }
  for (const name of valuesSaid(said, 'format')) {
    const check = options.assertsFormats && name !== 'date' ? formatCheck(String(name)) : undefined
    if (check !== undefined) tests.push(remembering(check))
    // The column of a date holds nothing else, whether or not the format is checked.
    if (name === 'date') isDate ||= options.assertsFormats || options.columns
  }
  if (options.columns && [...valuesSaid(said, 'x-column')].includes('timestamp')) {
    tests.push(text => canonicalTimestamp(text) === text)
  }
  return stringWalk({
    least: Math.max(0, ...all('minLength')),
    most: Math.min(Number.POSITIVE_INFINITY, ...all('maxLength')),
    words: words && wordsOf(words),
    tests,
    patterns,
    isDate,
    avoided,
  })
}

function lists(said: readonly SchemaObject[], place: Place): Walk | undefined {
  if (valueLists(said).length > 0) return undefined
  const all = (keyword: string): number[] => [...valuesSaid(said, keyword)].filter(isNumber)
  const schemas = [...valuesSaid(said, 'items')]
  return listWalk({
    least: Math.max(0, ...all('minItems')),
    most: Math.min(Number.POSITIVE_INFINITY, ...all('maxItems')),
    unique: [...valuesSaid(said, 'uniqueItems')].includes(true),
    items:
      schemas.length === 0
        ? anythingWalk(place.avoided, place.options.columns ? 0 : undefined)
        : (compile(schemas, { ...place, pointer: undefined }) ?? never),
  })
}

function objects(said: readonly SchemaObject[], place: Place): Walk | undefined {
  const rules = objectRules(said, place)
  return rules?.members.some(({ walk, required }) => required && walk === never) === false
    ? objectWalk(rules)
    : undefined
}

interface ObjectSchemas extends ObjectRules {
  schemasOf(name: string): readonly unknown[]
}

/** What must be of an object; a member that there is no walk for has one that never knows. */
function objectRules(said: readonly SchemaObject[], place: Place): ObjectSchemas | undefined {
  if (valueLists(said).length > 0) return undefined
  const all = (keyword: string): number[] => [...valuesSaid(said, keyword)].filter(isNumber)
  const required = new Set([...valuesSaid(said, 'required')].flat().map(String))
  const members: Member[] = []
  const declared = membersOf(said)
  const others = othersWalk(said, place)
  for (const name of new Set([...declared.keys(), ...required])) {
    const pointer = place.pointer === undefined ? undefined : `${place.pointer}/${escapeToken(name)}`
    const schemas = declared.get(name)
    const own = schemas === undefined ? others : compile(schemas, { ...place, pointer })
    const slot = pointer === undefined ? -1 : place.options.slots.indexOf(pointer)
    members.push({
      name,
      walk: isEasyName(name) ? (own ?? never) : never,
      required: required.has(name),
      slot: slot === -1 ? undefined : slot,
    })
  }
  if (members.length > MAX_MEMBERS) return undefined
  return {
    members,
    others,
    least: Math.max(0, ...all('minProperties')),
    most: Math.min(Number.POSITIVE_INFINITY, ...all('maxProperties')),
    schemasOf: name => declared.get(name) ?? [],
  }
}

/** The walk over the members that no schema declares. No column holds them. */
function othersWalk(said: readonly SchemaObject[], place: Place): Walk | undefined {
  if (place.options.columns) return undefined
  const schemas = [...valuesSaid(said, 'additionalProperties')].filter(schema => schema !== true)
  return schemas.length === 0
    ? anythingWalk(place.avoided)
    : compile(schemas, { ...place, pointer: undefined })
}

/** By name, the schemas that must hold of each member that is declared: also what others say of keys that they do not declare. */
function membersOf(said: readonly SchemaObject[]): ReadonlyMap<string, readonly unknown[]> {
  const members = new Map<string, unknown[]>()
  for (const { properties } of said) {
    if (!isObject(properties)) continue
    for (const [name, schema] of Object.entries(properties)) {
      members.set(name, [...(members.get(name) ?? []), schema])
    }
  }
  for (const { properties, additionalProperties } of said) {
    if (additionalProperties === undefined) continue
    for (const [name, schemas] of members) {
      if (!isObject(properties) || !Object.hasOwn(properties, name)) schemas.push(additionalProperties)
    }
  }
  return members
}

/** Names that are spelled one way only; the others are left to the plain way. */
const isEasyName = (name: string): boolean =>
  name !== '__proto__' && name.isWellFormed() && JSON.stringify(name) === `"${name}"`

import type { UsedAcceptance } from '../records/lints/choice.js'
import type { Json, JsonObject } from '../schema/field.js'
import { isJsonObject } from '../text/json-value.js'
import { byCodePoint } from '../text/order.js'
import type { Release } from './release.js'

/** What was so when a release was made, and cannot be told from what is in it. */
export type ExportFacts = Pick<
  Release,
  | 'tool'
  | 'unicode'
  | 'shardBytes'
  | 'asOf'
  | 'notes'
  | 'checks'
  | 'rejected'
  | 'rejections'
  | 'accepted'
  | 'acceptedMore'
>

/** The property of datapackage.json that holds them. */
export const FACTS = 'export'

/** In the order in which they stand in datapackage.json. */
export function factsOf(release: ExportFacts): ExportFacts {
  const { tool, unicode, shardBytes, asOf, notes, checks, rejected, rejections, accepted, acceptedMore } =
    release
  return {
    tool: { name: tool.name, version: tool.version },
    unicode,
    ...(shardBytes !== undefined && { shardBytes }),
    ...(asOf !== undefined && { asOf }),
    notes: sorted(notes),
    ...(checks !== undefined && { checks }),
    rejected,
    ...(rejections !== undefined && { rejections: sorted(rejections) }),
    ...(accepted !== undefined && { accepted: accepted.map(ordered) }),
    ...(acceptedMore !== undefined && { acceptedMore }),
  }
}

const sorted = (counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => byCodePoint(a, b)))

const ordered = ({ id, code, reason, times }: UsedAcceptance): UsedAcceptance => ({
  ...(id !== undefined && { id }),
  code,
  reason,
  times,
})

/** The facts that datapackage.json states; undefined where they are missing or malformed. */
export function readFacts({ [FACTS]: stated }: JsonObject): ExportFacts | undefined {
  if (!isJsonObject(stated)) return undefined
  const { tool, unicode, shardBytes, asOf, notes, checks, rejected, rejections, accepted, acceptedMore } =
    stated
  const isWhole =
    isTool(tool) &&
    isText(unicode) &&
    optional(shardBytes, isCount) &&
    optional(asOf, isText) &&
    isCounts(notes) &&
    optional(checks, isTexts) &&
    isCount(rejected) &&
    optional(rejections, isCounts) &&
    optional(accepted, isAcceptances) &&
    optional(acceptedMore, isCount)
  if (!isWhole) return undefined
  return factsOf({
    tool,
    unicode,
    ...(shardBytes !== undefined && { shardBytes }),
    ...(asOf !== undefined && { asOf }),
    notes,
    ...(checks !== undefined && { checks }),
    rejected,
    ...(rejections !== undefined && { rejections }),
    ...(accepted !== undefined && { accepted }),
    ...(acceptedMore !== undefined && { acceptedMore }),
  })
}

type Stated = Json | undefined

const isText = (value: Stated): value is string => typeof value === 'string'
const isTool = (value: Stated): value is JsonObject & Release['tool'] =>
  isJsonObject(value) && isText(value['name']) && isText(value['version'])
const isCount = (value: Stated): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isList = (value: Stated): value is readonly Json[] => Array.isArray(value)
const isTexts = (value: Stated): value is readonly string[] => isList(value) && value.every(isText)
const isCounts = (value: Stated): value is Readonly<Record<string, number>> =>
  isJsonObject(value) && Object.values(value).every(isCount)
const isAcceptances = (value: Stated): value is readonly (JsonObject & UsedAcceptance)[] =>
  isList(value) &&
  value.every(
    one =>
      isJsonObject(one) &&
      optional(one['id'], isText) &&
      isText(one['code']) &&
      isText(one['reason']) &&
      isCount(one['times']),
  )

function optional<T extends Json>(value: Stated, is: (value: Stated) => value is T): value is T | undefined {
  return value === undefined || is(value)
}

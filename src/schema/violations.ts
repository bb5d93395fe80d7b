import type { ErrorObject } from 'ajv'
import { type Finding, finding } from '../problem.js'
import { nearest } from '../text/nearest.js'
import { escapeToken, valueAt } from '../text/pointer.js'
import { isObject } from './keywords.js'

/** Words ajv's errors for people. What a failed choice (`anyOf`, `oneOf`) reports of its branches is kept only where one branch was meant. */
export function findingsOf(errors: readonly ErrorObject[], document: unknown): Finding[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  const kept = errors.filter(
    error => !choices.some(choice => isOfBranch(error, choice) && !speaksForItself(choice)),
  )
  return kept.filter(error => !isSilent(error, errors)).map(error => word(error, document))
}

const isOfBranch = (error: ErrorObject, choice: ErrorObject): boolean =>
  error !== choice &&
  error.instancePath.startsWith(choice.instancePath) &&
  error.schemaPath.startsWith(`${choice.schemaPath}/`)

/** A choice between null and one other form: that form's own errors say more than the choice's. */
function speaksForItself(choice: ErrorObject): boolean {
  const branches: unknown = choice.schema
  if (!Array.isArray(branches)) return false
  return branches.filter(branch => !(isObject(branch) && branch['type'] === 'null')).length === 1
}

/** The errors of `if` and of a choice that speaks for itself repeat what others say; so does a null branch's. */
function isSilent(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (error.keyword === 'if') return errors.length > 1
  if (error.keyword === 'anyOf' || error.keyword === 'oneOf')
    return speaksForItself(error) && errors.length > 1
  const inNullBranch = error.keyword === 'type' && error.params['type'] === 'null'
  return inNullBranch && errors.some(other => isOfBranch(error, other) && speaksForItself(other))
}

function word(error: ErrorObject, document: unknown): Finding {
  const { instancePath: pointer, params, keyword } = error
  const value = valueAt(document, pointer)
  const words = wordings[keyword]
  return words
    ? words({ pointer, params, value, error })
    : finding('record/schema', pointer, { keyword, value, pointer })
}

interface Said {
  readonly pointer: string
  readonly params: Readonly<Record<string, unknown>>
  readonly value: unknown
  readonly error: ErrorObject
}

const limit = ({ params }: Said): number => Number(params['limit'])
const length = (value: unknown): number => (typeof value === 'string' ? [...value].length : 0)

function unknownKey(said: Said, param: string): Finding {
  const key = String(said.params[param])
  const declared = isObject(said.error.parentSchema) ? said.error.parentSchema['properties'] : undefined
  const meant = isObject(declared) ? nearest(key, Object.keys(declared)) : undefined
  return finding('record/unknown-key', `${said.pointer}/${escapeToken(key)}`, { key, meant }, 'key')
}

const bound = (said: Said, words: string): Finding =>
  finding('record/bounds', said.pointer, {
    pointer: said.pointer,
    value: said.value,
    words,
    limit: limit(said),
  })

const wordings: Readonly<Record<string, (said: Said) => Finding>> = {
  type: ({ pointer, value, params }) =>
    finding('record/type', pointer, { pointer, value, expected: [params['type']].flat().map(String) }),
  required: ({ pointer, params }) => {
    const key = String(params['missingProperty'])
    return finding('record/required', `${pointer}/${escapeToken(key)}`, { key })
  },
  dependentRequired: ({ pointer, params }) => {
    const key = String(params['missingProperty'])
    return finding('record/required', `${pointer}/${escapeToken(key)}`, {
      key,
      because: String(params['property']),
    })
  },
  additionalProperties: said => unknownKey(said, 'additionalProperty'),
  unevaluatedProperties: said => unknownKey(said, 'unevaluatedProperty'),
  enum: ({ pointer, value, params }) => {
    const allowed = Array.isArray(params['allowedValues']) ? params['allowedValues'] : []
    const meant = nearest(
      String(value),
      allowed.filter(option => typeof option === 'string'),
    )
    return finding('record/enum', pointer, { pointer, value, allowed, meant })
  },
  const: ({ pointer, value, params }) =>
    finding('record/enum', pointer, { pointer, value, allowed: [params['allowedValue']], meant: undefined }),
  pattern: ({ pointer, value, params }) =>
    finding('record/pattern', pointer, { pointer, value, pattern: String(params['pattern']) }),
  format: ({ pointer, value, params }) => {
    const format = String(params['format'])
    if (format === 'date' || format === 'partial-date') {
      return finding('record/date', pointer, { value, partial: format === 'partial-date' })
    }
    return finding('record/format', pointer, { pointer, value, format })
  },
  minLength: said =>
    finding('record/length', said.pointer, {
      ...said,
      length: length(said.value),
      least: true,
      limit: limit(said),
    }),
  maxLength: said =>
    finding('record/length', said.pointer, {
      ...said,
      length: length(said.value),
      least: false,
      limit: limit(said),
    }),
  minimum: said => bound(said, 'at least'),
  maximum: said => bound(said, 'at most'),
  exclusiveMinimum: said => bound(said, 'more than'),
  exclusiveMaximum: said => bound(said, 'less than'),
  multipleOf: said =>
    finding('record/bounds', said.pointer, {
      pointer: said.pointer,
      value: said.value,
      words: 'a multiple of',
      limit: Number(said.params['multipleOf']),
    }),
  minItems: said => finding('record/items', said.pointer, { ...said, words: 'at least', limit: limit(said) }),
  maxItems: said => finding('record/items', said.pointer, { ...said, words: 'at most', limit: limit(said) }),
  uniqueItems: ({ pointer, params, value }) => {
    const [first, second] = [Number(params['j']), Number(params['i'])]
    const repeated = Array.isArray(value) ? value[second] : undefined
    return finding('record/repeated', `${pointer}/${Math.max(first, second)}`, { pointer, value: repeated })
  },
}

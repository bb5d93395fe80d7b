import type { RecordSchema } from '../schema/field.js'
import { walkFields } from '../schema/fields.js'
import { readJson } from '../text/json.js'
import { lookalikes } from './lints/null-lookalike.js'
import { compileShortener, compileWalk, type WalkOptions } from './scan/compile.js'
import { walkLines } from './scan/lines.js'
import { newScan, QUOTE, SPAN_SIZE, stringOf, UNKNOWN } from './scan/scan.js'
import type { ShortText } from './scan/shorten.js'

/** What a line is vouched for by: nothing at all could be said of its record, and there is nothing to fill in. */
export interface Voucher {
  /** Looks at whole lines, each ended by its line feed. Offsets are those of the block, without the line feed. */
  look(block: Buffer, takers: VouchTakers): void
}

interface VouchTakers {
  /** `keyStart` and `keyEnd` are where the id's UTF-8 stands in `bytes`; both -1 where the schema has no key. */
  vouched(bytes: Uint8Array, keyStart: number, keyEnd: number): void
  /** A line that has to be read the plain way. */
  unknown(start: number, end: number): void
}

interface VoucherOptions {
  readonly columns: boolean
  readonly assertsFormats: boolean
}

/** Keywords by which a record's value depends on other values of it. */
const relating = ['x-derive', 'x-infer', 'x-basis', 'x-span']
/** Roles by which lints and checks compare values with each other or with a day. */
const comparing = ['path', 'published', 'retrieved']

/**
 * A voucher for lines of records: it says of a line that `ingestFor` would find nothing, from its bytes alone. Undefined
 * for schemas whose records have a text, rules or values that are compared, and for those that no walk can be made of.
 */
export function voucherFor(schema: RecordSchema, options: VoucherOptions): Voucher | undefined {
  if (!isVouchable(schema)) return undefined
  const key = schema.keyField?.pointer
  const walk = compileWalk(readJson(schema.text).value, walkOptions(schema, options))
  if (walk === undefined) return undefined
  const scan = newScan(1)
  const { spans } = scan
  return {
    look: (block, { vouched, unknown }) =>
      walkLines(block, walk, scan, {
        unknown,
        known: (start, end) => {
          const { bytes } = scan
          const [from, to] = [spans[0]!, spans[1]!]
          if (key === undefined) vouched(bytes, -1, -1)
          else if (from === UNKNOWN) unknown(start, end)
          else if (bytes[from] !== QUOTE) {
            if (isInteger(bytes, from, to)) vouched(bytes, from, to)
            else unknown(start, end)
          } else if (spans[SPAN_SIZE - 1] === 0) vouched(bytes, from + 1, to - 1)
          else {
            const id = Buffer.from(stringOf(scan, from + 1, to - 1, true), 'utf8')
            vouched(id, 0, id.length)
          }
        },
      }),
  }
}

/**
 * A function that leaves out of a line what nothing can be said of, before it is read the plain way: `ingestFor` finds the
 * same in what is left. Undefined where no such thing is known.
 */
export function shortenerFor(schema: RecordSchema, options: VoucherOptions): Shorten | undefined {
  return isVouchable(schema)
    ? compileShortener(readJson(schema.text).value, walkOptions(schema, options))
    : undefined
}

export type Shorten = (line: Uint8Array) => ShortText | undefined

function walkOptions(schema: RecordSchema, options: VoucherOptions): WalkOptions {
  const key = schema.keyField?.pointer
  return { ...options, avoided: avoidedStrings(schema), slots: key === undefined ? [] : [key] }
}

/** Whether each record of the schema is sound by what stands in it alone, value by value. */
export function isVouchable(schema: RecordSchema): boolean {
  if (schema.textField !== undefined || comparing.some(role => schema.roles.has(role))) return false
  for (const { schema: keywords, conditional } of walkFields(schema.fields)) {
    if (conditional !== undefined || relating.some(keyword => keyword in keywords)) return false
  }
  return true
}

/** Strings that lints have something to say of. */
export const avoidedStrings = ({ roles }: RecordSchema): readonly string[] => [
  ...lookalikes,
  ...(roles.has('license') ? [UNKNOWN_LICENSE] : []),
]

const UNKNOWN_LICENSE = 'NOASSERTION'
const MINUS = 0x2d
const ZERO = 0x30

/** Whether a number is spelled as its id is: digits alone, and no -0. */
function isInteger(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start
  if (first > start && bytes[first] === ZERO) return false
  for (let at = first; at < end; at++) if (bytes[at]! < ZERO || bytes[at]! > ZERO + 9) return false
  return true
}

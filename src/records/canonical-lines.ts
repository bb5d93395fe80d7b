import { hash } from 'node:crypto'
import type { Field, Json, JsonObject, RecordSchema } from '../schema/field.js'
import { readJson } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import type { BatchBuilder } from './batch.js'
import { canonicalWriter, sortedWriter } from './canonical.js'
import { isNull, keyBytes, type ListReader, listReader, sortedByName } from './canonical-items.js'
import { areEscapesCanonical, canonicalNumber } from './canonical-spelling.js'
import type { ColumnBuilder, MemberBuilder } from './column-builder.js'
import { type GrowingBytes, growingBytes } from './growing-bytes.js'
import { compileWalk } from './scan/compile.js'
import { walkLines } from './scan/lines.js'
import {
  CLOSE_BRACE,
  COMMA,
  newScan,
  OPEN_BRACE,
  QUOTE,
  type Scan,
  SPAN_SIZE,
  stringOf,
  UNKNOWN,
} from './scan/scan.js'
import { isObserved } from './statistics.js'
import { avoidedStrings, isVouchable } from './vouch.js'

/** A line that is valid and spelled as a release spells it: it is copied, and its values are where they stand. */
export interface CanonicalLine {
  /** Adds the record to a batch, by its bytes. */
  addTo(batch: BatchBuilder): void
  /** As `canonicalFor(…).digest` of the record; it is there until the next line is. */
  digest(): Uint8Array
  /** The record's id as text; `''` where the schema has no key. */
  id(): string
  /** The record as statistics see it: they do not look at the strings that are left empty, nor at such items of lists. */
  observed(): JsonObject
}

/** Told of each line in order; offsets are those of the block, the line feed left out. */
export interface LineTakers {
  canonical(line: CanonicalLine): void
  other(start: number, end: number): void
}

/**
 * Finds lines that need no reading. Undefined for schemas whose records have a text, rules or values that are compared, and
 * for those that no walk can be made of: see `voucherFor`.
 */
export function canonicalLinesFor(
  schema: RecordSchema,
): ((block: Buffer, takers: LineTakers) => void) | undefined {
  if (!isVouchable(schema)) return undefined
  const slots: string[] = []
  const root = objectNode(schema.fields, slots)
  const walk =
    root &&
    compileWalk(readJson(schema.text).value, {
      columns: true,
      assertsFormats: true,
      avoided: avoidedStrings(schema),
      slots,
    })
  if (root === undefined || walk === undefined) return undefined
  const scan = newScan(slots.length)
  const line = lineOf(root, scan, schema)
  return (block, { canonical, other }) => {
    const hasLineEnds = lineEnds.some(bytes => block.includes(bytes))
    walkLines(block, walk, scan, {
      unknown: other,
      known: (start, end) => {
        const base = block.byteOffset
        const plain = !hasLineEnds || !lineEnds.some(bytes => block.subarray(start, end).includes(bytes))
        if (plain && isCanonicalObject(root, scan, base + start) === base + end) {
          line.stand(base + start, base + end)
          canonical(line)
        } else other(start, end)
      },
    })
  }
}

/** A canonical line has escapes for these. */
const lineEnds = ['\u0085', '\u2028', '\u2029'].map(character => Buffer.from(character))

interface ObjectNode {
  /** In schema order. */
  readonly members: readonly MemberNode[]
  /** By the UTF-16 units of their names. */
  readonly sorted: readonly MemberNode[]
}

interface MemberNode {
  readonly field: Field
  readonly slot: number
  /** The key with its quotes and colon. */
  readonly key: Buffer
  /** Of an object: its members. */
  readonly inside: ObjectNode | undefined
  /** Of a list that is taken by its bytes. */
  readonly list: ListReader | undefined
  readonly isNumber: boolean
  readonly isObserved: boolean
  /** How values are written that are read as JSON: any JSON, and lists that hold some. */
  readonly canonical: (value: Json) => string
  /** Whether none of the nulls is left out that a canonical line writes. */
  readonly isWhole: (value: Json) => boolean
  readonly sortedText: (value: Json) => string
  // Of the line that is looked at:
  /** A value that was read as JSON. */
  value: Json
  number: number
  /** Of a list that was taken by its bytes. */
  items: number
}

/** Gives every field a slot, by its pointer; undefined where keys are kept that no field declares. */
function objectNode(fields: readonly Field[], slots: string[]): ObjectNode | undefined {
  const members: MemberNode[] = []
  for (const field of fields) {
    if ('extra' in field) return undefined
    const slot = slots.push(field.pointer) - 1
    const inside = field.kind === 'struct' ? objectNode(field.fields, slots) : undefined
    if (field.kind === 'struct' && inside === undefined) return undefined
    members.push({
      field,
      slot,
      inside,
      key: keyBytes(field),
      list: field.kind === 'list' ? listReader(field.items) : undefined,
      isNumber: isNumber(field.kind),
      isObserved: isObserved(field),
      canonical: canonicalWriter(field),
      isWhole: wholeTest(field),
      sortedText: sortedWriter(field),
      value: null,
      number: 0.5,
      items: 0,
    })
  }
  return { members, sorted: sortedByName(fields).map(i => members[i]!) }
}

function wholeTest(field: Field): (value: Json) => boolean {
  if (field.kind === 'list') {
    const isWhole = wholeTest(field.items)
    return isWhole === always ? always : value => !Array.isArray(value) || value.every(isWhole)
  }
  if (field.kind !== 'struct') return always
  const members = field.fields.map(member => ({ ...member, isWhole: wholeTest(member) }))
  return value =>
    !isJsonObject(value) ||
    members.every(({ name, allowsNull, isWhole }) =>
      Object.hasOwn(value, name) ? isWhole(value[name] ?? null) : !allowsNull,
    )
}

const always = (): boolean => true

const startOf = (scan: Scan, { slot }: MemberNode): number => scan.spans[slot * SPAN_SIZE]!
const endOf = (scan: Scan, { slot }: MemberNode): number => scan.spans[slot * SPAN_SIZE + 1]!
const isEscaped = (scan: Scan, { slot }: MemberNode): boolean => scan.spans[slot * SPAN_SIZE + 2] === 1

const LETTER_T = 0x74

/**
 * The offset behind an object at `at` that is spelled in the canonical way; else UNKNOWN. Every member stands right behind
 * the one before: nothing lies between but a comma and its key, and so there are no blanks and the order is the schema's.
 */
function isCanonicalObject({ members }: ObjectNode, scan: Scan, at: number): number {
  const { bytes } = scan
  let cursor = at + 1
  let before = 0
  for (const member of members) {
    const start = startOf(scan, member)
    if (start === UNKNOWN) {
      if (member.field.allowsNull) return UNKNOWN
      continue
    }
    if (start !== cursor + before + member.key.length) return UNKNOWN
    if (!isCanonicalValue(member, scan, start)) return UNKNOWN
    cursor = endOf(scan, member)
    before = 1
  }
  return bytes[at] === OPEN_BRACE && bytes[cursor] === CLOSE_BRACE ? cursor + 1 : UNKNOWN
}

function isCanonicalValue(member: MemberNode, scan: Scan, start: number): boolean {
  if (isNull(scan, start)) return true
  const end = endOf(scan, member)
  const { field, inside, list } = member
  if (inside !== undefined) return isCanonicalObject(inside, scan, start) === end
  if (list !== undefined) {
    if (list.end(scan, start) !== end) return false
    member.items = list.items()
    return true
  }
  if (field.kind === 'list' || field.kind === 'json') {
    const text = scan.bytes.toString('utf8', start, end)
    member.value = JSON.parse(text)
    return member.isWhole(member.value) && member.canonical(member.value) === text
  }
  if (member.isNumber) {
    member.number = canonicalNumber(scan.bytes, start, end)
    return !Number.isNaN(member.number)
  }
  return !isEscaped(scan, member) || areEscapesCanonical(scan.bytes, start, end)
}

const isNumber = (kind: Field['kind']): boolean => kind === 'int32' || kind === 'int64' || kind === 'float64'

/** The one line that is looked at. */
function lineOf(
  root: ObjectNode,
  scan: Scan,
  { keyField }: RecordSchema,
): CanonicalLine & { stand(start: number, end: number): void } {
  const scratch = growingBytes(64 * 1024)
  const digest = Buffer.alloc(32)
  const key = root.members.find(({ field }) => field === keyField)
  let [from, to] = [0, 0]
  return {
    stand: (start, end) => {
      from = start
      to = end
    },
    addTo: batch => {
      addMembers(root, batch.members, scan)
      batch.addLine(scan.bytes, from, to)
    },
    digest: () => {
      scratch.cut(0)
      writeSorted(root, scan, scratch)
      // A buffer for each digest would cost more than most digests.
      digest.write(hash('sha256', scratch.view(), 'binary'), 'latin1')
      return digest
    },
    id: () => (key === undefined ? '' : String(plainValue(key, scan, startOf(scan, key)))),
    observed: () => observedOf(root, scan),
  }
}

function addMembers({ members }: ObjectNode, builders: readonly MemberBuilder[], scan: Scan): void {
  for (let i = 0; i < builders.length; i++) addValue(members[i]!, builders[i]!.builder, scan)
}

function addValue(member: MemberNode, builder: ColumnBuilder, scan: Scan): void {
  const start = startOf(scan, member)
  const { inside, list, field } = member
  if (start === UNKNOWN || isNull(scan, start)) builder.add(undefined)
  else if (member.isNumber) builder.add(member.number)
  else if (inside !== undefined && builder.addPresent !== undefined)
    addMembers(inside, builder.addPresent(), scan)
  else if (list !== undefined) list.add(builder, scan, start)
  else if (field.kind === 'list' || field.kind === 'json') builder.add(member.value)
  else builder.addJson(scan.bytes, start, endOf(scan, member), isEscaped(scan, member))
}

/** As RFC 8785 has it, without members that are null. */
function writeSorted({ sorted }: ObjectNode, scan: Scan, out: GrowingBytes): void {
  out.addByte(OPEN_BRACE)
  let isFirst = true
  for (const member of sorted) {
    const start = startOf(scan, member)
    if (start === UNKNOWN || isNull(scan, start)) continue
    if (!isFirst) out.addByte(COMMA)
    isFirst = false
    out.addBytes(member.key, 0, member.key.length)
    if (member.inside !== undefined) writeSorted(member.inside, scan, out)
    else if (member.list !== undefined) member.list.writeSorted(scan, start, out)
    else if (member.field.kind === 'list' || member.field.kind === 'json')
      out.addText(member.sortedText(member.value))
    else out.addBytes(scan.bytes, start, endOf(scan, member))
  }
  out.addByte(CLOSE_BRACE)
}

function observedOf({ members }: ObjectNode, scan: Scan): JsonObject {
  const record: Record<string, Json> = {}
  for (const member of members) {
    const start = startOf(scan, member)
    if (start === UNKNOWN) continue
    if (isNull(scan, start)) record[member.field.name] = null
    else if (member.inside !== undefined) record[member.field.name] = observedOf(member.inside, scan)
    else if (member.isObserved) record[member.field.name] = plainValue(member, scan, start)
    else if (member.list !== undefined) record[member.field.name] = listOf(member.items)
    else record[member.field.name] = member.field.kind === 'list' ? member.value : ''
  }
  return record
}

function plainValue(member: MemberNode, scan: Scan, start: number): Json {
  if (member.isNumber) return member.number
  const end = endOf(scan, member)
  if (member.list !== undefined) return JSON.parse(scan.bytes.toString('utf8', start, end))
  if (scan.bytes[start] === QUOTE) return stringOf(scan, start + 1, end - 1, isEscaped(scan, member))
  return member.field.kind === 'boolean' ? scan.bytes[start] === LETTER_T : member.value
}

/** Lists of so many items, which nobody looks at. */
const lists: Json[][] = []

function listOf(items: number): readonly Json[] {
  if (items >= MAX_LISTS) return new Array<Json>(items).fill('')
  for (let length = lists.length; length <= items; length++) lists.push(new Array<Json>(length).fill(''))
  return lists[items]!
}

const MAX_LISTS = 64

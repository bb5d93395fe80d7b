/** A struct of Thrift's compact protocol: its numbers and structs by field. Texts and lists are passed over. */
export type ThriftStruct = ReadonlyMap<number, number | ThriftStruct>

const MAX_DEPTH = 16

/** The structs of a list that is a field of the struct at `start`. Throws RangeError where the bytes are none. */
export function readStructs(bytes: Uint8Array, start: number, field: number): readonly ThriftStruct[] {
  let list: number | undefined
  readThrift(bytes, start, 0, (id, at) => {
    if (id === field) list = at
  })
  if (list === undefined) return []
  const { type, length, first } = listAt(bytes, list)
  const structs: ThriftStruct[] = []
  for (let i = 0, at = first; i < length && type === STRUCT; i++) {
    const { value, end } = readThrift(bytes, at, 1)
    structs.push(value)
    at = end
  }
  return structs
}

const STRUCT = 12

/**
 * Reads the struct at `start`, and says where it ends. `onField` is told where its fields begin. Throws RangeError where the
 * bytes are none.
 */
export function readThrift(
  bytes: Uint8Array,
  start: number,
  depth = 0,
  onField?: (id: number, at: number) => void,
): { readonly value: ThriftStruct; readonly end: number } {
  const value = new Map<number, number | ThriftStruct>()
  let at = start
  let id = 0
  if (depth > MAX_DEPTH) throw new RangeError('the header of a page is nested without end')
  for (;;) {
    const byte = byteAt(bytes, at++)
    const type = byte & 0x0f
    if (type === 0) return { value, end: at }
    if (byte >> 4 > 0) id += byte >> 4
    else {
      const given = readVarint(bytes, at)
      id = zigzag(given.value)
      at = given.end
    }
    onField?.(id, at)
    const read = readValue(bytes, at, type, depth)
    if (read.value !== undefined) value.set(id, read.value)
    at = read.end
  }
}

interface ReadValue {
  readonly value?: number | ThriftStruct
  readonly end: number
}

/** By Thrift's numbers of types. */
function readValue(bytes: Uint8Array, at: number, type: number, depth: number): ReadValue {
  if (type === 1 || type === 2) return { value: type === 1 ? 1 : 0, end: at }
  if (type === 3) return { value: byteAt(bytes, at), end: at + 1 }
  if (type >= 4 && type <= 6) {
    const { value, end } = readVarint(bytes, at)
    return { value: zigzag(value), end }
  }
  if (type === 7) return { end: at + 8 }
  if (type === 8) {
    const { value, end } = readVarint(bytes, at)
    return { end: end + value }
  }
  if (type === 9 || type === 10) return { end: endOfList(bytes, at, depth) }
  if (type === STRUCT) return readThrift(bytes, at, depth + 1)
  throw new RangeError('the header of a page is none')
}

/** The type of a list's elements, how many there are, and where the first begins. */
function listAt(bytes: Uint8Array, start: number) {
  const byte = byteAt(bytes, start)
  const type = byte & 0x0f
  if (byte >> 4 < 15) return { type, length: byte >> 4, first: start + 1 }
  const { value, end } = readVarint(bytes, start + 1)
  return { type, length: value, first: end }
}

function endOfList(bytes: Uint8Array, start: number, depth: number): number {
  const { type, length, first } = listAt(bytes, start)
  let at = first
  for (let i = 0; i < length; i++) {
    at = type <= 2 ? at + 1 : readValue(bytes, at, type, depth).end
    if (at > bytes.length) throw new RangeError('a list is longer than the rest')
  }
  return at
}

const zigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)

export function readVarint(
  bytes: Uint8Array,
  start: number,
): { readonly value: number; readonly end: number } {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const byte = byteAt(bytes, start + i)
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, end: start + i + 1 }
  }
  throw new RangeError('a number does not end')
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new RangeError('the bytes end too early')
  return byte
}

import { type GrowingBytes, growingBytes } from '../records/growing-bytes.js'

/** A value of Thrift's compact protocol, with the number of its type. */
export interface Thrift {
  readonly type: number
  write(out: GrowingBytes): void
}

const [TRUE, FALSE, I32, I64, BINARY, LIST, STRUCT] = [1, 2, 5, 6, 8, 9, 12]

/** The types that a list of ours is of; an empty one has to say it too. */
const elementTypes = { boolean: FALSE, i32: I32, i64: I64, binary: BINARY, struct: STRUCT } as const

export const i32 = (value: number): Thrift => ({ type: I32, write: out => addVarint(out, zigzag(value)) })
export const i64 = (value: number): Thrift => ({ type: I64, write: out => addVarint(out, zigzag(value)) })
/** In a struct the type is all there is of it. */
export const boolean = (value: boolean): Thrift => ({ type: value ? TRUE : FALSE, write: () => {} })
export const binary = (bytes: Uint8Array): Thrift => ({
  type: BINARY,
  write: out => {
    addVarint(out, bytes.length)
    out.addBytes(bytes, 0, bytes.length)
  },
})
export const text = (value: string): Thrift => binary(Buffer.from(value))

export function list(of: keyof typeof elementTypes, values: readonly Thrift[]): Thrift {
  return {
    type: LIST,
    write: out => {
      out.addByte((Math.min(values.length, 15) << 4) | elementTypes[of])
      if (values.length >= 15) addVarint(out, values.length)
      for (const value of values) {
        if (of === 'boolean') out.addByte(value.type)
        else value.write(out)
      }
    },
  }
}

/** Fields by their numbers, which have to ascend; those that are undefined are left out. */
export function struct(fields: readonly (readonly [number, Thrift | undefined])[]): Thrift {
  return {
    type: STRUCT,
    write: out => {
      let last = 0
      for (const [id, value] of fields) {
        if (value === undefined) continue
        out.addByte(((id - last) << 4) | value.type)
        value.write(out)
        last = id
      }
      out.addByte(0)
    },
  }
}

export function thriftBytes(value: Thrift): Buffer {
  const out = growingBytes(256)
  value.write(out)
  return out.view()
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)

/** Seven bits a byte, the lowest first. */
export function addVarint(out: GrowingBytes, value: number): void {
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.addByte((rest % 0x80) | 0x80)
  out.addByte(rest)
}

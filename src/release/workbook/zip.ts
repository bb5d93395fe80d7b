import { UsageError } from '../../errors.js'
import { crc32 } from './crc32.js'

export interface ZipEntry {
  /** ASCII, with slashes. */
  readonly name: string
  /** Gives the same bytes every time. */
  readonly content: () => Iterable<Uint8Array>
}

/** The most that a field of 32 bits holds. */
const LIMIT = 2 ** 32 - 1
/** Midnight of the first day that a ZIP file can name: 1980-01-01. */
const FIRST_DAY = (1 << 5) | 1

/**
 * A ZIP file without compression. Every content is read twice, since its checksum and size stand before it. Throws UsageError,
 * naming `file`, where it would be larger than 4 GiB.
 */
export function* zip(entries: readonly ZipEntry[], file: string): Generator<Uint8Array> {
  const listed: Uint8Array[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const { crc, size } = measure(content())
    const head = header(LOCAL, [...fields(crc, size), [2, name.length], [2, 0]], name)
    if (offset + head.length + size > LIMIT) {
      throw new UsageError(`${file} would be larger than 4 GiB, which Excel cannot open.`, {
        fix: 'Export fewer records, or leave --excel out.',
      })
    }
    // Name, extra, comment, disk, attributes inside and outside, place of the local header.
    const rest = [
      [2, name.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ] as const
    listed.push(header(CENTRAL, [[2, VERSION], ...fields(crc, size), ...rest], name))
    yield head
    yield* content()
    offset += head.length + size
  }
  yield* listed
  const size = listed.reduce((sum, { length }) => sum + length, 0)
  const count = listed.length
  yield header(
    END,
    [
      [2, 0],
      [2, 0],
      [2, count],
      [2, count],
      [4, size],
      [4, offset],
      [2, 0],
    ],
    '',
  )
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const VERSION = 20

type NumberField = readonly [bytes: 2 | 4, value: number]

/** What both headers say: version needed, flags, stored, time, day, checksum, size, size again. */
function fields(crc: number, size: number): readonly NumberField[] {
  return [
    [2, VERSION],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, FIRST_DAY],
    [4, crc],
    [4, size],
    [4, size],
  ]
}

function header(signature: number, numbers: readonly NumberField[], name: string): Uint8Array {
  const all: readonly NumberField[] = [[4, signature], ...numbers]
  const bytes = Buffer.alloc(all.reduce((sum, [length]) => sum + length, 0))
  let at = 0
  for (const [length, value] of all) at = bytes.writeUIntLE(value, at, length)
  return Buffer.concat([bytes, Buffer.from(name, 'latin1')])
}

function measure(content: Iterable<Uint8Array>): { crc: number; size: number } {
  let crc = 0
  let size = 0
  for (const bytes of content) {
    crc = crc32(bytes, crc)
    size += bytes.length
  }
  return { crc, size }
}

import { closeSync, openSync, readSync, unlinkSync } from 'node:fs'
import { translateIoError } from '../files/io-error.js'
import { writeFully } from '../files/write-fully.js'
import { origins, type RecordPlace } from './record-place.js'
import type { Unit } from './shingles.js'

/** Sets of runs on the disk, with the records that they are of. */
export interface SetFile {
  /** Writes a set, and says where it stands. */
  add(values: Float64Array, about: AboutSet): number
  /** The set of `size` values at `start`. Two are held at a time: each `slot` until it is filled again. */
  read(start: number, size: number, slot: 0 | 1): Float64Array
  readAbout(start: number, size: number): AboutSet
  close(): void
}

interface AboutSet {
  readonly place: RecordPlace
  readonly unit: Unit
}

const BUFFER_BYTES = 1024 * 1024
/** Behind the values: slice, line, origin and unit, bytes of the id, which follows. */
const HEAD = 16
const units: readonly Unit[] = ['words', 'characters']

/** Opens a new file at `path`. It has no name from then on, so that nothing of it is left, however the process ends. */
export function openSets(path: string): SetFile {
  const attempt = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      throw translateIoError(error, { path, done: 'written' })
    }
  }
  const file = attempt(() => openSync(path, 'w+'))
  attempt(() => unlinkSync(path))
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES)
  const slots: [Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>] = [
    new Float64Array(1024),
    new Float64Array(1024),
  ]
  let buffered = 0
  let length = 0

  const flush = () => {
    if (buffered > 0) attempt(() => writeFully(file, buffer.subarray(0, buffered)))
    buffered = 0
  }
  const write = (bytes: Uint8Array) => {
    if (buffered + bytes.length > BUFFER_BYTES) flush()
    if (bytes.length > BUFFER_BYTES) attempt(() => writeFully(file, bytes))
    else {
      buffer.set(bytes, buffered)
      buffered += bytes.length
    }
    length += bytes.length
  }
  const readAll = (bytes: Uint8Array, start: number) => {
    flush()
    for (let done = 0; done < bytes.length; ) {
      const got = readSync(file, bytes, done, bytes.length - done, start + done)
      if (got === 0) throw new Error(`"${path}" ends before byte ${start + bytes.length}`)
      done += got
    }
  }
  return {
    add: (values, { place, unit }) => {
      const start = length
      const id = Buffer.from(place.id, 'utf8')
      const head = Buffer.alloc(HEAD)
      head.writeUInt32LE(place.slice, 0)
      head.writeUInt32LE(place.line, 4)
      head.writeUInt32LE(origins.indexOf(place.origin) * 2 + units.indexOf(unit), 8)
      head.writeUInt32LE(id.length, 12)
      write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      write(head)
      write(id)
      return start
    },
    read: (start, size, slot) => {
      while (slots[slot].length < size) slots[slot] = new Float64Array(2 * slots[slot].length)
      const values = slots[slot].subarray(0, size)
      readAll(new Uint8Array(values.buffer, 0, values.byteLength), start)
      return values
    },
    readAbout: (start, size) => {
      const head = Buffer.alloc(HEAD)
      readAll(head, start + 8 * size)
      const id = Buffer.alloc(head.readUInt32LE(12))
      readAll(id, start + 8 * size + HEAD)
      const kind = head.readUInt32LE(8)
      return {
        unit: units[kind % 2] ?? 'words',
        place: {
          origin: origins[kind >> 1] ?? 'corpus',
          slice: head.readUInt32LE(0),
          line: head.readUInt32LE(4),
          id: id.toString('utf8'),
        },
      }
    },
    close: () => closeSync(file),
  }
}

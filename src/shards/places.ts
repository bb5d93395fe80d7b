import { closeSync, openSync, readSync } from 'node:fs'
import { writeFully } from '../files/write-fully.js'

/** The line on which each record of a run starts, kept on the disk: 4 bytes a record. */
export interface RecordLines {
  /** Gives the record's number. */
  add(line: number): number
  /** 0 where the record has no line. */
  lineOf(record: number): number
  close(): void
}

const ENTRY = 4
const BUFFERED = 64 * 1024

export function openRecordLines(path: string): RecordLines {
  const file = openSync(path, 'wx+', 0o600)
  const buffer = Buffer.allocUnsafe(BUFFERED * ENTRY)
  let used = 0
  let written = 0
  const flush = () => {
    writeFully(file, buffer.subarray(0, used * ENTRY))
    written += used
    used = 0
  }
  return {
    add: line => {
      if (used === BUFFERED) flush()
      buffer.writeUInt32BE(Math.min(line, 2 ** 32 - 1), used * ENTRY)
      return written + used++
    },
    lineOf: record => {
      if (record >= written)
        return record - written < used ? buffer.readUInt32BE((record - written) * ENTRY) : 0
      const entry = Buffer.alloc(ENTRY)
      readSync(file, entry, 0, ENTRY, record * ENTRY)
      return entry.readUInt32BE(0)
    },
    close: () => closeSync(file),
  }
}

import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { writeFully } from '../files/write-fully.js'
import { hashBytes53 } from './hash.js'
import type { KeyRun } from './key-run.js'
import type { RecordPlace } from './record-place.js'
import { openSieve } from './sieve.js'

/** Keeps the ids of all records on the disk, and finds those that may stand twice. */
export interface KeyStore {
  /** `line` of `start` is the number of the first record of their input. */
  add(run: KeyRun, start: Omit<RecordPlace, 'id'>): void
  /** An id that is kept elsewhere: those that are equal to it are found. */
  addOther(id: string): void
  /** Ids that may not be the only ones of their kind, and all that are; or all ids there are. */
  suspects(which: 'repeated' | 'all'): Generator<RecordPlace>
  close(): void
}

interface Block {
  readonly start: Omit<RecordPlace, 'id'>
  readonly position: number
  readonly count: number
  readonly bytes: number
}

/** Bytes of a hash, an ordinal and an end. */
const ENTRY = 16

export function openKeyStore(folder: string): KeyStore {
  const file = openSync(join(folder, 'keys'), 'wx+', 0o600)
  const sieve = openSieve(join(folder, 'sieve'))
  const blocks: Block[] = []
  let written = 0

  function read({ position, count, bytes }: Block): KeyRun {
    const { buffer } = new Uint8Array(count * ENTRY + bytes)
    readSync(file, new Uint8Array(buffer), 0, buffer.byteLength, position)
    return {
      hashes: new Float64Array(buffer, 0, count),
      ordinals: new Uint32Array(buffer, 8 * count, count),
      ends: new Uint32Array(buffer, 12 * count, count),
      bytes: new Uint8Array(buffer, ENTRY * count),
    }
  }

  return {
    add: (run, start) => {
      const { hashes, ordinals, ends, bytes } = run
      if (hashes.length === 0) return
      sieve.add(hashes)
      for (const part of [hashes, ordinals, ends, bytes]) {
        writeFully(file, new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
      }
      blocks.push({ start, position: written, count: hashes.length, bytes: bytes.length })
      written += hashes.length * ENTRY + bytes.length
    },
    addOther: id => {
      const bytes = Buffer.from(id, 'utf8')
      sieve.add([hashBytes53(bytes, 0, bytes.length)])
    },
    *suspects(which) {
      const repeated = which === 'all' ? undefined : sieve.repeated()
      if (repeated?.size === 0) return
      for (const block of blocks) {
        const { hashes, ordinals, ends, bytes } = read(block)
        for (let i = 0; i < hashes.length; i++) {
          if (repeated !== undefined && !repeated.has(hashes[i]!)) continue
          const id = Buffer.from(bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i])).toString('utf8')
          yield { ...block.start, line: block.start.line + ordinals[i]!, id }
        }
      }
    },
    close: () => {
      sieve.close()
      closeSync(file)
    },
  }
}

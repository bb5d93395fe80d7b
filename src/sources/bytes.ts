import { resolve } from 'node:path'
import { bytesAt, chunksOf } from '../files/chunks.js'
import {
  type Packing,
  packedEndings,
  packingOf,
  type UnpackLimits,
  unpacked,
  unpackLimits,
} from '../files/unpack.js'
import { UnpackFault } from '../files/unpack-fault.js'
import { type Location, type Problem, problem } from '../problem.js'
import type { Slice, SourceContext } from './source.js'

/** So many bytes, or all there are, are looked at before a file is read as what its name says. */
const HEAD_BYTES = 64 * 1024

type Place = Pick<Slice, 'path' | 'at'>

export interface InputBytes {
  readonly head: Buffer
  /** All bytes, the head among them; unpacked where they are gzip or zstd. */
  readonly chunks: AsyncIterable<Buffer>
  /** What ended the bytes before their time, once the chunks are read. */
  fault(location: Location): Problem | undefined
  /** For who does not read the chunks to their end. */
  close(): Promise<void>
}

export const absolutePath = ({ path, at }: Place, { folder }: Pick<SourceContext, 'folder'>): string =>
  at ?? resolve(folder, path)

/** The first bytes of a file as they stand. */
export const startOf = (path: string, length = HEAD_BYTES): Buffer => bytesAt(path, 0, length)

/** Whether a file must be read as a whole: packed bytes have no lines to cut at. */
export const isPacked = (path: string): boolean => packingOf(path) !== undefined

/** Endings of names, and those of the same files packed. */
export const alsoPacked = (endings: readonly string[]): readonly string[] => [
  ...endings,
  ...Object.keys(packedEndings).flatMap(packed => endings.map(ending => `${ending}${packed}`)),
]

/** A name without what says that the file is packed. */
export function unpackedName(name: string): string {
  const ending = Object.keys(packedEndings).find(end => name.toLowerCase().endsWith(end))
  return ending === undefined ? name : name.slice(0, -ending.length)
}

/**
 * Opens a file of any size, packed or not. With `passing` a chunk is there only until the next is asked for: threads
 * that ask for memory wait for each other.
 */
export async function openBytes(
  place: Place & Partial<Pick<Slice, 'start' | 'end'>>,
  context: Pick<SourceContext, 'folder'>,
  { passing = false, limits = unpackLimits } = {},
): Promise<InputBytes> {
  const path = absolutePath(place, context)
  const found = packingOf(path)
  const named = Object.entries(packedEndings).find(([ending]) => place.path.endsWith(ending))?.[1]
  // Of what was unpacked before, only the name says that it was packed.
  const packing = found ?? (place.at === undefined ? named : undefined)
  let fault: UnpackFault | undefined
  if (found === undefined && packing !== undefined && startOf(path, 1).length > 0) {
    fault = new UnpackFault('damaged', `its first bytes are not those of ${packing}`)
  }
  const { start = 0, end } = place
  const chunks = read()
  const head: Buffer[] = []
  let length = 0
  while (length < HEAD_BYTES) {
    const { value, done } = await chunks.next()
    if (done) break
    head.push(passing ? Buffer.from(value) : value)
    length += value.length
  }
  return {
    head: head.length === 1 && head[0] !== undefined ? head[0] : Buffer.concat(head),
    chunks: all(head, chunks),
    fault: location => fault && packing && faultProblem(fault, location, { packing, limits }),
    close: async () => void (await chunks.return(undefined)),
  }

  async function* read(): AsyncGenerator<Buffer, undefined> {
    if (fault !== undefined) return
    if (found === undefined) {
      return yield* chunksOf(path, { start, passing, ...(end !== undefined && { end }) })
    }
    try {
      yield* unpacked(path, found, limits)
    } catch (error) {
      if (!(error instanceof UnpackFault)) throw error
      fault = error
    }
  }
}

async function* all(
  head: readonly Buffer[],
  rest: AsyncGenerator<Buffer, undefined>,
): AsyncGenerator<Buffer> {
  try {
    yield* head
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}

function faultProblem(
  { kind, message }: UnpackFault,
  location: Location,
  { packing, limits }: { readonly packing: Packing; readonly limits: UnpackLimits },
): Problem {
  return kind === 'bomb'
    ? problem('file/bomb', location, { packing, ...limits })
    : problem('file/packed', location, { packing, detail: message })
}

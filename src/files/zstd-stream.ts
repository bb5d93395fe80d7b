import type { ZSTDDecoder } from 'zstddec/stream'
import { UnpackFault } from './unpack-fault.js'

/** Unpacks what is pushed, of one or several frames; frames that are to be skipped are. */
export interface ZstdStream {
  /** Gives pieces of memory of their own. Throws UnpackFault. */
  push(packed: Uint8Array): Generator<Buffer>
  /** Whether a frame has ended and no other has begun. */
  isWhole(): boolean
  close(): void
}

/** What is used of the decoder, which is Zstandard's own, compiled to WebAssembly. */
interface Zstd {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly malloc: (bytes: number) => number
  readonly free: (pointer: number) => void
  readonly ZSTD_createDCtx: () => number
  readonly ZSTD_freeDCtx: (context: number) => number
  readonly ZSTD_decompressStream: (context: number, output: number, input: number) => number
}

const IN_BYTES = 128 * 1024
/** A block of Zstandard holds no more. */
const OUT_BYTES = 128 * 1024
/** Of `ZSTD_inBuffer` and `ZSTD_outBuffer`: a pointer, a size and a position of 32 bits each. */
const STRUCT_BYTES = 12
const SIZE = 4
const POSITION = 8

let loaded: Promise<Zstd> | undefined

/** Makes the function that starts streams. Each holds the window of its frame, of 128 MiB at most, until it is closed. */
export async function loadZstdStreams(): Promise<() => ZstdStream> {
  loaded ??= load()
  const zstd = await loaded
  return () => startStream(zstd)
}

/** The library's own way of streaming does not see errors; the instance that it makes does. */
async function load(): Promise<Zstd> {
  const library = await import('zstddec/stream')
  let exported: unknown
  class Decoder extends library.ZSTDDecoder {
    override _init(result: Parameters<ZSTDDecoder['_init']>[0]): void {
      super._init(result)
      exported = memberOf(memberOf(result, 'instance'), 'exports')
    }
  }
  await new Decoder().init()
  if (!isZstd(exported)) throw new Error('zstddec does not export what is used of it')
  return exported
}

const functions = ['malloc', 'free', 'ZSTD_createDCtx', 'ZSTD_freeDCtx', 'ZSTD_decompressStream']

function isZstd(exported: unknown): exported is Zstd {
  return (
    memberOf(memberOf(exported, 'memory'), 'buffer') instanceof ArrayBuffer &&
    functions.every(name => typeof memberOf(exported, name) === 'function')
  )
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

function startStream(zstd: Zstd): ZstdStream {
  const buffer = zstd.malloc(IN_BYTES + OUT_BYTES + 2 * STRUCT_BYTES)
  const context = buffer === 0 ? 0 : zstd.ZSTD_createDCtx()
  if (context === 0) throw new UnpackFault('damaged', reasons.get(MEMORY) ?? '')
  const [input, output] = [buffer + IN_BYTES + OUT_BYTES, buffer + IN_BYTES + OUT_BYTES + STRUCT_BYTES]
  let whole = true

  /** One call; how far the input was taken, and how much came out. */
  const step = (size: number, position: number) => {
    // Memory may have grown, and stand elsewhere.
    const before = new DataView(zstd.memory.buffer)
    before.setUint32(input, buffer, true)
    before.setUint32(input + SIZE, size, true)
    before.setUint32(input + POSITION, position, true)
    before.setUint32(output, buffer + IN_BYTES, true)
    before.setUint32(output + SIZE, OUT_BYTES, true)
    before.setUint32(output + POSITION, 0, true)
    const result = zstd.ZSTD_decompressStream(context, output, input)
    checkResult(result)
    whole = result === 0
    const after = new DataView(zstd.memory.buffer)
    return { taken: after.getUint32(input + POSITION, true), given: after.getUint32(output + POSITION, true) }
  }
  return {
    *push(packed) {
      for (let start = 0; start < packed.length; start += IN_BYTES) {
        const part = packed.subarray(start, start + IN_BYTES)
        new Uint8Array(zstd.memory.buffer).set(part, buffer)
        let position = 0
        let given = 0
        // A full output may mean that there is more of it, unless its frame has ended.
        while (position < part.length || (given === OUT_BYTES && !whole)) {
          const passed = step(part.length, position)
          position = passed.taken
          given = passed.given
          if (given > 0) yield Buffer.from(new Uint8Array(zstd.memory.buffer, buffer + IN_BYTES, given))
        }
      }
    },
    isWhole: () => whole,
    close: () => {
      zstd.ZSTD_freeDCtx(context)
      zstd.free(buffer)
    },
  }
}

const MEMORY = 64

/** By the numbers of `ZSTD_ErrorCode`. */
const reasons: ReadonlyMap<number, string> = new Map([
  [10, 'these bytes are not those of zstd'],
  [12, 'it is of a version of zstd that nobody uses any more'],
  [14, 'it asks for what zstd does not have'],
  [16, 'its window is larger than 128 MiB, as with --long=28'],
  [20, 'its data is damaged'],
  [22, 'its checksum is another'],
  [24, 'its data is damaged'],
  [30, 'its dictionary is damaged'],
  [32, 'it was packed with a dictionary, which is not in it'],
  [MEMORY, 'there is not enough memory for its window'],
])

/** Numbers at the end of 32 bits are errors. */
function checkResult(result: number): void {
  const code = -(result | 0)
  if (code > 0 && code < 120) {
    throw new UnpackFault('damaged', reasons.get(code) ?? `zstd gives the error ${code}`)
  }
}

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from '../errors.js'
import { translateIoError } from '../files/io-error.js'
import { writeFully } from '../files/write-fully.js'
import type { Sink } from '../formats/format.js'
import { absolutePath } from './bytes.js'
import { sources } from './index.js'
import type { Input } from './inputs.js'
import type { SourceContext } from './source.js'

type Side = 'accepted' | 'rejected'
export type PartTargets = Readonly<Partial<Record<Side, string | undefined>>>

/** Endings of the files that hold the records themselves, and not what belongs to them. */
const mainEndings: ReadonlySet<string> = new Set(['.jsonl', '.json', '.csv', '.arrow', '.parquet', '.txt'])

/** Throws UsageError where an input would be written over. */
export function checkTargets(inputs: readonly Input[], targets: PartTargets, folder: string): void {
  const read = new Set(inputs.map(input => realpathSync(absolutePath(input, { folder }))))
  for (const target of Object.values(targets)) {
    if (target === undefined || !existsSync(target) || !read.has(realpathSync(target))) continue
    throw new UsageError(`${target} is one of the files that are read.`, { fix: 'Name another file.' })
  }
  if (targets.accepted !== undefined && targets.accepted === targets.rejected) {
    throw new UsageError('Accepted and rejected records would go to one file.', { fix: 'Name two files.' })
  }
}

/**
 * Copies the records of all inputs to where they go: to the files named, or with several inputs into folders of those names,
 * each input to a file of its own. What stood there is replaced when all is written, and not before.
 */
export async function partitionInputs(
  inputs: readonly Input[],
  targets: PartTargets,
  { isRejected, context }: { isRejected(input: number, ordinal: number): boolean; context: SourceContext },
): Promise<void> {
  const stems = stemsOf(inputs)
  const parts = openParts()
  try {
    for (const [number, input] of inputs.entries()) {
      await sources[input.source]?.partition(
        {
          file: input,
          isRejected: ordinal => isRejected(number, ordinal),
          sinkFor: (side, ending) => {
            const target = targets[side]
            if (target === undefined) return nowhere
            const isAlone = inputs.length === 1
            return parts.open(isAlone ? besides(target, ending) : join(target, `${stems[number]}${ending}`))
          },
        },
        context,
      )
    }
    parts.publish()
  } finally {
    parts.discard()
  }
}

const nowhere: Sink = { write: () => {} }

/** `good.csv` for the records, `good.blocks.csv` for the lists of `good.csv`. */
function besides(target: string, ending: string): string {
  return mainEndings.has(ending) ? target : `${stemOf(target)}${ending}`
}

/** A name of its own for each input: that of its file, with a number where another has it already. */
function stemsOf(inputs: readonly Input[]): readonly string[] {
  const taken = new Set<string>()
  return inputs.map(({ path }) => {
    const name = basename(path).replace(/\.gz$/, '')
    const stem = stemOf(name === '-' ? 'standard-input' : name)
    let free = stem
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${stem}-${number}`
    taken.add(free.toLowerCase())
    return free
  })
}

function stemOf(path: string): string {
  const name = basename(path)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? path.slice(0, path.length - name.length + dot) : path
}

const BUFFERED = 1024 * 1024

function openParts() {
  const open = new Map<string, { file: number; temporary: string; flush(): void }>()
  return {
    open: (path: string): Sink => {
      const temporary = join(dirname(resolve(path)), `.${basename(path)}.${process.pid}`)
      const attempt = <T>(action: () => T): T => {
        try {
          return action()
        } catch (error) {
          throw translateIoError(error, { path, done: 'written', aftermath: 'nothing was written' })
        }
      }
      const file = attempt(() => {
        mkdirSync(dirname(resolve(path)), { recursive: true })
        return openSync(temporary, 'w')
      })
      let parts: Uint8Array[] = []
      let held = 0
      const flush = () => {
        attempt(() => writeFully(file, Buffer.concat(parts)))
        parts = []
        held = 0
      }
      open.set(resolve(path), { file, temporary, flush })
      return {
        write: bytes => {
          // What is given may be a part of a buffer that is filled again.
          parts.push(Uint8Array.from(bytes))
          held += bytes.length
          if (held >= BUFFERED) flush()
        },
      }
    },
    publish: () => {
      for (const { file, flush } of open.values()) {
        flush()
        fsyncSync(file)
      }
      for (const [path, { file, temporary }] of open) {
        closeSync(file)
        renameSync(temporary, path)
      }
      open.clear()
    },
    discard: () => {
      for (const { file, temporary } of open.values()) {
        closeSync(file)
        rmSync(temporary, { force: true })
      }
    },
  }
}

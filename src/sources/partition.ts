import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from '../errors.js'
import { translateIoError } from '../files/io-error.js'
import { checkReplaceable, truePath } from '../files/replaceable.js'
import { writeFully } from '../files/write-fully.js'
import type { Sink } from '../formats/format.js'
import { absolutePath, unpackedName } from './bytes.js'
import { sources } from './index.js'
import type { Input } from './inputs.js'
import { mainOf } from './named-inputs.js'
import type { SourceContext } from './source.js'

type Side = 'accepted' | 'rejected'
export type PartTargets = Readonly<Partial<Record<Side, string | undefined>>>

/** Endings of the files that hold the records themselves, and not what belongs to them. */
const mainEndings: ReadonlySet<string> = new Set([
  '.jsonl',
  '.json',
  '.csv',
  '.tsv',
  '.arrow',
  '.parquet',
  '.txt',
])

/**
 * Throws UsageError where a file that is read would be written over, or two would be written to one place. `also` are
 * other files that are read, and `problems` is where the problems go.
 */
export function checkTargets(
  inputs: readonly Input[],
  { accepted, rejected, problems }: PartTargets & { readonly problems?: string | undefined },
  { folder, schema, also }: SourceContext & { readonly also: readonly string[] },
): void {
  const read = new Set([...inputs.map(input => absolutePath(input, { folder })), ...also].map(truePath))
  const known = new Set<string>()
  for (const target of [accepted, rejected, problems]) {
    if (target === undefined) continue
    const main = mainOf(truePath(target), { schema })
    if (read.has(truePath(target)) || (main !== undefined && existsSync(target) && read.has(main))) {
      throw new UsageError(`${target} is one of the files that are read.`, { fix: 'Name another file.' })
    }
    if (known.has(truePath(target))) {
      throw new UsageError(`Two things would be written to ${target}.`, { fix: 'Name two files.' })
    }
    known.add(truePath(target))
    if (target !== problems && unpackedName(target) !== target) {
      const ending = target.slice(unpackedName(target).length)
      throw new UsageError(`${target} would not be packed.`, { fix: `Let its name not end in ${ending}.` })
    }
    if (inputs.length === 1 || target === problems) checkReplaceable(target)
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
  const parts = openParts(inputs.map(input => absolutePath(input, context)))
  try {
    for (const [number, input] of inputs.entries()) {
      await sources[input.source]?.partition(
        {
          file: input,
          isRejected: ordinal => isRejected(number, ordinal),
          sinkFor: (side, ending) => {
            const target = targets[side]
            if (target === undefined) return nowhere
            return parts.open(
              inputs.length === 1 ? besides(target, ending) : join(target, `${stems[number]}${ending}`),
            )
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

/** What the inputs are called in a folder: their names without ending; a number tells those of one name apart. */
function stemsOf(inputs: readonly Input[]): readonly string[] {
  const taken = new Set<string>()
  return inputs.map(({ path }) => {
    const name = unpackedName(basename(path))
    const stem = stemOf(name === '-' ? 'standard-input' : name)
    let own = stem
    for (let number = 2; taken.has(own.toLowerCase()); number++) own = `${stem}-${number}`
    taken.add(own.toLowerCase())
    return own
  })
}

function stemOf(path: string): string {
  const name = basename(path)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? path.slice(0, path.length - name.length + dot) : path
}

const BUFFERED = 1024 * 1024

/** `read` are files that nothing may be written to: absolute paths. */
function openParts(read: readonly string[]) {
  const taken = new Set(read.map(truePath))
  const open = new Map<string, { file: number; temporary: string; flush(): void }>()
  return {
    open: (path: string): Sink => {
      if (taken.has(truePath(path))) {
        throw new UsageError(`${path} would be written over, or written twice.`, {
          fix: 'Name other files or folders for the records.',
        })
      }
      taken.add(truePath(path))
      checkReplaceable(path)
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
        open.delete(path)
        renameSync(temporary, path)
      }
    },
    discard: () => {
      for (const { file, temporary } of open.values()) {
        closeSync(file)
        rmSync(temporary, { force: true })
      }
    },
  }
}

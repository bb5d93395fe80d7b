import { basename } from 'node:path'
import type { Corpus } from '../corpus/corpus.js'
import { getAt } from '../records/paths.js'
import { isJsonObject } from '../text/json-value.js'
import { sources } from './index.js'
import { type Input, listInputs } from './inputs.js'

/** An id that is in use, and where. */
export interface KeyPlace {
  readonly id: string
  /** Relative to the corpus folder. */
  readonly path: string
  /** 0 where the file is the record. */
  readonly line: number
  readonly source: string
}

const SLICE_BYTES = 64 * 1024 * 1024

/** The ids of all that a corpus holds, in the order of its inputs. Of raw texts only the names are read. */
export async function* keysOf(corpus: Corpus): AsyncGenerator<KeyPlace> {
  const { inputs } = listInputs(corpus, { mayBeEmpty: true })
  for (const input of inputs) {
    if (input.source === 'text') {
      yield { id: basename(input.path, '.txt'), path: input.path, line: 0, source: 'text' }
    } else yield* keysIn(input, corpus)
  }
}

async function* keysIn(input: Input, { folder, schema }: Corpus): AsyncGenerator<KeyPlace> {
  const source = sources[input.source]
  const pointer = schema.keyField?.pointer
  if (source === undefined || pointer === undefined) return
  const context = { folder, schema }
  const read = source.open(context)
  for (const slice of source.split(input, SLICE_BYTES, context)) {
    for await (const drafts of read(slice)) {
      for (const { values, line } of drafts) {
        const id = isJsonObject(values) ? getAt(values, pointer) : undefined
        if (id === undefined || id === null || typeof id === 'object') continue
        yield { id: String(id), path: input.path, line, source: input.source }
      }
    }
  }
}

/** `records/a.jsonl:7` */
export const keyPlaceText = ({ path, line }: KeyPlace): string => (line === 0 ? path : `${path}:${line}`)

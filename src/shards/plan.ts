import { sources } from '../sources/index.js'
import type { InputFile, Slice, SourceContext } from '../sources/source.js'

/** About what a shard holds; the bytes of the input decide, never the number of threads. */
export const SHARD_BYTES = 256 * 1024 * 1024

/** Cuts inputs, in order, into shards of about `target` bytes. There is always one shard, even of nothing. */
export function planShards(
  inputs: readonly (InputFile & { readonly source: string })[],
  target: number,
  context: SourceContext,
): readonly (readonly Slice[])[] {
  const shards: Slice[][] = [[]]
  let filled = 0
  for (const input of inputs) {
    for (const slice of sources[input.source]?.split(input, target, context) ?? []) {
      const bytes = slice.end - slice.start
      if (filled > 0 && filled + bytes > target) {
        shards.push([])
        filled = 0
      }
      shards.at(-1)?.push(slice)
      filled += bytes
    }
  }
  return shards
}

/** `articles.jsonl`, `articles.blocks-00000-of-00004.csv`: the name of one table's file of one shard. */
export function dataFileName(options: {
  corpus: string
  table: string
  extension: string
  shard: number
  shards: number
}): string {
  const { corpus, table, extension, shard, shards } = options
  const name = table === '' ? corpus : `${corpus}.${table}`
  const part = shards === 1 ? '' : `-${padded(shard)}-of-${padded(shards)}`
  return `data/${name}${part}.${extension}`
}

const padded = (number: number): string => String(number).padStart(5, '0')

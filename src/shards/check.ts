import type { Draft } from '../records/draft.js'
import type { Ingested } from '../records/ingest.js'
import type { LintOptions } from '../records/lints/lint.js'
import { sources } from '../sources/index.js'
import type { Input } from '../sources/inputs.js'
import type { SourceContext } from '../sources/source.js'

/** About how many bytes are read as one slice. */
const SLICE_BYTES = 32 * 1024 * 1024

export interface CheckContext extends SourceContext {
  readonly ingest: (draft: Draft) => Ingested
  readonly lints: LintOptions
}

/** A draft, and what became of it. */
export interface Checked {
  readonly draft: Draft
  readonly ingested: Ingested
}

/**
 * Reads one input and checks all its records, in runs; the event loop turns between them, so that signals arrive. A record
 * is checked when it is asked for, so that no more than one record's problems are held.
 */
export async function* checkInput(input: Input, context: CheckContext): AsyncGenerator<Iterable<Checked>> {
  const source = sources[input.source]
  if (source === undefined) return
  const read = source.open(context)
  for (const slice of source.split(input, SLICE_BYTES, context)) {
    for await (const drafts of read(slice)) {
      yield checkAll(drafts, context)
      await new Promise(setImmediate)
    }
  }
}

function* checkAll(drafts: readonly Draft[], { ingest }: CheckContext): Generator<Checked> {
  for (const draft of drafts) yield { draft, ingested: ingest(draft) }
}

import type { Severity } from '../problem.js'
import type { RecordSchema } from '../schema/field.js'
import { sources } from '../sources/index.js'
import type { Input } from '../sources/inputs.js'
import type { SourceContext } from '../sources/source.js'
import type { CheckOptions, CheckSlice, CheckTask } from './check-slice.js'
import type { CheckedPart } from './part.js'
import { workOnThreads } from './pool.js'
import type { Origin } from './record-place.js'

interface TaskOptions {
  readonly sliceBytes: number
  contextOf(input: number): SourceContext
  originOf(input: number): Origin
  /** Asked when a task is made. */
  keep(): Readonly<Record<Severity, number>>
}

/** The slices of all inputs, in order; cut while they are asked for. */
export function* checkTasks(inputs: readonly Input[], options: TaskOptions): Generator<CheckTask> {
  const { sliceBytes, contextOf, originOf, keep } = options
  for (const [number, input] of inputs.entries()) {
    const context = contextOf(number)
    for (const slice of sources[input.source]?.split(input, sliceBytes, context) ?? []) {
      yield { slice, input: number, origin: originOf(number), folder: context.folder, keep: keep() }
    }
  }
}

/** What a thread that checks is started with. */
export interface CheckStart {
  readonly path: string
  readonly text: string
  readonly options: CheckOptions
}

interface OnThreads {
  readonly schema: RecordSchema
  readonly options: CheckOptions
  readonly threads: number
  /** What this thread checks slices with. */
  readonly here: CheckSlice
  readonly signal?: AbortSignal | undefined
}

/** Checks slices on several threads, this one among them; the parts come in the order of the tasks. */
export function checkOnThreads(
  tasks: Iterable<CheckTask>,
  { schema: { path, text }, options, ...pool }: OnThreads,
): AsyncGenerator<{ readonly task: CheckTask; readonly part: CheckedPart }> {
  const start: CheckStart = { path, text, options }
  return workOnThreads(tasks, { file: new URL('./check-thread.js', import.meta.url), start, ...pool })
}

/** Checks slices one after the other, on this thread. */
export async function* checkInline(
  tasks: Iterable<CheckTask>,
  check: CheckSlice,
): AsyncGenerator<{ readonly task: CheckTask; readonly part: CheckedPart }> {
  for (const task of tasks) {
    for await (const part of check(task)) yield { task, part }
  }
}

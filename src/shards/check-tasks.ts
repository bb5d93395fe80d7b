import type { Severity } from '../problem.js'
import { sources } from '../sources/index.js'
import type { Input } from '../sources/inputs.js'
import type { SourceContext } from '../sources/source.js'
import type { CheckSlice, CheckTask } from './check-slice.js'
import type { CheckedPart } from './part.js'
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

/** Checks slices one after the other, on this thread. */
export async function* checkInline(
  tasks: Iterable<CheckTask>,
  check: CheckSlice,
): AsyncGenerator<{ readonly task: CheckTask; readonly part: CheckedPart }> {
  for (const task of tasks) {
    for await (const part of check(task)) yield { task, part }
  }
}

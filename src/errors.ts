import type { Problem } from './problem.js'

/**
 * The command cannot do what was asked: a wrong option, a folder that is not a corpus, a schema that cannot be
 * honoured. The process ends with code 2 and nothing has been written. `problems` says where, when the fault is
 * in a file.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly fix: string | undefined
  readonly problems: readonly Problem[]

  constructor(
    message: string,
    options: { fix?: string; problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.fix = options.fix
    this.problems = options.problems ?? []
  }
}

export type Severity = 'error' | 'warning' | 'info'

/** The severity and the words of one code; `A` is what they are made from. */
export interface Entry<A> {
  readonly severity: Severity | ((args: A) => Severity)
  readonly message: (args: A) => string
  readonly fix?: ((args: A) => string | undefined) | undefined
}

export const error = <A>(message: (args: A) => string, fix?: (args: A) => string | undefined): Entry<A> => ({
  severity: 'error',
  message,
  fix,
})
export const warning = <A>(
  message: (args: A) => string,
  fix?: (args: A) => string | undefined,
): Entry<A> => ({
  severity: 'warning',
  message,
  fix,
})
export const info = <A>(message: (args: A) => string, fix?: (args: A) => string | undefined): Entry<A> => ({
  severity: 'info',
  message,
  fix,
})

/** The kind of entry whose severity depends on what was found. */
export const graded = <A>(
  severity: (args: A) => Severity,
  message: (args: A) => string,
  fix?: (args: A) => string | undefined,
): Entry<A> => ({ severity, message, fix })

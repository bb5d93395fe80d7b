import type { Entry, Severity } from './catalogue/entry.js'
import { type Args, type Code, catalogue } from './catalogue/index.js'
import type { Excerpt } from './text/excerpt.js'

export { type Args, type Code, catalogue, type Severity }

/**
 * A place in an input. Lines and columns count from 1, columns in code points; `endColumn`, of the same line, is the
 * first after the place; `byte` counts from 0.
 */
export interface Location {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly endColumn?: number | undefined
  readonly byte?: number | undefined
  /** Number of the record, from 1, in a file that has no lines. */
  readonly record?: number | undefined
  /** JSON Pointer into the record or document. */
  readonly pointer?: string | undefined
}

/** One thing that is wrong, or worth knowing, about an input. Data faults are problems, never exceptions. */
export interface Problem {
  readonly code: Code
  readonly severity: Severity
  /** One sentence: subject, what was found, what was expected. */
  readonly message: string
  readonly location: Location
  /** The record's id. */
  readonly record?: string | undefined
  readonly excerpt?: Excerpt | undefined
  /** An action that mends it. */
  readonly fix?: string | undefined
  readonly related?: readonly Location[] | undefined
}

/** A problem that has no place yet: what a check of one record returns. `part` says which end of the pointer is meant. */
export interface Finding extends Omit<Problem, 'location' | 'record' | 'related'> {
  readonly pointer: string
  readonly part: 'key' | 'value'
  /** Code points into the string at `pointer`, half-open. */
  readonly span?: { readonly start: number; readonly end: number } | undefined
}

export function finding<C extends Code>(
  code: C,
  pointer: string,
  args: Args<C>,
  part: 'key' | 'value' = 'value',
  span?: { readonly start: number; readonly end: number },
): Finding {
  const { severity, message, fix } = worded(code, args)
  return { code, severity, message, fix, pointer, part, span }
}

interface More {
  readonly record?: string | undefined
  readonly excerpt?: Excerpt | undefined
  readonly related?: readonly Location[] | undefined
}

/** A problem of the catalogue, worded. */
export function problem<C extends Code>(
  code: C,
  location: Location,
  args: Args<C>,
  more: More = {},
): Problem {
  const { severity, message, fix } = worded(code, args)
  return {
    code,
    severity,
    message,
    location,
    ...(more.record !== undefined && { record: more.record }),
    ...(more.excerpt !== undefined && { excerpt: more.excerpt }),
    ...(fix !== undefined && { fix }),
    ...(more.related !== undefined && { related: more.related }),
  }
}

function worded<C extends Code>(code: C, args: Args<C>): Pick<Problem, 'severity' | 'message' | 'fix'> {
  const { severity, message, fix }: Entry<Args<C>> = catalogue[code] as Entry<Args<C>>
  return {
    severity: typeof severity === 'string' ? severity : severity(args),
    message: message(args),
    fix: fix?.(args),
  }
}

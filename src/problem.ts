export type Severity = 'error' | 'warning' | 'info'

/** A place in an input. Lines and columns count from 1, columns in code points; `byte` counts from 0. */
export interface Location {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly byte?: number | undefined
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
  readonly excerpt?: string | undefined
  /** An action that mends it. */
  readonly fix?: string | undefined
  readonly related?: readonly Location[] | undefined
}

interface Entry<A> {
  readonly severity: Severity
  readonly message: (args: A) => string
  readonly fix?: ((args: A) => string | undefined) | undefined
}

const error = <A>(message: (args: A) => string, fix?: (args: A) => string | undefined): Entry<A> => ({
  severity: 'error',
  message,
  fix,
})
const info = <A>(message: (args: A) => string, fix?: (args: A) => string | undefined): Entry<A> => ({
  severity: 'info',
  message,
  fix,
})

/** Every code, its severity and its words. `docs/problems.md` has a heading for each. */
export const catalogue = {
  // Bytes and encodings
  'file/not-utf8': error(
    (a: { byte: number; value: number }) =>
      `byte ${a.byte} (0x${a.value.toString(16).toUpperCase().padStart(2, '0')}) is not valid UTF-8.`,
    () => 'Convert the file to UTF-8.',
  ),
  'file/bom': error(
    () => 'the file starts with a byte order mark (U+FEFF), which is no part of the text.',
    () => 'Save the file as UTF-8 without BOM.',
  ),
  'file/no-final-newline': info(() => 'the file does not end with a line feed.'),
}

export type Code = keyof typeof catalogue
type Args<C extends Code> = Parameters<(typeof catalogue)[C]['message']>[0]

interface More {
  readonly record?: string | undefined
  readonly excerpt?: string | undefined
  readonly related?: readonly Location[] | undefined
}

/** A problem of the catalogue, worded. */
export function problem<C extends Code>(code: C, location: Location, args: Args<C>, more: More = {}): Problem {
  const entry: Entry<Args<C>> = catalogue[code] as Entry<Args<C>>
  const fix = entry.fix?.(args)
  return {
    code,
    severity: entry.severity,
    message: entry.message(args),
    location,
    ...(more.record !== undefined && { record: more.record }),
    ...(more.excerpt !== undefined && { excerpt: more.excerpt }),
    ...(fix !== undefined && { fix }),
    ...(more.related !== undefined && { related: more.related }),
  }
}

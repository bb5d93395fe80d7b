import type { InputFile, Slice } from './source.js'

/** The `split` of a form that is read from its beginning to its end. */
export const wholeFile =
  (source: string) =>
  ({ path, bytes, at }: InputFile): readonly Slice[] => [
    { source, path, ...(at !== undefined && { at }), start: 0, end: bytes, line: 1 },
  ]

import type { InputFile, Slice } from './source.js'

/** The `split` of a form that is read from its beginning to its end. */
export const wholeFile =
  (source: string) =>
  (file: InputFile): readonly Slice[] => [{ ...placeOf(file, source), start: 0, end: file.bytes, line: 1 }]

/** What a slice says of its file. */
export const placeOf = ({ path, at, stated }: InputFile, source: string) => ({
  source,
  path,
  ...(at !== undefined && { at }),
  ...(stated !== undefined && { stated }),
})

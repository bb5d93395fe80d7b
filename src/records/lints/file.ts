import { textLint } from './lint.js'

/** The text does not end with a line feed. Lines of a file do; what was supplied stays as it is. */
export const noFinalNewline = textLint('file/no-final-newline', text =>
  text === '' || text.endsWith('\n') ? [] : [{ args: undefined }],
)

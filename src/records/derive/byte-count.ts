import { textRule } from './input.js'

/** Length of the text's UTF-8 in bytes. */
export const byteCount = textRule('byte-count', 1, text => Buffer.byteLength(text, 'utf8'))

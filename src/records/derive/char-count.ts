import { codePointCount } from '../../text/unicode.js'
import { textRule } from './input.js'

/** Length in code points. */
export const charCount = textRule('char-count', 1, text => codePointCount(text))

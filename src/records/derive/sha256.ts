import { hash } from 'node:crypto'
import { textRule } from './input.js'

/** SHA-256 of the text's UTF-8, lower-case hex. */
export const sha256 = textRule('sha256', 1, text => hash('sha256', text, 'hex'))

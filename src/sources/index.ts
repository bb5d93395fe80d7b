import { jsonl } from './jsonl.js'
import type { Source } from './source.js'
import { text } from './text.js'

/** Every form of input that a corpus may have. */
export const sources: Readonly<Record<Source['name'], Source>> = { text, jsonl }

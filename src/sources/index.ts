import { arrow } from './arrow.js'
import { csv } from './csv.js'
import { json } from './json.js'
import { jsonl } from './jsonl.js'
import { parquet } from './parquet.js'
import type { Source } from './source.js'
import { text } from './text.js'

/** Every form of input. A corpus has texts and JSON Lines; the others are for records that somebody sends in. */
export const sources: Readonly<Record<Source['name'], Source>> = { text, jsonl, json, csv, arrow, parquet }

import { github } from './github.js'
import { json, jsonl } from './json.js'
import { junit } from './junit.js'
import type { ReportFormat } from './report-format.js'
import { sarif } from './sarif.js'
import { text } from './text.js'

/** Every way to report problems, by its name. */
export const reportFormats: ReadonlyMap<string, ReportFormat> = new Map(
  [text, json, jsonl, github, sarif, junit].map(format => [format.name, format]),
)

import { notes } from '../lints/index.js'
import type { Rule } from '../rule.js'

/** Codes of the notes that the record itself gives rise to: distinct, sorted. */
export const flags: Rule = {
  name: 'flags',
  version: 1,
  compute: (record, { schema }) =>
    notes
      .filter(note => note.check(record, schema).length > 0)
      .map(note => note.code)
      .sort(),
}

import { shown } from '../text/shown.js'
import { visible } from '../text/visible.js'
import { error, info, warning } from './entry.js'

/** Another record: its id, where there is one, and its place. */
export interface Other {
  readonly id: string
  readonly place: string
}

const other = ({ id, place }: Other): string => (id === '' ? place : `${visible(id)} (${place})`)

/** Records compared with others, and ids that were taken out of the corpus. */
export const comparisons = {
  // Records compared with others
  'record/id-taken': error(
    (a: { id: string; place: string }) =>
      `the id ${shown(a.id)} is already used in the corpus, at ${a.place}.`,
    () => 'Run with --update if this corrects that record; otherwise give it another id.',
  ),
  'record/new-id': info(
    (a: { id: string }) =>
      `the corpus has no record with the id ${shown(a.id)} to correct: this one would be a new record.`,
  ),
  'record/withdrawn': error(
    (a: { id: string; date: string; reason: string }) =>
      `the record ${shown(a.id)} was withdrawn on ${a.date} (${shown(a.reason)}), and its id is never used again.`,
    () => 'Leave the record out; another text needs another id.',
  ),
  'record/differs': error(
    (a: { pointer: string; value: string; corpus: string; at: number | undefined; more: number }) =>
      `${a.pointer} is ${a.value}, but the corpus gives ${a.corpus} for this id${
        a.at === undefined ? '' : ` (from code point ${a.at} on)`
      }${a.more === 0 ? '' : `, and ${a.more} more ${a.more === 1 ? 'element differs' : 'elements differ'}`}.`,
    () => 'Run with --update if this is a correction; otherwise leave it as it is in the corpus.',
  ),
  'duplicate/exact': error(
    (a: Other) => `the text is the same as that of ${other(a)}.`,
    () => 'Keep one of the two.',
  ),
  'duplicate/folded': error(
    (a: Other) =>
      `the text is the same as that of ${other(a)} once spelling variants, marks and punctuation are removed.`,
    () => 'Keep one of the two.',
  ),
  'duplicate/near': warning(
    (a: Other & { percent: number; of: string; more: number; atLeast: boolean }) =>
      `the text is nearly that of ${other(a)}: ${a.percent} % of all runs of ${a.of} in the two stand in both${
        a.more === 0
          ? ''
          : `, and ${a.atLeast ? 'at least ' : ''}${a.more} more ${a.more === 1 ? 'text is' : 'texts are'} as near`
      }.`,
    () => 'Keep one of them, or accept the warning and say why both are needed.',
  ),

  // Ids that were taken out of the corpus
  'withdrawn/line': error(
    (a: { detail: string }) => `${a.detail}; expected {"id": "…", "reason": "…", "date": "YYYY-MM-DD"}.`,
    () => 'Write the three keys, and nothing else.',
  ),
  'withdrawn/unknown-key': error(
    (a: { key: string; meant: string | undefined }) =>
      `\`${a.key}\` is not a key of withdrawn.jsonl.${a.meant === undefined ? '' : ` Did you mean \`${a.meant}\`?`}`,
    a => (a.meant === undefined ? 'Remove it.' : `Write "${a.meant}".`),
  ),
  'withdrawn/duplicate': error(
    (a: { id: string; line: number }) => `the id ${shown(a.id)} stands in line ${a.line} already.`,
    () => 'Keep the earlier line.',
  ),
}

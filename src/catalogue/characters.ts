import { fewerLetters, numbered, numbers, whyMeaningless } from '../text/names.js'
import { counted, named, shown, times } from '../text/shown.js'
import { visible } from '../text/visible.js'
import { error, graded, info, warning } from './entry.js'

/** A character or word, and how often it stands there; several kinds together have none. */
export interface Kind {
  readonly kind: string | undefined
  readonly count: number
}

/** `<U+202E> RIGHT-TO-LEFT OVERRIDE, 3 times` */
const called = ({ kind, count }: Kind): string =>
  `${kind === undefined ? 'others of this kind' : numbered(kind)}${times(count)}`

const gaps = {
  leading: 'before the text',
  trailing: 'after the last word of a line',
  doubled: 'more than once between two words',
}

/** Characters that a text should not have, and what the text itself gives rise to. */
export const characters = {
  // Characters that a text should not have
  'file/line-ends': error(
    (a: { crlf: number; cr: number; lf: number }) =>
      `lines end with ${counted({ CRLF: a.crlf, CR: a.cr, LF: a.lf })}, expected LF alone.`,
    () => 'Save the text with LF at the end of its lines; `warraq validate --fix` does.',
  ),
  'file/control-character': graded(
    (a: Kind) => (a.kind === '\t' ? 'warning' : 'error'),
    a =>
      a.kind === '\t'
        ? `${called(a)}; how wide it is nobody knows, and TSV files are cut there.`
        : `${called(a)}; a text has no control characters.`,
    a => (a.kind === '\t' ? 'Write spaces.' : 'Find out what was meant, and write that.'),
  ),
  'text/replacement-character': error(
    (a: Kind) => `${called(a)}; what stood there was lost when the text was decoded.`,
    () => 'Take the text from its source again.',
  ),
  'text/bidi-control': error(
    (a: Kind) => `${called(a)}; people would read another order than programs do.`,
    () => 'Delete it; `warraq validate --fix` does.',
  ),
  'text/zero-width': warning(
    (a: Kind) => `${called(a)}; nobody sees it, and no search finds the word that has it.`,
    () => 'Delete it; `warraq validate --fix` does.',
  ),
  'arabic/presentation-form': warning(
    (a: Kind) =>
      a.kind === undefined
        ? `${called(a)}; these are shapes of letters, not letters.`
        : `${named(a.kind)}${times(a.count)}; this is the shape of a letter, which is written ${named(a.kind.normalize('NFKC').trim())}.`,
    () => 'Write the letters; `warraq validate --fix` does.',
  ),
  'text/not-nfc': warning(
    (a: { found: string; composed: string }) =>
      `${numbers(a.found)} stands where NFC has ${numbers(a.composed)}, so that equal words differ.`,
    () => 'Normalise the text to NFC; `warraq validate --fix` does.',
  ),
  'text/odd-space': warning(
    (a: Kind) => `${called(a)}; programs that expect SPACE or LF do not see it.`,
    () => 'Write SPACE or LF; `warraq validate --fix` does.',
  ),
  'text/whitespace': warning(
    (a: { kind: 'leading' | 'trailing' | 'doubled' | undefined; count: number }) =>
      `white space stands ${gaps[a.kind ?? 'doubled']}${times(a.count)}.`,
    () => 'Delete it; `warraq validate --fix` does.',
  ),
  'text/unassigned': warning(
    (a: Kind) => `${called(a)}; ${whyMeaningless(a.kind)}.`,
    () => 'Find out what was meant, and write that.',
  ),
  'text/mixed-script-word': warning(
    (a: Kind) =>
      a.kind === undefined
        ? `${a.count} other words have letters of two scripts.`
        : `${shown(a.kind)}${times(a.count)}: ${fewerLetters(a.kind).map(named).join(' and ')} ${fewerLetters(a.kind).length === 1 ? 'is' : 'are'} of another script than the rest of the word.`,
    () => 'Write the word in one script, or part the two words.',
  ),
  'file/no-final-newline': info(() => 'the file does not end with a line feed.'),
  // What the text itself gives rise to
  'text/bidi-mark': info(
    ({ kind, count }: Kind) =>
      `${visible(kind ?? '')}${count === 1 ? '' : `, ${count} times,`} is not seen, and steers the order of what stands beside it.`,
  ),
  'arabic/tatweel-in-word': info(
    (a: { word: string }) => `${shown(a.word)} is stretched by tatweel (U+0640).`,
  ),
  'arabic/joiner-in-word': info(
    (a: { word: string }) => `${shown(a.word)} has a hyphen or dots inside a name.`,
  ),
  'arabic/spelling-variants': info(
    (a: { spellings: readonly { readonly text: string; readonly count: number }[] }) =>
      `one word is spelled in ${a.spellings.length} ways: ${a.spellings
        .slice(0, 20)
        .map(({ text, count }) => `${shown(text)} ×${count}`)
        .join(', ')}.`,
  ),
  'arabic/lookalike-letter': info(
    (a: { letter: string; instead: string; count: number }) =>
      `${named(a.letter)} stands ${a.count === 1 ? 'once' : `${a.count} times`} where Arabic writes ${named(a.instead)}.`,
  ),
  'arabic/mixed-digits': info(
    (a: { sets: readonly string[] }) => `the text mixes ${a.sets.join(' and ')} digits.`,
  ),
  'record/license-unknown': info(
    () => 'the licence is NOASSERTION: nobody has said what may be done with this.',
  ),
}

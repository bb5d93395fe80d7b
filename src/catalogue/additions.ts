import { grouped } from '../text/sentence.js'
import { shown } from '../text/shown.js'
import { error, warning } from './entry.js'

/** Files that were to be added. */
export const additions = {
  'add/no-file': error(
    (a: { found: 'nothing' | 'folder' | 'link' | 'sidecar' | 'locked' | 'other' }) =>
      a.found === 'nothing'
        ? 'there is no such file.'
        : a.found === 'locked'
          ? 'this file may not be read.'
          : a.found === 'folder'
            ? 'nothing in this folder is a text, a page or Markdown, by the ending of its name.'
            : `this is ${a.found === 'other' ? 'no ordinary file' : `a ${a.found}`}, expected a text.`,
    a =>
      a.found === 'link'
        ? 'Name the file that it leads to.'
        : a.found === 'locked'
          ? 'Give yourself the right to read it.'
          : 'Name the file that holds the text.',
  ),
  'add/encoding': error(
    (a: { byte: number; value: number; encoding: string }) =>
      `byte ${a.byte} (0x${a.value.toString(16).toUpperCase().padStart(2, '0')}) stands for no character in ${a.encoding}.`,
    () => 'Name the encoding that the text is in.',
  ),
  'add/utf8-already': error(
    (a: { encoding: string }) => `the bytes are UTF-8, and would become other characters as ${a.encoding}.`,
    () => 'Leave --from out.',
  ),
  'add/no-id': error(
    (a: { tried: readonly string[] }) =>
      `the schema does not allow the id ${a.tried.map(shown).join(' nor ')}.`,
    () => 'Give the file a name that can be an id, or state one with --id.',
  ),
  'add/present': error(
    (a: { place: string; given: boolean }) =>
      a.given ? `this is the same text as ${a.place}.` : `this text is in the corpus already: ${a.place}.`,
    a => (a.given ? 'Name it once.' : 'Nothing is left to do; to change it, change the file that is there.'),
  ),
  'add/withdrawn': error(
    (a: { id: string; reason: string; date: string }) =>
      `the id "${a.id}" was withdrawn on ${a.date} and is never used again: ${shown(a.reason)}.`,
    () => 'Give the file another name, or leave the text out.',
  ),
  'add/sidecar-present': error(
    (a: { path: string }) => `there is a sidecar ${a.path} already, which says something else.`,
    a => `Change ${a.path} by hand, or remove it.`,
  ),
  'add/no-article': error(
    () => 'no article was found in this file.',
    () => 'Leave the file out, or save its text as plain text and add that.',
  ),
  'add/front-matter': error(
    (a: { detail: string }) => `the front matter cannot be read: ${a.detail.replace(/\.$/, '')}.`,
    () => 'Correct it, or take it out.',
  ),
  'add/limit': error(
    (a: { what: 'elements' | 'depth' | 'marks' | 'class'; limit: number }) =>
      `the file has more than ${grouped(a.limit)} ${limits[a.what]}.`,
    () => 'Save its text as plain text, and add that.',
  ),
  'add/contradiction': warning(
    (a: { subject: string; said: string }) => `of ${a.subject} it says different things: ${a.said}.`,
    a => `Write into the sidecar what is right of ${a.subject}.`,
  ),
  'add/unclear': warning(
    (a: { subject: string; said: string }) => `what it says of ${a.subject} is not understood: ${a.said}.`,
    a => `Write into the sidecar what is meant of ${a.subject}.`,
  ),
}

const limits = {
  elements: 'elements',
  depth: 'parts inside one another',
  marks: 'marks of emphasis or links without a blank line between them',
  class: 'characters in one `class`',
}

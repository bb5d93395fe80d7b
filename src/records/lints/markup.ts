import { textLint } from './lint.js'

const tags = new Set(
  (
    'a abbr address article aside audio b blockquote body br button caption center cite code col dd del div dl dt em ' +
    'embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label li ' +
    'link main meta nav noscript object ol option p picture pre q s script section select small source span strike ' +
    'strong style sub sup svg table tbody td textarea tfoot th thead title tr u ul video'
  ).split(' '),
)
const entities = new Set(
  (
    'amp apos bdquo bull cent copy deg euro frac12 frac14 frac34 gt hellip laquo ldquo lrm lsaquo lsquo lt mdash middot ' +
    'nbsp ndash ordf ordm para permil plusmn pound quot raquo rdquo reg rlm rsaquo rsquo sbquo sect shy sup2 sup3 thinsp ' +
    'ensp emsp times trade yen zwj zwnj iexcl iquest szlig euml'
  ).split(' '),
)
const ACCENTED = /^[A-Za-z]{1,2}(?:acute|caron|cedil|circ|grave|lig|ring|slash|tilde|uml)$/

const TAG = /<(\/?)([A-Za-z][A-Za-z0-9]{0,10})(?=[\s/>])([^<>]{0,1000})>|<!--|<!DOCTYPE\s/gi
const ENTITY = /&(?:([A-Za-z][A-Za-z0-9]{1,10})|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});/g

/**
 * Tags and entities of HTML: what is left of a page that was not converted. One finding for the tags and one for the
 * entities, at the first of them. A bare `<a>` or `<i>` may be a letter in angle brackets; its end tag is none.
 */
export const html = textLint('text/html', function* (text) {
  yield* summed('tag', text.includes('<') ? tagsOf(text) : [])
  yield* summed('entity', text.includes('&') ? entitiesOf(text) : [])
})

interface Piece {
  readonly start: number
  readonly text: string
}

function* tagsOf(text: string): Generator<Piece> {
  for (const { 0: whole, 1: slash, 2: name, 3: rest = '', index } of text.matchAll(TAG)) {
    const isLetter = name?.length === 1 && slash === '' && rest === '' && name.toLowerCase() !== 'p'
    if (isLetter || (name !== undefined && !tags.has(name.toLowerCase()))) continue
    yield { start: index, text: whole }
  }
}

function* entitiesOf(text: string): Generator<Piece> {
  for (const { 0: whole, 1: name, index } of text.matchAll(ENTITY)) {
    if (name === undefined || entities.has(name) || ACCENTED.test(name)) yield { start: index, text: whole }
  }
}

function* summed(kind: 'tag' | 'entity', pieces: Iterable<Piece>) {
  let first: Piece | undefined
  let count = 0
  for (const piece of pieces) {
    first ??= piece
    count++
  }
  if (first === undefined) return
  const span = { start: first.start, end: first.start + first.text.length }
  yield { span, args: { kind, first: first.text, count } }
}

import {
  all,
  expects,
  isText,
  listOf,
  objectWith,
  oneOf,
  position,
  type Rule,
  text,
  textThat,
  truth,
} from './rules.js'

const oneCharacter = all(
  text,
  expects(value => !isText(value) || [...value].length === 1, 'one character'),
)
const notEmpty = textThat(value => value !== '', 'a string that is not empty')

/** A Table Dialect (version 2), which has all that a CSV Dialect of version 1 may say. */
export const dialectRules: Rule = objectWith({
  $schema: text,
  header: truth,
  headerRows: listOf(position),
  headerJoin: text,
  commentRows: listOf(position),
  commentChar: notEmpty,
  delimiter: notEmpty,
  lineTerminator: notEmpty,
  quoteChar: textThat(value => [...value].length <= 1, 'one character'),
  doubleQuote: truth,
  escapeChar: oneCharacter,
  nullSequence: text,
  skipInitialSpace: truth,
  caseSensitiveHeader: truth,
  property: text,
  itemType: oneOf(['array', 'object']),
  itemKeys: listOf(text),
  sheetNumber: position,
  sheetName: text,
  table: text,
})

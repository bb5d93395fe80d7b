import type { TableColumn } from '../../../schema/tables.js'
import type { ResourceGroup } from '../measures.js'
import { columnsOf, hasWide, isWide } from './columns.js'
import { literal, variablesOf } from './names.js'
import { glob, inShards } from './paths.js'
import type { Describe, Loading } from './snippet.js'

/** R takes the texts `T` and `F` for logical values, and what looks like a number for one, unless every column has a class. */
export const csvWithR: Describe = ({ records, children, release }) => {
  const groups = [records, ...children]
  const names = variablesOf(groups)
  const all = groups.flatMap(group => columnsOf(group, release))
  // An argument of R needs a name.
  if (all.some(({ name }) => name === '')) return undefined
  const calls = groups.map(
    group => `${names.get(group)} <- read(${paths(group)}, c(${classLines(columnsOf(group, release))}))`,
  )
  const moments = groups.flatMap(group =>
    columnsOf(group, release)
      .filter(({ kind }) => kind === 'timestamp')
      .map(({ name }) => momentLine(`${names.get(group)}[[${literal(name)}]]`)),
  )
  const single = groups.some(group => columnsOf(group, release).length === 1)
  return {
    tool: 'R',
    language: 'r',
    code: `read <- function(paths, classes) {
    parts <- lapply(paths, function(path) {
        names <- scan(path, "", sep = ",", nlines = 1, quiet = TRUE, encoding = "UTF-8")
        classes <- ifelse(names %in% names(classes), classes[names], "character")
        read.csv(path, colClasses = classes, na.strings = "", encoding = "UTF-8", check.names = FALSE${single ? ', blank.lines.skip = FALSE' : ''})
    })
    do.call(rbind, parts)
}

${[...calls, ...moments].join('\n')}`,
    notes: [
      'Columns without a class here are texts, as they are spelled: `T` is no `TRUE`, `000123` no number. An empty cell is `NA`, whether it was null or an empty text; CR LF inside of a text becomes LF.',
      ...(all.some(({ field }) => isWide(field))
        ? ['Integers that may pass 2⁵³ are texts, since numbers of R would round them.']
        : []),
    ],
  }
}

function classLines(columns: readonly TableColumn[]): string {
  const lines = columns.flatMap(({ name, kind, field, role }) => {
    const known =
      kind === 'int64' && (role === 'value' || role === 'key') && isWide(field) ? undefined : classes[kind]
    return known === undefined ? [] : [`    ${literal(name)} = "${known}"`]
  })
  return lines.length === 0 ? '' : `\n${lines.join(',\n')}\n`
}

const classes: Readonly<Partial<Record<TableColumn['kind'], string>>> = {
  int32: 'integer',
  int64: 'numeric',
  float64: 'numeric',
  boolean: 'logical',
  date: 'Date',
}

const momentLine = (column: string): string =>
  `${column} <- as.POSIXct(${column}, format = "%Y-%m-%dT%H:%M:%OSZ", tz = "UTC")`

export const linesWithR: Describe = ({ records, release }: Loading) => ({
  tool: 'R, with jsonlite',
  language: 'r',
  code: `lines <- unlist(lapply(${paths(records)}, readLines, encoding = "UTF-8"))
records <- lapply(lines, jsonlite::fromJSON, simplifyVector = FALSE, bigint_as_char = TRUE)`,
  notes: [
    'A record is a list, as it is nested; days and moments are texts. `record$name` takes the beginning of a name for the name: `record[["name"]]` does not.',
    ...(hasWide(release)
      ? ['Integers beyond 2⁵³ are texts, since numbers of R would round them (−2⁶³ alone is a number).']
      : []),
  ],
})

const paths = (group: ResourceGroup): string =>
  inShards(group) ? `sort(Sys.glob("${glob(group)}"))` : `"${glob(group)}"`

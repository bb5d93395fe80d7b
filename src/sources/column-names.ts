import type { Cells } from '../formats/csv-file.js'

/**
 * The names of the columns that the first line of a table gives. One that it gives none is called by its place, `column_1`, as long as
 * no column of the table is `known` to have an empty name.
 */
export const namesIn = (cells: Cells, known: readonly string[] = []): readonly string[] =>
  cells.map((name, i) => {
    const given = name ?? ''
    return given === '' && !known.includes(given) ? `column_${i + 1}` : given
  })

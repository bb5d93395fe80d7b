import { cellOf, readLines } from '../../formats/csv-file.js'
import { cellXml, HEAD, textCell } from './cells.js'
import type { Sheet } from './sheets.js'

const CHUNK = 2 ** 20

/** The XML of a sheet: a head that stays in sight, then the lines of the table's files. */
export function* sheetXml({ table, files }: Sheet): Generator<Uint8Array> {
  const columns = table.columns.map(({ name }) => name)
  const letters = columns.map((_, i) => lettersOf(i))
  let xml = `${START}<row r="1">${columns.map((name, i) => textCell(`${letters[i]}1`, name, HEAD)).join('')}</row>`
  let row = 1
  for (const { location } of files) {
    for (const line of readLines(location, columns)) {
      row++
      xml += `<row r="${row}">`
      for (const [i, { kind }] of table.columns.entries()) {
        const text = cellOf(line, i)
        if (text !== null) xml += cellXml(`${letters[i]}${row}`, kind, text)
      }
      xml += '</row>'
      if (xml.length < CHUNK) continue
      yield Buffer.from(xml)
      xml = ''
    }
  }
  yield Buffer.from(`${xml}</sheetData></worksheet>`)
}

const START = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultColWidth="18" defaultRowHeight="15"/><sheetData>`

/** A, …, Z, AA, … */
function lettersOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26))
  return column < 26 ? last : lettersOf(Math.floor(column / 26) - 1) + last
}

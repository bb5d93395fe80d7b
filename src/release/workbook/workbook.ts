import { join } from 'node:path'
import { writeWhole } from '../../files/write-whole.js'
import type { Problem } from '../../problem.js'
import type { Release } from '../release.js'
import { checkSheets } from './limits.js'
import { contentTypes, properties, relations, styles, workbookOf, workbookRelations } from './parts.js'
import { sheetXml } from './sheet.js'
import { sheetsOf } from './sheets.js'
import { type ZipEntry, zip } from './zip.js'

export interface WorkbookResult {
  /** What no sheet can hold; then no file was written. The first thousand. */
  readonly problems: readonly Problem[]
  /** How many there are. */
  readonly total: number
}

/**
 * Writes the tables of a release's CSV as an Excel workbook (.xlsx), a sheet for each, whole or not at all. Every cell has the type
 * of its column, so that texts stay as they are spelled. Throws UsageError where the release has no CSV, or the file cannot be written.
 */
export function writeWorkbook({
  folder,
  release,
  file,
}: {
  /** Of the release. */
  folder: string
  release: Release
  file: string
}): WorkbookResult {
  const sheets = sheetsOf(release, path => join(folder, path))
  const found = checkSheets(sheets)
  if (found.total > 0) return found
  const names = sheets.map(({ name }) => name)
  const whole = (text: string) => () => [Buffer.from(text)]
  const parts: readonly ZipEntry[] = [
    { name: '[Content_Types].xml', content: whole(contentTypes(names)) },
    { name: 'docProps/app.xml', content: whole(properties) },
    { name: '_rels/.rels', content: whole(relations) },
    { name: 'xl/workbook.xml', content: whole(workbookOf(names)) },
    { name: 'xl/_rels/workbook.xml.rels', content: whole(workbookRelations(names)) },
    { name: 'xl/styles.xml', content: whole(styles) },
    ...sheets.map((sheet, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      content: () => sheetXml(sheet),
    })),
  ]
  writeWhole(file, zip(parts, file), { replace: true })
  return found
}

import { tool } from '../../tool.js'

// The parts of a workbook beside its sheets: ECMA-376, the Open Packaging Conventions and SpreadsheetML.

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const TYPE = 'application/vnd.openxmlformats-officedocument'

/** As many bytes of a file tell whether it is a workbook of ours. */
export const WORKBOOK_HEAD = 65_536

/** Whether a file that begins so is a workbook as we write it: what Excel has saved is compressed, and names another program. */
export const isWorkbook = (head: Buffer): boolean =>
  head.subarray(0, 2).toString('latin1') === 'PK' && head.includes(MADE_BY)

const MADE_BY = `<Application>${tool.name}</Application>`

export const properties = `${XML}<Properties xmlns="${DOCUMENT}/extended-properties">${MADE_BY}</Properties>`

export function contentTypes(sheets: readonly string[]): string {
  const overrides = [
    ['/docProps/app.xml', `${TYPE}.extended-properties+xml`],
    ['/xl/workbook.xml', `${TYPE}.spreadsheetml.sheet.main+xml`],
    ['/xl/styles.xml', `${TYPE}.spreadsheetml.styles+xml`],
    ...sheets.map((_, i) => [`/xl/worksheets/sheet${i + 1}.xml`, `${TYPE}.spreadsheetml.worksheet+xml`]),
  ].map(([part, type]) => `<Override PartName="${part}" ContentType="${type}"/>`)
  return `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`
}

export const relations = relationships([
  { type: 'officeDocument', target: 'xl/workbook.xml' },
  { type: 'extended-properties', target: 'docProps/app.xml' },
])

export function workbookRelations(sheets: readonly string[]): string {
  return relationships([
    ...sheets.map((_, i) => ({ type: 'worksheet', target: `worksheets/sheet${i + 1}.xml` })),
    { type: 'styles', target: 'styles.xml' },
  ])
}

function relationships(all: readonly { type: string; target: string }[]): string {
  const lines = all.map(
    ({ type, target }, i) =>
      `<Relationship Id="rId${i + 1}" Type="${DOCUMENT}/relationships/${type}" Target="${target}"/>`,
  )
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${lines.join('')}</Relationships>`
}

/** Names of sheets are ASCII without markup. */
export function workbookOf(sheets: readonly string[]): string {
  const listed = sheets.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}/relationships"><sheets>${listed.join('')}</sheets></workbook>`
}

/** Cell formats: plain, bold, and a day. */
export const styles = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

/**
 * The licence, where the expression names exactly one of the SPDX list; undefined for NOASSERTION, NONE, LicenseRef-*
 * and compound expressions, none of which a single field for a licence can hold.
 */
export function spdxId(expression: string): string | undefined {
  if (expression === 'NOASSERTION' || expression === 'NONE') return undefined
  return /^(?!LicenseRef-|DocumentRef-)[0-9A-Za-z.-]+$/.test(expression) ? expression : undefined
}

export function licenseAddress(id: string): string {
  return `https://spdx.org/licenses/${id}.html`
}

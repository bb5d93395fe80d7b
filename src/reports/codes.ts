import { type Code, catalogue } from '../problem.js'

/** The severity of a code, `error/warning` where it depends on what was found. */
export function severityOf(code: string): string {
  if (!isCode(code)) return ''
  const { severity } = catalogue[code]
  return typeof severity === 'string' ? severity : 'error/warning'
}

/** Where to read more of a code. */
export function headingOf(code: string): string {
  return `docs/problems.md#${code.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '')}`
}

function isCode(code: string): code is Code {
  return Object.hasOwn(catalogue, code)
}

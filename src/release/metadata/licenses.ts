import parse, { type Info } from 'spdx-expression-parse'
import { citationLicenses } from './citation-licenses.js'

/**
 * The licence, where the expression names exactly one of the SPDX list; undefined for NOASSERTION, NONE, LicenseRef-*
 * and compound expressions, none of which a single field for a licence can hold.
 */
export function spdxId(expression: string): string | undefined {
  if (isUnlicensed(expression)) return undefined
  return /^(?!LicenseRef-|DocumentRef-)[0-9A-Za-z.-]+$/.test(expression) ? expression : undefined
}

/** Where SPDX describes a licence. */
export function licenseAddress(id: string): string {
  return `https://spdx.org/licenses/${id}.html`
}

/** NOASSERTION: nobody knows a licence; NONE: there is none. Neither may come to look like one. */
export function isUnlicensed(expression: string): boolean {
  return expression === 'NOASSERTION' || expression === 'NONE'
}

/**
 * The licences of the SPDX list among which one may choose: `A OR B` gives both, `A` gives one. Empty where the
 * expression says anything else (AND, WITH, LicenseRef-*, `+`), which no list of licences can.
 */
export function licenseChoices(expression: string): readonly string[] {
  const info = parsed(expression)
  return info === undefined ? [] : (choicesIn(info) ?? [])
}

/** The licences of the SPDX list that an expression names, whatever it says of them. */
export function licensesNamed(expression: string): readonly string[] {
  const info = parsed(expression)
  return info === undefined ? [] : [...new Set(namedIn(info))]
}

/** `licenses` of a Data Package; undefined where none is known to be granted. */
export function packageLicenses(expression: string): readonly object[] | undefined {
  if (isUnlicensed(expression)) return undefined
  const choices = licenseChoices(expression)
  if (choices.length === 0) return [{ path: 'LICENSE', title: expression }]
  return choices.map(id => ({ name: openDefinitionNames[id] ?? id, path: licenseAddress(id), title: id }))
}

/**
 * `license` of Citation File Format, whose lists mean OR, or the address of one that it does not know; empty where it
 * can say neither.
 */
export function citationLicense(expression: string): {
  readonly license?: string | readonly string[]
  readonly 'license-url'?: string
} {
  const choices = licenseChoices(expression)
  const [only] = choices
  if (only === undefined) return {}
  if (choices.every(id => citationLicenses.has(id))) return { license: choices.length === 1 ? only : choices }
  return choices.length === 1 ? { 'license-url': licenseAddress(only) } : {}
}

/** What the Open Definition, whose names Data Package wants, calls otherwise than SPDX. */
const openDefinitionNames: Readonly<Record<string, string>> = {
  'ODC-By-1.0': 'ODC-BY-1.0',
  'PDDL-1.0': 'ODC-PDDL-1.0',
}

function choicesIn(info: Info): string[] | undefined {
  if ('license' in info) {
    const id = idOf(info)
    return id === undefined || info.exception !== undefined ? undefined : [id]
  }
  if (info.conjunction === 'and') return undefined
  const [left, right] = [choicesIn(info.left), choicesIn(info.right)]
  return left === undefined || right === undefined ? undefined : [...new Set([...left, ...right])]
}

function namedIn(info: Info): string[] {
  if ('conjunction' in info) return [...namedIn(info.left), ...namedIn(info.right)]
  const id = idOf(info)
  return id === undefined ? [] : [id]
}

/** `GPL-2.0+` is what SPDX now calls `GPL-2.0-or-later`; other licences have no name for "or later". */
function idOf({ license, plus }: Extract<Info, { license: string }>): string | undefined {
  if (spdxId(license) === undefined) return undefined
  if (plus !== true) return license
  return /^(A?GPL|LGPL|GFDL)-\d\.\d$/.test(license) ? `${license}-or-later` : undefined
}

function parsed(expression: string): Info | undefined {
  if (isUnlicensed(expression)) return undefined
  try {
    return parse(expression)
  } catch {
    return undefined
  }
}

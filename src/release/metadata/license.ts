import type { Release } from '../release.js'
import { licenseAddress, spdxId } from './licenses.js'
import { grouped } from './markdown.js'
import { schemaFile, valuesOfRole } from './measures.js'

/** LICENSE of a release, plain text: which licence covers what, and how many records are under each. */
export function renderLicense(release: Release): string {
  const { corpus } = release
  const paragraphs = [
    `Licences of “${oneLine(corpus.title)}”, version ${corpus.version}`,
    'Two things are licensed apart from each other: what the records hold, and what describes them.',
    `1. The content of the records (data/)\n\n${contentTerms(release)}`,
    `2. The schema, the metadata and the datasheet (everything outside data/, ${schemaFile(release)} included)\n\n${metadataTerms(release)}`,
    `A licence of the program that made the release covers neither.`,
  ]
  return paragraphs.join('\n\n') + '\n'
}

function contentTerms(release: Release): string {
  const { license, license_note } = release.corpus
  const parts = [
    indented(meaningOf(license)),
    ...(license_note === undefined ? [] : [indented(license_note.trim())]),
  ]
  const perRecord = recordLicenses(release)
  return [...parts, ...(perRecord === undefined ? [] : [perRecord])].join('\n\n')
}

function metadataTerms({ corpus: { metadata_license } }: Release): string {
  return indented(metadata_license === undefined ? 'No licence is stated.' : meaningOf(metadata_license))
}

function meaningOf(expression: string): string {
  if (expression === 'NOASSERTION') {
    return 'NOASSERTION: no licence is known. Nobody here can grant you any right in this content.'
  }
  if (expression === 'NONE') return 'NONE: no licence is granted.'
  const id = spdxId(expression)
  return `SPDX-License-Identifier: ${expression}${id === undefined ? '' : `\n${licenseAddress(id)}`}`
}

function recordLicenses(release: Release): string | undefined {
  const licenses = valuesOfRole(release, 'license')
  if (licenses === undefined) return undefined
  const intro = `Each record names its own licence in the field ${licenses.label}, which takes precedence.`
  if (licenses.counts === undefined)
    return indented(`${intro} There are too many different ones to list here.`)
  const width = Math.max(0, ...licenses.counts.map(([, count]) => grouped(count).length))
  const lines = licenses.counts.map(
    ([license, count]) => `${grouped(count).padStart(width)}  ${oneLine(license)}`,
  )
  return indented([intro, 'Records by licence:', '', ...lines].join('\n'))
}

function indented(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map(line => (line.trim() === '' ? '' : `   ${line}`))
    .join('\n')
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

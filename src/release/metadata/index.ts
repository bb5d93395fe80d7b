import { renderDatasheet } from '../datasheet/datasheet.js'
import { pictureFiles } from '../pictures/pictures.js'
import type { MetadataStandard, Release } from '../release.js'
import { arabic } from '../words/arabic.js'
import { renderCitation } from './citation.js'
import { renderCroissant } from './croissant/croissant.js'
import { renderDataPackage } from './datapackage.js'
import { renderLicense } from './license.js'
import { renderReadme } from './readme.js'
import { renderRoCrate } from './ro-crate.js'

/** The metadata files of a release, each a pure function of it. Adding a standard is a file here and a line below. */
const standards: readonly MetadataStandard[] = [
  { fileName: 'README.md', render: renderReadme },
  { fileName: 'DATASHEET.md', render: release => renderDatasheet(release) },
  { fileName: 'DATASHEET.ar.md', render: release => renderDatasheet(release, arabic) },
  { fileName: 'datapackage.json', render: renderDataPackage },
  { fileName: 'ro-crate-metadata.json', render: renderRoCrate },
  { fileName: 'croissant.json', render: renderCroissant },
  { fileName: 'CITATION.cff', render: renderCitation },
  { fileName: 'LICENSE', render: renderLicense },
  ...pictureFiles,
]

/** The texts of a release's metadata files, by their paths. */
export function renderMetadata(
  release: Release,
): readonly { readonly path: string; readonly text: string }[] {
  return standards.flatMap(({ fileName, render }) => {
    const text = render(release)
    return text === undefined ? [] : [{ path: fileName, text }]
  })
}

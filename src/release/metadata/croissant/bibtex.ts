import type { Release } from '../../release.js'

/** How to cite the release, as BibTeX. */
export function bibtexOf({ corpus }: Release): string {
  const fields = {
    author: corpus.creators.map(({ name }) => `{${escaped(name)}}`).join(' and '),
    title: `{${escaped(corpus.title)}}`,
    year: corpus.released.slice(0, 4),
    version: escaped(corpus.version),
    ...(/^https?:/.test(corpus.url) ? { url: escaped(corpus.url) } : { note: escaped(corpus.url) }),
  }
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}}`)
  return `@misc{${corpus.name}_${corpus.version.replace(/[^0-9A-Za-z.-]/g, '-')},\n${lines.join(',\n')}\n}`
}

/** What TeX and BibTeX would read as markup, spelled so that it is not. */
const spelled: Readonly<Record<string, string>> = {
  '\\': '{\\textbackslash}',
  '{': '{\\textbraceleft}',
  '}': '{\\textbraceright}',
  '~': '{\\textasciitilde}',
  '^': '{\\textasciicircum}',
  '"': '{\\textquotedbl}',
  $: '\\$',
  '&': '\\&',
  '%': '\\%',
  '#': '\\#',
  _: '\\_',
}

const escaped = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\\{}~^"$&%#_]/g, character => spelled[character] ?? character)

import { existsSync, readFileSync } from 'node:fs'

/**
 * What docs/problems.md says of each code, in Markdown. Nothing where the page was left out of an installation: many
 * prune documentation.
 */
export function readHelp(): (code: string) => string | undefined {
  const page = new URL('../../docs/problems.md', import.meta.url)
  return existsSync(page) ? helpFrom(readFileSync(page, 'utf8')) : () => undefined
}

/** The sections below headings that are a code. */
export function helpFrom(page: string): (code: string) => string | undefined {
  const sections = new Map<string, string>()
  for (const part of page.split(/^(?=## )/m)) {
    const [, code, section = ''] = /^## `([^`\n]+)`\n([\s\S]*)$/.exec(part) ?? []
    if (code !== undefined) sections.set(code, section.trim())
  }
  return code => sections.get(code)
}

/** The first paragraph of a section, in one line and without the severity that begins it. */
export function leadOf(section: string): string {
  const [paragraph = ''] = section.split('\n\n')
  return paragraph.replaceAll('\n', ' ').replace(/^(Error|Warning|Note|Error or warning)\. /, '')
}

/** What is said without the examples. */
export function proseOf(section: string): string {
  return section
    .replaceAll(/^```.*\n[\s\S]*?^```$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

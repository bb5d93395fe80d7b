import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, extname, join } from 'node:path'
import { UsageError } from '../errors.js'
import { tool } from '../tool.js'
import type { Article, Refusal } from './article.js'

/** What a file that is to be added is: a text as it stands, or something that a text is made of. */
export type Form = 'text' | 'html' | 'markdown'
const forms: readonly Form[] = ['text', 'html', 'markdown']

export interface Converter {
  readonly mediaType: string
  /** What converts, with its version. */
  readonly name: string
  /** In bytes. */
  readonly limit: number
  read(text: string): Article | Refusal
}

export type Converters = Readonly<Partial<Record<Form, Converter>>>

const endings: Readonly<Record<string, Form>> = {
  '.txt': 'text',
  '.text': 'text',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.mdown': 'markdown',
}

/** By the ending of its name; undefined where that says nothing. */
export const formOf = (path: string): Form | undefined => endings[extname(path).toLowerCase()]

/** The form that somebody names. Throws UsageError for another word. */
export function formNamed(name: string): Form {
  const form = forms.find(known => known === name)
  if (form !== undefined) return form
  throw new UsageError(`"${name}" is no form of a text.`, { fix: `Name one of ${forms.join(', ')}.` })
}

const MB = 1024 * 1024

/** Loads what the forms need. */
export async function convertersFor(wanted: ReadonlySet<Form>): Promise<Converters> {
  const html = async (): Promise<Converter> => ({
    mediaType: 'text/html',
    name: nameWith('html', '@mozilla/readability', 'linkedom'),
    limit: 8 * MB,
    read: (await import('./page.js')).readPage,
  })
  const markdown = async (): Promise<Converter> => ({
    mediaType: 'text/markdown',
    name: nameWith('markdown', 'mdast-util-from-markdown'),
    limit: MB,
    read: (await import('./markdown.js')).readMarkdown,
  })
  return {
    ...(wanted.has('html') && { html: await html() }),
    ...(wanted.has('markdown') && { markdown: await markdown() }),
  }
}

/** `warraq 0.1.0 (html; linkedom 0.18.15)` */
const nameWith = (form: Form, ...libraries: readonly string[]): string =>
  `${tool.name} ${tool.version} (${[form, ...libraries.map(versionOf)].join('; ')})`

function versionOf(library: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(library))
  while (basename(folder) !== basename(library)) folder = dirname(folder)
  const { version }: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return `${basename(library)} ${version}`
}

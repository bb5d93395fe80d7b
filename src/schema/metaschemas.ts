import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** The standard's own metaschemas, as ajv ships them, by address without fragment. */
const files: Readonly<Record<string, string>> = {
  'https://json-schema.org/draft/2020-12/schema': 'json-schema-2020-12/schema.json',
  'https://json-schema.org/draft/2019-09/schema': 'json-schema-2019-09/schema.json',
  'http://json-schema.org/draft-07/schema': 'json-schema-draft-07.json',
}

const VOCABULARY = /^https:\/\/json-schema\.org\/draft\/(2019-09|2020-12)\/meta\/([a-z-]+)$/
const vocabularies = new Set(['core', 'applicator', 'unevaluated', 'validation', 'meta-data', 'content'])
vocabularies.add('format').add('format-annotation')

/** Read from the disk, never from the network. Undefined for an address that is no metaschema's. */
export function metaschema(uri: string): unknown {
  const [, draft, name = ''] = VOCABULARY.exec(uri) ?? []
  const file = draft === undefined ? files[uri] : `json-schema-${draft}/meta/${name}.json`
  if (file === undefined || (draft !== undefined && !vocabularies.has(name))) return undefined
  try {
    return JSON.parse(readFileSync(require.resolve(`ajv/dist/refs/${file}`), 'utf8'))
  } catch {
    return undefined
  }
}

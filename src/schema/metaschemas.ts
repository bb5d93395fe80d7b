import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isObject } from './keywords.js'

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

/** ajv has draft-07 as it was first published. It now allows an enum that is empty, or has a value twice, as its text always did. */
function withAnyEnum(schema: unknown): unknown {
  if (!isObject(schema) || !isObject(schema['properties'])) return schema
  return { ...schema, properties: { ...schema['properties'], enum: { type: 'array', items: true } } }
}

/** Read from the disk, never from the network. Undefined for an address that is no metaschema's. */
export function metaschema(uri: string): unknown {
  const [, draft, name = ''] = VOCABULARY.exec(uri) ?? []
  const file = draft === undefined ? files[uri] : `json-schema-${draft}/meta/${name}.json`
  if (file === undefined || (draft !== undefined && !vocabularies.has(name))) return undefined
  try {
    const shipped: unknown = JSON.parse(readFileSync(require.resolve(`ajv/dist/refs/${file}`), 'utf8'))
    return uri.includes('draft-07') ? withAnyEnum(shipped) : shipped
  } catch {
    return undefined
  }
}

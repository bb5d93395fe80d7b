import type { JsonObject } from '../text/json.js'
import { isText } from './rules.js'

/** What the data of a resource is read as; `other` is only counted and hashed. */
export type Form =
  | { readonly kind: 'delimited'; readonly delimiter: string }
  | { readonly kind: 'json' | 'jsonl' }
  | { readonly kind: 'other'; readonly name: string }

const COMMAS: Form = { kind: 'delimited', delimiter: ',' }
const TABS: Form = { kind: 'delimited', delimiter: '\t' }

const forms: Readonly<Record<string, Form>> = {
  csv: COMMAS,
  tsv: TABS,
  tab: TABS,
  json: { kind: 'json' },
  jsonl: { kind: 'jsonl' },
  ndjson: { kind: 'jsonl' },
  jsonlines: { kind: 'jsonl' },
}

const mediaTypes: Readonly<Record<string, Form>> = {
  'text/csv': COMMAS,
  'application/csv': COMMAS,
  'text/comma-separated-values': COMMAS,
  'text/tab-separated-values': TABS,
  'application/json': { kind: 'json' },
  'text/json': { kind: 'json' },
  'application/jsonl': { kind: 'jsonl' },
  'application/jsonlines': { kind: 'jsonl' },
  'application/json-lines': { kind: 'jsonl' },
  'application/x-ndjson': { kind: 'jsonl' },
  'application/x-jsonlines': { kind: 'jsonl' },
  'application/ndjson': { kind: 'jsonl' },
}

/**
 * The form that the end of the path says, or `format`, or `mediatype`. A packed or unknown file is of another form; one
 * that says nothing at all, such as `table.txt`, is taken to be delimited where it has a schema.
 */
export function formOf(resource: JsonObject, path: string | undefined): Form {
  const { format, mediatype } = resource
  const stated = isText(format) ? format.toLowerCase().replace(/^\./, '') : undefined
  const ending = /\.([^./]+)$/.exec(path ?? '')?.[1]?.toLowerCase()
  const { compression } = resource
  if (isText(compression) && compression !== '' && compression !== 'no')
    return { kind: 'other', name: `${compression} files` }
  if (ending !== undefined && packed.has(ending)) return { kind: 'other', name: `${ending} files` }
  if (stated !== undefined)
    return forms[stated] ?? { kind: 'other', name: `files of the format ${JSON.stringify(stated)}` }
  const known = ending === undefined ? undefined : forms[ending]
  if (known !== undefined) return known
  const ofMedia = isText(mediatype)
    ? mediaTypes[mediatype.toLowerCase().split(';')[0]?.trim() ?? '']
    : undefined
  if (ofMedia !== undefined) return ofMedia
  if (ending === undefined || ending === 'txt' || ending === 'dat' || ending === 'data') return COMMAS
  return { kind: 'other', name: `${ending} files` }
}

const packed: ReadonlySet<string> = new Set(['gz', 'zip', 'bz2', 'xz', 'zst', '7z', 'tar'])

import type { RecordSchema } from './field.js'

/** TypeScript declarations of a record, as json-schema-to-typescript writes them. Nothing is read from elsewhere. */
export async function typesOf({ json, path }: Pick<RecordSchema, 'json' | 'path'>): Promise<string> {
  const { compile } = await import('json-schema-to-typescript')
  const banner = `/* Written by "warraq types" from ${path}. Change the schema, not this file. */`
  const copy = structuredClone(json)
  return compile(forCompiler(copy), String(json['title'] ?? 'Record'), {
    bannerComment: banner,
    additionalProperties: true,
    unknownAny: true,
    maxItems: 20,
    $refOptions: { resolve: { external: false } },
    style: { singleQuote: true, semi: false, printWidth: 110 },
  })
}

/** The compiler knows tuples and definitions by their older names, and takes `$anchor` for an error. */
function forCompiler(schema: unknown): object {
  return rewritten(schema) as object
}

function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([keyword, member]): [string, unknown][] => {
    if (keyword === '$anchor' || keyword === '$dynamicAnchor' || keyword === '$id' || keyword === '$schema')
      return []
    if (keyword === 'prefixItems') return [['items', rewritten(member)]]
    if (keyword === 'items' && 'prefixItems' in value) return [['additionalItems', rewritten(member)]]
    if (keyword === 'unevaluatedProperties') return [['additionalProperties', rewritten(member)]]
    return [[keyword, rewritten(member)]]
  })
  return Object.fromEntries(entries)
}

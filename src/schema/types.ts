import type { RecordSchema } from './field.js'
import { typeSchemaOf } from './type-schema.js'

/** TypeScript declarations of a record, as json-schema-to-typescript writes them. Nothing is read from elsewhere. */
export async function typesOf({ json, path }: Pick<RecordSchema, 'json' | 'path'>): Promise<string> {
  const { compile } = await import('json-schema-to-typescript')
  const { schema, names } = typeSchemaOf(json)
  const banner = `/* Written by "warraq types" from ${path.replaceAll('*/', '*\\/')}. Change the schema, not this file. */`
  const types = await compile(schema, nameOf(json['title']), {
    bannerComment: banner,
    additionalProperties: true,
    unknownAny: true,
    maxItems: 20,
    $refOptions: { resolve: { external: false } },
    style: { singleQuote: true, semi: false, printWidth: 110 },
  })
  return types.replaceAll(/warraq_name_\d+_/g, stand => {
    const name = names.get(stand)
    return name === undefined ? stand : JSON.stringify(name)
  })
}

/** The compiler makes an identifier of any title that has a letter in it. */
function nameOf(title: unknown): string {
  return typeof title === 'string' && /[A-Za-z]/.test(title) ? title : 'Record'
}

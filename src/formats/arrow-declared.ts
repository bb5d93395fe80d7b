import type * as Arrow from 'apache-arrow'
import type { RecordSchema } from '../schema/field.js'
import { arrowField } from './arrow.js'
import { arrowBatches } from './arrow-file.js'
import { type Declared, type DeclaredDifference, declaredDifferences } from './declared.js'

/**
 * How the columns that an Arrow file declares differ from those that the schema gives: names, order, types, whether
 * they may be null, and metadata. Throws what the library throws where the file is damaged.
 */
export async function arrowDeclared(path: string, { fields }: RecordSchema): Promise<DeclaredDifference[]> {
  const library = await import('apache-arrow')
  const expected = fields.flatMap(field => declaredOf(arrowField(library, field), []))
  for await (const { schema } of arrowBatches(path)) {
    const found = schema.fields.flatMap(field => declaredOf(field, []))
    return declaredDifferences(found, expected)
  }
  return []
}

function declaredOf(field: Arrow.Field, above: readonly string[]): Declared[] {
  const { name, nullable, metadata, type } = field
  const path = [...above, name ?? '']
  const said = [...metadata].map(([key, value]) => `${key}=${value}`).sort()
  const children: readonly Arrow.Field[] = type.children ?? []
  const kind = children.length > 0 ? String(type).replace(/<.*$/s, '') : String(type)
  const words = [kind, ...(nullable ? ['nullable'] : []), ...said].join(' ')
  return [{ column: path.join('.'), words }, ...children.flatMap(child => declaredOf(child, path))]
}

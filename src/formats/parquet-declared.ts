import { open as openFile } from 'node:fs/promises'
import type { RecordSchema } from '../schema/field.js'
import { type Declared, type DeclaredDifference, declaredDifferences } from './declared.js'
import { openParquet } from './parquet-handle.js'
import type { ParquetNode } from './parquet-read.js'
import { type ParquetElement, parquetSchemaOf } from './parquet-schema.js'

/**
 * How the columns that a Parquet file declares differ from those that the schema gives: names, order, types, and
 * whether they may be null. Throws what the library throws where the file is damaged.
 */
export async function parquetDeclared(path: string, { fields }: RecordSchema): Promise<DeclaredDifference[]> {
  const file = await openFile(path)
  try {
    const { root } = await openParquet(file)
    const [, ...expected] = wordsOf(parquetSchemaOf(fields))
    const found = root.children.flatMap(child => nodeWords(child, []))
    return declaredDifferences(found, expected)
  } finally {
    await file.close()
  }
}

function nodeWords({ element, children }: ParquetNode, above: readonly string[]): Declared[] {
  const path = [...above, element.name]
  const words = typeWords({ ...element, num_children: children.length })
  return [{ column: path.join('.'), words }, ...children.flatMap(child => nodeWords(child, path))]
}

/** The elements stand depth first, each with the number of its children. */
function wordsOf(elements: readonly ParquetElement[]): Declared[] {
  const open: { left: number; path: readonly string[] }[] = []
  return elements.map(element => {
    while (open.at(-1)?.left === 0) open.pop()
    const parent = open.at(-1)
    if (parent !== undefined) parent.left--
    const path = parent === undefined ? [] : [...parent.path, element.name]
    open.push({ left: element.num_children ?? 0, path })
    return { column: path.join('.'), words: typeWords(element) }
  })
}

interface Element {
  readonly type?: unknown
  readonly repetition_type?: unknown
  readonly num_children?: number | undefined
  readonly converted_type?: unknown
  readonly logical_type?:
    | { readonly type: unknown; readonly isAdjustedToUTC?: unknown; readonly unit?: unknown }
    | undefined
}

function typeWords({
  type,
  repetition_type,
  num_children = 0,
  converted_type,
  logical_type,
}: Element): string {
  const { type: logical, isAdjustedToUTC, unit } = logical_type ?? {}
  const instant = logical === 'TIMESTAMP' ? [unit, isAdjustedToUTC === true ? 'UTC' : 'local'] : []
  const parts = [repetition_type, type, logical, ...instant, converted_type]
  const said = parts.filter(part => part !== undefined).map(String)
  return [...said, ...(num_children > 0 ? [`${num_children} columns`] : [])].join(' ')
}

import { readFileSync } from 'node:fs'
import { loadCorpus } from '../corpus/load.js'
import { sidecarSchemaOf } from '../corpus/sidecar-schema.js'
import { UsageError } from '../errors.js'
import { describeColumns } from '../schema/describe.js'
import type { RecordSchema } from '../schema/field.js'
import { loadSchema } from '../schema/load.js'
import { typesOf } from '../schema/types.js'

interface Options {
  readonly corpus: string
  readonly schema?: string
  readonly columns?: boolean
  readonly sidecar?: boolean
  readonly json?: boolean
}

export async function runTypes(options: Options): Promise<number> {
  const schema = options.schema === undefined ? loadCorpus(options.corpus).schema : schemaAt(options.schema)
  process.stdout.write(await textOf(schema, options))
  return 0
}

async function textOf(schema: RecordSchema, { columns, sidecar, json }: Options): Promise<string> {
  if (sidecar) return `${JSON.stringify(sidecarSchemaOf(schema), null, 2)}\n`
  if (columns) {
    const table = describeColumns(schema)
    return json
      ? `${JSON.stringify(table)}\n`
      : textTable(
          table.map(line => Object.values(line)),
          Object.keys(table[0] ?? {}),
        )
  }
  const types = await typesOf(schema)
  return json ? `${JSON.stringify({ types })}\n` : types
}

function schemaAt(path: string): RecordSchema {
  try {
    return loadSchema(readFileSync(path, 'utf8'), path)
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    throw new UsageError(`The schema ${path} cannot be read.`, { cause })
  }
}

function textTable(lines: readonly (readonly string[])[], head: readonly string[]): string {
  const all = [head, ...lines]
  const widths = head.map((_, i) => Math.max(...all.map(line => [...(line[i] ?? '')].length)))
  return all
    .map(
      line =>
        `${line
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

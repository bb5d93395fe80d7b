import { open as openFile } from 'node:fs/promises'
import type { FileMetaData, SchemaElement } from 'hyparquet'
import type { ParquetWriter } from 'hyparquet-writer'
import { UsageError } from '../errors.js'
import { systemCode } from '../files/io-error.js'
import type { Sink } from './format.js'
import type { Cells } from './parquet-cells.js'
import { leavesOf, type ParquetFile, type RowGroup, readColumns } from './parquet-file.js'
import { openParquet } from './parquet-handle.js'
import { parquetOptions, sinkWriter } from './parquet-sink.js'

const PAGE_BYTES = 2 ** 20

/**
 * Copies the records of a Parquet file into two, by their ordinals, with its schema as it stands: values are read and
 * written as their physical types. Row groups that cannot be read are left out. Throws UsageError for a map, and for a
 * type that is written no longer (INT96).
 */
export async function copyParquet(
  path: string,
  isRejected: (ordinal: number) => boolean,
  halves: readonly [Sink, Sink],
): Promise<void> {
  const library = await import('hyparquet-writer')
  const { parquetSchema } = await import('hyparquet')
  const options = await parquetOptions()
  const handle = await openFile(path)
  try {
    const file = await openParquet(handle, asPhysical)
    const { metadata, elements } = file
    const paths = leavesOf(parquetSchema(metadata)).map(leaf => leaf.path)
    const { key_value_metadata: kvMetadata } = metadata
    const writers = halves.map(sink => {
      const isEmpty = () => writer.row_groups.length === 0
      const writer: ParquetWriter = new library.ParquetWriter({
        ...options,
        writer: sinkWriter(library, sink, { pageBytes: PAGE_BYTES, isEmpty }),
        schema: [...elements],
        statistics: false,
        ...(kvMetadata && { kvMetadata }),
      })
      return writer
    })
    for (const group of file.groups) {
      const cells = await columnsOf(file, group)
      if (cells === undefined) continue
      const ordinals = Array.from({ length: group.end - group.start }, (_, i) => i)
      writers.forEach((writer, half) => {
        write(
          writer,
          cells,
          ordinals.filter(i => isRejected(group.start + i) === (half === 1)),
        )
      })
    }
    for (const writer of writers) {
      for (const { columns } of writer.row_groups) {
        columns.forEach(({ meta_data }, i) => {
          if (meta_data !== undefined) meta_data.path_in_schema = paths[i] ?? []
        })
      }
      writer.schema = metadata.schema
      writer.finish()
    }
  } catch (cause) {
    if (!(cause instanceof Error) || systemCode(cause) !== null) throw cause
    throw new UsageError(`The records of ${path} cannot be divided: ${cause.message}.`, { cause })
  } finally {
    await handle.close()
  }
}

async function columnsOf(
  file: ParquetFile,
  group: RowGroup,
): Promise<ReadonlyMap<string, Cells> | undefined> {
  try {
    const keys = file.root.children.map(({ key }) => key)
    const read = await readColumns(file, keys, group)
    return new Map(keys.map((key, i) => [key, read[i] ?? []]))
  } catch {
    return undefined
  }
}

function write(writer: ParquetWriter, cells: ReadonlyMap<string, Cells>, ordinals: readonly number[]): void {
  if (ordinals.length === 0) return
  writer.write({
    columnData: [...cells].map(([name, values]) => ({ name, data: ordinals.map(i => values.at(i) ?? null) })),
    rowGroupSize: ordinals.length,
    pageSize: PAGE_BYTES,
  })
}

/** Annotations of leaves would have values turned into what they mean, and back. */
function asPhysical(metadata: FileMetaData): FileMetaData {
  return {
    ...metadata,
    schema: metadata.schema.map((element): SchemaElement => {
      const { name, type, type_length, repetition_type, num_children } = element
      // A list's elements are read as they are; the pairs of a map would become keys of an object.
      if (type === undefined)
        return element.converted_type === 'LIST'
          ? element
          : { name, ...(repetition_type && { repetition_type }), num_children: num_children ?? 0 }
      return {
        name,
        type,
        ...(type_length !== undefined && { type_length }),
        ...(repetition_type && { repetition_type }),
      }
    }),
  }
}

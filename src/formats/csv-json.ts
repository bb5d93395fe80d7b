import { isSet } from '../records/bits.js'
import { canonicalJson } from '../records/canonical-json.js'
import type { Column } from '../records/column.js'
import { readerOf } from '../records/columns.js'
import type { CsvBytes } from './csv-bytes.js'

/** Writes values of a column as canonical JSON, within a cell in quotes; a null as `null`. */
export function jsonWriter(column: Column, out: CsvBytes): (index: number) => void {
  const { validity } = column
  const write = presentWriter(column, out)
  return validity === undefined
    ? write
    : index => {
        if (isSet(validity, index)) write(index)
        else out.plain('null')
      }
}

function presentWriter(column: Column, out: CsvBytes): (index: number) => void {
  const { field } = column
  switch (column.layout) {
    case 'list': {
      const { offsets } = column
      const write = jsonWriter(column.items, out)
      return index => {
        out.plain('[')
        const [start, end] = [offsets[index]!, offsets[index + 1]!]
        for (let item = start; item < end; item++) {
          if (item > start) out.comma()
          write(item)
        }
        out.plain(']')
      }
    }
    case 'bytes': {
      const { bytes, offsets } = column
      if (field.kind === 'string') return index => out.jsonString(bytes, offsets[index]!, offsets[index + 1]!)
      break
    }
    case 'bits': {
      const { values } = column
      return index => out.plain(isSet(values, index) ? 'true' : 'false')
    }
    case 'fixed': {
      const { values } = column
      if (field.kind !== 'date' && field.kind !== 'timestamp')
        return index => out.plain(String(values[index]))
      break
    }
  }
  const read = readerOf(column)
  return index => out.doubled(canonicalJson(read(index) ?? null))
}

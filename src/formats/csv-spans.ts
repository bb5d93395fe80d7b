import { isSet } from '../records/bits.js'
import type { Column } from '../records/column.js'
import { readerOf } from '../records/columns.js'
import type { CsvBytes } from './csv-bytes.js'

/**
 * Writes what spans hold: the text of a record between the `start` and `end` of an element, which count code points.
 * Nothing is written where there is no text or no element. Spans in order cost one walk of the text.
 */
export function spanWriter(
  text: { readonly column: Column; readonly around: readonly Uint8Array[] },
  elements: Column,
  out: CsvBytes,
): ((record: number, element: number) => void) | undefined {
  const { column, around } = text
  if (column.layout !== 'bytes' || elements.layout !== 'struct') return undefined
  const bits = [...around, column.validity].filter(one => one !== undefined)
  const numbers = (name: string) => {
    const found = elements.children.find(({ field }) => field.name === name)
    return found === undefined ? () => Number.NaN : readerOf(found)
  }
  const [startOf, endOf] = [numbers('start'), numbers('end')]
  const { bytes, offsets } = column
  let [walked, at, point] = [-1, 0, 0]
  const byteAt = (record: number, offset: number): number => {
    if (record !== walked || offset < point) {
      walked = record
      at = offsets[record]!
      point = 0
    }
    const end = offsets[record + 1]!
    for (; point < offset && at < end; point++) {
      at++
      while (at < end && (bytes[at]! & 0xc0) === 0x80) at++
    }
    return at
  }
  return (record, element) => {
    if (!isSet(elements.validity, element) || bits.some(one => !isSet(one, record))) return
    const start = byteAt(record, Number(startOf(element)))
    out.quotedBytes(bytes, start, byteAt(record, Number(endOf(element))))
  }
}

import type { Field, Json } from '../schema/field.js'

/**
 * Values of one field over a run of records, in Arrow's memory layout: `validity` has bit `i` set where value `i`
 * is not null (undefined when none is null). Under a null struct, children are null, or zero where they cannot be null.
 */
export type Column = {
  readonly field: Field
  readonly length: number
  readonly nullCount: number
  readonly validity: Uint8Array | undefined
} & Layout

export type Layout =
  | { readonly layout: 'bytes'; readonly offsets: Int32Array; readonly bytes: Uint8Array }
  | { readonly layout: 'fixed'; readonly values: Int32Array | BigInt64Array | Float64Array }
  | { readonly layout: 'bits'; readonly values: Uint8Array }
  | { readonly layout: 'list'; readonly offsets: Int32Array; readonly items: Column }
  | { readonly layout: 'struct'; readonly children: readonly Column[] }

/** A value, or undefined where its key is absent or an object around it is null. */
export type Value = Json | undefined

/** A value as JSON has it; integers beyond ±(2^53−1) are bigints, unless they are spelled as the float that they are (1e20). */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Something about a JSON text that its value does not show. Offsets are UTF-16 units into the text. */
export type JsonFault =
  | { readonly kind: 'syntax'; readonly offset: number; readonly detail: string }
  | { readonly kind: 'depth'; readonly offset: number }
  | {
      readonly kind: 'duplicate-key'
      readonly offset: number
      readonly pointer: string
      readonly key: string
    }
  | { readonly kind: 'rounded'; readonly offset: number; readonly pointer: string; readonly literal: string }
  | {
      readonly kind: 'non-finite'
      readonly offset: number
      readonly pointer: string
      readonly literal: string
    }
  | { readonly kind: 'lone-surrogate'; readonly offset: number; readonly pointer: string }

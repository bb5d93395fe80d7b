import type { Json, JsonObject } from '../schema/field.js'
import { canonicalJson } from './canonical-json.js'

// A JSON value as the physical value of its kind. TypeError: another kind; RangeError: it does not fit.

export function stringOf(value: Json): string {
  return typeof value === 'string' ? value : unexpected(value, 'a string')
}

export function booleanOf(value: Json): boolean {
  return typeof value === 'boolean' ? value : unexpected(value, 'a boolean')
}

export function float64Of(value: Json): number {
  if (typeof value !== 'number' && typeof value !== 'bigint') return unexpected(value, 'a number')
  const number = Number(value)
  if (!Number.isFinite(number)) throw new RangeError(`${number} is not finite.`)
  return number === 0 ? 0 : number // JSON has no −0 of its own
}

export function int32Of(value: Json): number {
  if (typeof value !== 'number' && typeof value !== 'bigint') return unexpected(value, 'an integer')
  const integer = Number(value)
  if ((integer | 0) !== integer) throw new RangeError(`${value} is not a 32-bit integer.`)
  return integer | 0
}

export function int64Of(value: Json): bigint {
  if (typeof value !== 'number' && typeof value !== 'bigint') return unexpected(value, 'an integer')
  if (typeof value === 'number' && !Number.isInteger(value))
    throw new RangeError(`${value} is not an integer.`)
  const integer = BigInt(value)
  if (BigInt.asIntN(64, integer) !== integer) throw new RangeError(`${value} is not a 64-bit integer.`)
  return integer
}

/** An integer as JSON values have it: a number where that is exact, else a bigint. */
export function integerOf(value: number | bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(value)
}

export function listOf(value: Json): readonly Json[] {
  return isList(value) ? value : unexpected(value, 'an array')
}

export function objectOf(value: Json): JsonObject {
  if (typeof value !== 'object' || value === null || isList(value)) return unexpected(value, 'an object')
  return value
}

/** Sets a key of its own; `__proto__` would otherwise change the object's prototype. */
export function setKey(object: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function unexpected(value: Json, expected: string): never {
  throw new TypeError(`${canonicalJson(value).slice(0, 40)} is not ${expected}.`)
}

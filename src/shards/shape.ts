/** Whether a value that was read has a shape. */
export type Shape = (value: unknown) => boolean

export const isText: Shape = value => typeof value === 'string'
export const isCount: Shape = value => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

export const listOf =
  (isElement: Shape): Shape =>
  value =>
    Array.isArray(value) && value.every(isElement)

/** An object of any names. */
export const mapOf =
  (isMember: Shape): Shape =>
  value =>
    isObject(value) && Object.values(value).every(isMember)

/** An object that has these members, and perhaps others. */
export function objectOf(members: Readonly<Record<string, Shape>>): Shape {
  const known = Object.entries(members)
  return value => isObject(value) && known.every(([name, shape]) => shape(own(value, name)))
}

export const optional =
  (shape: Shape): Shape =>
  value =>
    value === undefined || shape(value)

export const oneOf =
  (...shapes: readonly Shape[]): Shape =>
  value =>
    shapes.some(shape => shape(value))

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const own = (object: object, name: string): unknown =>
  Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined

/** An entity of a flattened JSON-LD graph. */
export interface Entity {
  readonly '@id': string
  readonly '@type': string | readonly string[]
  readonly [property: string]: unknown
}

export interface Reference {
  readonly '@id': string
}

/** A reference to an entity, by its id. */
export function refer({ '@id': id }: Reference): Reference {
  return { '@id': id }
}

/** Values of a property as RO-Crate wants them: one alone stands without a list, none at all leaves the property out. */
export function property<Value>(name: string, values: readonly Value[]): Readonly<Record<string, unknown>> {
  if (values.length === 0) return {}
  return { [name]: values.length === 1 ? values[0] : values }
}

/** Entities by order of appearance, those of one id once. */
export function flattened(entities: readonly Entity[]): readonly Entity[] {
  return [...new Map(entities.map(entity => [entity['@id'], entity] as const).reverse()).values()].reverse()
}

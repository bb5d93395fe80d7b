import { tokensOf } from '../text/pointer.js'
import { isObject, type SchemaObject, subschemas } from './keywords.js'
import { metaschema } from './metaschemas.js'

/** A schema with an address of its own: the document, or a part of it with `$id`. */
export interface Resource {
  /** Absolute, without fragment. */
  readonly uri: string
  readonly root: unknown
  /** Schemas by `$anchor` and `$dynamicAnchor`. */
  readonly anchors: ReadonlyMap<string, SchemaObject>
  readonly dynamicAnchors: ReadonlyMap<string, SchemaObject>
  /** `$recursiveAnchor` of 2019-09. */
  readonly recursive: boolean
}

/** What a reference leads to. */
interface Target {
  readonly schema: unknown
  readonly resource: Resource
  /** The fragment, where it is a name and no pointer. */
  readonly anchor: string | undefined
}

export interface Resources {
  readonly root: Resource
  /** The resource that a schema belongs to; undefined where it stands in no place for schemas. */
  of(schema: SchemaObject): Resource | undefined
  /** Undefined where the reference leads nowhere in this document and the standard's own metaschemas. */
  resolve(reference: string, base: Resource): Target | undefined
}

/** A document that names no address has this one; it is nobody's. */
const NAMELESS = 'warraq-schema://document/'

/** Finds every address inside a schema document. Nothing is ever fetched. */
export function resourcesOf(document: unknown, isOld: boolean): Resources {
  const resources = new Map<string, Resource>()
  const homes = new Map<SchemaObject, Resource>()
  const root = addDocument(document, NAMELESS, isOld, resources, homes)

  const resourceAt = (uri: string): Resource | undefined => {
    const known = resources.get(uri)
    if (known !== undefined) return known
    const standard = metaschema(uri)
    return standard === undefined
      ? undefined
      : addDocument(standard, uri, uri.includes('draft-07'), resources, homes)
  }

  return {
    root,
    of: schema => homes.get(schema),
    resolve: (reference, base) => {
      const address = absolute(reference, base.uri)
      if (address === undefined) return undefined
      const [uri = '', encoded = ''] = address.split('#')
      const resource = resourceAt(uri)
      const fragment = decoded(encoded)
      if (resource === undefined || fragment === undefined) return undefined
      if (fragment === '') return { schema: resource.root, resource, anchor: undefined }
      if (fragment.startsWith('/')) return followPointer(resource, fragment, homes)
      const schema = resource.anchors.get(fragment) ?? resource.dynamicAnchors.get(fragment)
      return schema && { schema, resource, anchor: fragment }
    },
  }
}

interface Mutable extends Resource {
  readonly anchors: Map<string, SchemaObject>
  readonly dynamicAnchors: Map<string, SchemaObject>
}

function addDocument(
  document: unknown,
  uri: string,
  isOld: boolean,
  resources: Map<string, Resource>,
  homes: Map<SchemaObject, Resource>,
): Resource {
  const start = newResource(document, uri)
  resources.set(uri, start)
  const byPointer = new Map<string, Mutable>([['', start]])
  for (const [schema, pointer] of subschemas(document)) {
    let home = nearest(byPointer, pointer) ?? start
    // Draft-07 ignores everything beside `$ref`, also an address.
    const id = isOld && '$ref' in schema ? undefined : schema['$id']
    if (typeof id === 'string') {
      const [address = '', name = ''] = (absolute(id, home.uri) ?? home.uri).split('#')
      if (isOld && name !== '' && id.startsWith('#')) home.anchors.set(name, schema)
      else if (address !== home.uri || pointer === '') {
        home = newResource(schema, address)
        resources.set(address, home)
        byPointer.set(pointer, home)
        if (pointer === '') resources.set(uri, home)
      }
    }
    homes.set(schema, home)
    const { $anchor: anchor, $dynamicAnchor: dynamicAnchor } = schema
    if (!isOld && typeof anchor === 'string') home.anchors.set(anchor, schema)
    if (!isOld && typeof dynamicAnchor === 'string') home.dynamicAnchors.set(dynamicAnchor, schema)
  }
  return byPointer.get('') ?? start
}

const newResource = (root: unknown, uri: string): Mutable => ({
  uri,
  root,
  anchors: new Map(),
  dynamicAnchors: new Map(),
  recursive: isObject(root) && root['$recursiveAnchor'] === true,
})

/** The entry of the longest pointer that `pointer` starts with. */
function nearest<T>(byPointer: ReadonlyMap<string, T>, pointer: string): T | undefined {
  for (let end = pointer.length; end >= 0; end = end === 0 ? -1 : pointer.lastIndexOf('/', end - 1)) {
    const found = byPointer.get(pointer.slice(0, end))
    if (found !== undefined) return found
  }
  return undefined
}

/** A pointer may cross into a resource inside the first one: what it ends at has the address of the innermost. */
function followPointer(
  start: Resource,
  pointer: string,
  homes: Map<SchemaObject, Resource>,
): Target | undefined {
  let schema: unknown = start.root
  let resource = start
  for (const token of tokensOf(pointer)) {
    if (typeof schema !== 'object' || schema === null || !Object.hasOwn(schema, token)) return undefined
    schema = Reflect.get(schema, token)
    if (isObject(schema)) resource = homes.get(schema) ?? resource
  }
  return isObject(schema) || typeof schema === 'boolean' ? { schema, resource, anchor: undefined } : undefined
}

function absolute(reference: string, base: string): string | undefined {
  try {
    return new URL(reference, base).href.replace(/#$/, '')
  } catch {
    return undefined
  }
}

function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return undefined
  }
}

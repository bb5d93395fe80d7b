import type { Json } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { isList, isText } from './rules.js'

const isNumber = (value: Json | undefined): boolean => typeof value === 'number' || typeof value === 'bigint'

/** Longitude and latitude, in degrees. */
export const isPoint = (longitude: Json | undefined, latitude: Json | undefined): boolean =>
  isNumber(longitude) &&
  isNumber(latitude) &&
  Math.abs(Number(longitude)) <= 180 &&
  Math.abs(Number(latitude)) <= 90

const isPosition = (value: Json): boolean => isList(value) && value.length >= 2 && value.every(isNumber)
const isLine = (value: Json): boolean => isList(value) && value.length >= 2 && value.every(isPosition)
const isRing = (value: Json): boolean =>
  isList(value) &&
  value.length >= 4 &&
  value.every(isPosition) &&
  JSON.stringify(numbers(value[0])) === JSON.stringify(numbers(value.at(-1)))
const isPolygon = (value: Json): boolean => isList(value) && value.every(isRing)
const many =
  (holds: (value: Json) => boolean) =>
  (value: Json): boolean =>
    isList(value) && value.every(holds)
const numbers = (value: Json | undefined): unknown => (isList(value) ? value.map(Number) : value)

const shapes: Readonly<Record<string, (coordinates: Json) => boolean>> = {
  Point: value => isPosition(value) || (isList(value) && value.length === 0),
  MultiPoint: many(isPosition),
  LineString: value => isLine(value) || (isList(value) && value.length === 0),
  MultiLineString: many(isLine),
  Polygon: isPolygon,
  MultiPolygon: many(isPolygon),
}

/** A geometry, feature or collection of GeoJSON (RFC 7946). */
export function isGeoJson(value: Json): boolean {
  if (!isJsonObject(value)) return false
  if (value['type'] === 'FeatureCollection')
    return isList(value['features']) && value['features'].every(isFeature)
  return value['type'] === 'Feature' ? isFeature(value) : isGeometry(value)
}

function isFeature(value: Json): boolean {
  if (!isJsonObject(value) || value['type'] !== 'Feature') return false
  const { geometry, properties, id } = value
  return (
    geometry !== undefined &&
    (geometry === null || isGeometry(geometry)) &&
    properties !== undefined &&
    (properties === null || isJsonObject(properties)) &&
    (id === undefined || isText(id) || isNumber(id))
  )
}

function isGeometry(value: Json): boolean {
  if (!isJsonObject(value)) return false
  const { type, coordinates, geometries } = value
  if (type === 'GeometryCollection') return isList(geometries) && geometries.every(isGeometry)
  if (!isText(type) || !Object.hasOwn(shapes, type) || coordinates === undefined) return false
  return shapes[type]?.(coordinates) === true
}

const topologies = new Set([...Object.keys(shapes), 'GeometryCollection'])

/** A topology of TopoJSON: named geometries, and the arcs that they are made of. */
export function isTopoJson(value: Json): boolean {
  if (!isJsonObject(value) || value['type'] !== 'Topology') return false
  const { objects, arcs } = value
  if (!isJsonObject(objects) || !isList(arcs)) return false
  const areGeometries = Object.values(objects).every(
    geometry =>
      isJsonObject(geometry) && (geometry['type'] === null || topologies.has(String(geometry['type']))),
  )
  return areGeometries && arcs.every(arc => isList(arc) && arc.length >= 2 && arc.every(isPosition))
}

/** The part of the library that needs no Node: what a bundler for browsers takes for `warraq`. */
export { UsageError } from './errors.js'
export { find } from './records/find.js'
export type { DescribedResource, StatedRelease } from './release/described.js'
export type { Json, JsonObject } from './schema/field.js'
export { indexOffsets, type Offsets, sliceCodePoints, toCodePoint, toUtf16 } from './text/offsets.js'
export type { ChosenFile, ReleasePlace } from './web/places.js'
export { type OpenRelease, openRelease, type ReadOptions, readRecords } from './web/release.js'

/** The library: what a program may rely on. Commands are made of the same functions. */
export { type Added, type AddOptions, type AddProgress, type AddResult, addTexts } from './add.js'
export type { Corpus, CorpusStatement } from './corpus/corpus.js'
export { loadCorpus } from './corpus/load.js'
export { type DiffOptions, diffReleases, type ReleaseDiff } from './diff.js'
export { UsageError } from './errors.js'
export { type ExportOptions, type ExportResult, exportCorpus } from './export.js'
export type { ExportProgress } from './export-shards.js'
export type { Format } from './formats/format.js'
export { loadFormats } from './formats/index.js'
export { type InitOptions, type InitResult, initCorpus } from './init.js'
export { type Inspection, type InspectOptions, inspectFile } from './inspect.js'
export { type OpenRelease, openRelease, type ReadOptions, readRecords } from './open.js'
export type { Location, Problem, Severity } from './problem.js'
export { type Canonical, canonicalFor } from './records/canonical.js'
export { find } from './records/find.js'
export type { DescribedResource, StatedRelease } from './release/described.js'
export type { Release, Resource } from './release/release.js'
export type { Field, Json, JsonObject, RecordSchema } from './schema/field.js'
export { loadSchema } from './schema/load.js'
export { indexOffsets, type Offsets, sliceCodePoints, toCodePoint, toUtf16 } from './text/offsets.js'
export {
  type ValidateOptions,
  type ValidateProgress,
  type Validation,
  validateRecords,
} from './validate.js'
export { type Verification, type VerifyOptions, type VerifyProgress, verifyRelease } from './verify.js'
export { type WithdrawOptions, type WithdrawResult, withdraw } from './withdraw.js'

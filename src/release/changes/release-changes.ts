import { loadWithdrawn } from '../../corpus/withdrawn.js'
import { type ShownDifference, shownDifferences } from '../../records/compare.js'
import { type SchemaChange, schemaChanges } from '../../schema/changes.js'
import type { JsonObject } from '../../schema/field.js'
import {
  type CompareOptions,
  compareRecordSets,
  type RecordChanges,
  type RecordSet,
} from '../../shards/record-changes.js'
import { recordsAt } from '../../shards/records-at.js'
import { idIn } from '../../shards/unique.js'
import { identityOf } from '../../text/identity.js'
import { byCodePoint } from '../../text/order.js'
import { type OpenedRelease, releasedRecords } from '../opened.js'

/** What of a release is compared. */
export type ComparedRelease = Pick<OpenedRelease, 'folder' | 'corpus' | 'data'> & {
  /** Lower-case hex; where both have it and it is the same, no record is read. */
  readonly contentDigest?: string | undefined
  readonly records?: number | undefined
  /** Ids that were taken out of the corpus; else its withdrawn.jsonl is read. */
  readonly withdrawn?: readonly string[]
}

/** What of one release is otherwise in a later one. */
export interface ReleaseChanges {
  readonly before: Identity
  readonly after: Identity
  /** What of the name of the data files, which is the corpus' name. */
  readonly name: Changed | undefined
  readonly records: RecordChanges
  readonly examples: Examples
  readonly schema: readonly SchemaChange[]
  readonly formats: { readonly added: readonly string[]; readonly removed: readonly string[] }
  readonly licenses: readonly (Changed & { readonly key: LicenseKey })[]
  /** Other keys of corpus.yaml that say something else. */
  readonly metadata: readonly string[]
  /** Ids that were withdrawn since, sorted. */
  readonly withdrawn: readonly string[]
}

interface Identity {
  readonly version: string
  readonly released: string
}

/** Undefined where nothing is said. */
interface Changed {
  readonly before: string | undefined
  readonly after: string | undefined
}

/** The first records of each kind, in the order of the records. */
interface Examples {
  readonly added: readonly Example[]
  readonly removed: readonly Example[]
  readonly moved: readonly Example[]
  readonly changed: readonly (Example & { readonly differences: readonly ShownDifference[] })[]
}

export interface Example {
  /** Of the record in its release, from 1. */
  readonly number: number
  /** Undefined where records have none. */
  readonly id: string | undefined
}

const licenseKeys = ['license', 'metadata_license'] as const
type LicenseKey = (typeof licenseKeys)[number]

/** Keys of corpus.yaml that are told in another place, or differ in every release. */
const toldElsewhere: ReadonlySet<string> = new Set(['name', 'version', 'released', ...licenseKeys])

/** So many differences of one record are shown. */
const MAX_DIFFERENCES = 50

/**
 * Compares two releases. Records are joined by their keys, on disk, and read again only where they are shown. Throws
 * UsageError where a release cannot be read.
 */
export async function compareReleases(
  before: ComparedRelease,
  after: ComparedRelease,
  options: CompareOptions,
): Promise<ReleaseChanges> {
  const [old, young] = [before, after].map(recordSetOf)
  if (old === undefined || young === undefined) throw new Error('two releases are compared')
  const isSame = before.contentDigest !== undefined && before.contentDigest === after.contentDigest
  const records = isSame ? sameRecords(after.records ?? 0) : await compareRecordSets(old, young, options)
  const [a, b] = [before.corpus.statement, after.corpus.statement]
  return {
    before: { version: a.version, released: a.released },
    after: { version: b.version, released: b.released },
    name: a.name === b.name ? undefined : { before: a.name, after: b.name },
    records,
    examples: await examplesOf(records, old, young),
    schema: schemaChanges(before.corpus.schema, after.corpus.schema),
    formats: formatsOf(before, after),
    licenses: licenseKeys.flatMap(key => (a[key] === b[key] ? [] : [{ key, before: a[key], after: b[key] }])),
    metadata: changedKeys(jsonOf(a), jsonOf(b)),
    withdrawn: withdrawnSince(before, after),
  }
}

function recordSetOf(release: ComparedRelease): RecordSet {
  return { schema: release.corpus.schema, batches: () => releasedRecords(release) }
}

function sameRecords(count: number): RecordChanges {
  return {
    by: 'content',
    before: count,
    after: count,
    added: 0,
    removed: 0,
    changed: 0,
    moved: 0,
    fields: [],
    renamed: [],
    shown: { added: [], removed: [], changed: [], moved: [] },
  }
}

async function examplesOf({ shown }: RecordChanges, before: RecordSet, after: RecordSet): Promise<Examples> {
  const old = await recordsAt(before, [...shown.removed, ...shown.changed.map(pair => pair.before)])
  const young = await recordsAt(after, [
    ...shown.added,
    ...shown.moved,
    ...shown.changed.map(pair => pair.after),
  ])
  const nothing: JsonObject = {}
  const order = after.schema.fields.map(({ name }) => name)
  const exampleIn =
    ({ schema }: RecordSet, found: ReadonlyMap<number, JsonObject>) =>
    (number: number): Example => ({
      number: number + 1,
      id: schema.keyField === undefined ? undefined : idIn(found.get(number) ?? nothing, schema),
    })
  return {
    added: shown.added.map(exampleIn(after, young)),
    removed: shown.removed.map(exampleIn(before, old)),
    moved: shown.moved.map(exampleIn(after, young)),
    changed: shown.changed.map(pair => ({
      ...exampleIn(after, young)(pair.after),
      differences: firstFew(
        shownDifferences(old.get(pair.before) ?? nothing, young.get(pair.after) ?? nothing, order),
      ),
    })),
  }
}

function firstFew(all: Iterable<ShownDifference>): ShownDifference[] {
  const found: ShownDifference[] = []
  for (const one of all) if (found.push(one) === MAX_DIFFERENCES) break
  return found
}

function formatsOf(before: ComparedRelease, after: ComparedRelease): ReleaseChanges['formats'] {
  const [old, young] = [before, after].map(({ data }) => data.formats.map(({ format }) => format.name))
  const without = (all: readonly string[] = [], some: readonly string[] = []) =>
    all.filter(name => !some.includes(name))
  return { added: without(young, old), removed: without(old, young) }
}

function changedKeys(before: JsonObject, after: JsonObject): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodePoint)
  const saidOf = (statement: JsonObject, key: string) => identityOf(statement[key] ?? null)
  return keys.filter(key => !toldElsewhere.has(key) && saidOf(before, key) !== saidOf(after, key))
}

/** What corpus.yaml says is JSON. */
const jsonOf = (statement: object): JsonObject => JSON.parse(JSON.stringify(statement))

function withdrawnSince(before: ComparedRelease, after: ComparedRelease): readonly string[] {
  const [old, young] = [before, after].map(
    ({ withdrawn, folder, corpus }) =>
      withdrawn ?? [...loadWithdrawn({ folder, schema: corpus.schema }).byId.keys()],
  )
  const known = new Set(old)
  return (young ?? []).filter(id => !known.has(id)).sort(byCodePoint)
}

import { createHash } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Corpus } from './corpus/corpus.js'
import { UsageError } from './errors.js'
import { writeWhole } from './files/write-whole.js'
import type { LintOptions } from './records/lints/lint.js'
import { isCount, isText, listOf, mapOf, objectOf, optional } from './shards/shape.js'
import type { Input } from './sources/inputs.js'
import type { Slice } from './sources/source.js'
import { byCodePoint } from './text/order.js'
import { enumerated, grouped } from './text/sentence.js'
import { tool } from './tool.js'

/**
 * All that the shards of an export depend on, but for the bytes of the inputs: those of a shard are in its mark. Of corpus.yaml it
 * has what shards are made with, so that a title or a version can be mended before an export is resumed.
 */
export interface ExportPlan {
  readonly tool: string
  readonly corpus: string
  readonly formats: readonly string[]
  readonly shardBytes: number
  readonly asOf: string
  /** SHA-256 of the record schema, and of what corpus.yaml says of lints and acceptances. */
  readonly schema: string
  readonly lints: string
  /** Size of each input by its path. */
  readonly inputs: Readonly<Record<string, number>>
  /** SHA-256 of where the inputs are cut, and how they are read. */
  readonly slices: string
  /** Whether records with errors are left out; and a SHA-256 of which, once that is known. */
  readonly rejected: boolean
  readonly aside?: string | undefined
}

interface Planned {
  readonly corpus: Corpus
  readonly lints: LintOptions
  readonly formats: readonly string[]
  readonly shardBytes: number
  readonly inputs: readonly Input[]
  readonly shards: readonly (readonly Slice[])[]
  readonly rejected: boolean
}

export function planOf({
  corpus,
  lints,
  formats,
  shardBytes,
  inputs,
  shards,
  rejected,
}: Planned): ExportPlan {
  const { asOf = '', off, accept } = lints
  return {
    tool: `${tool.name} ${tool.version}`,
    corpus: corpus.statement.name,
    formats,
    shardBytes,
    asOf,
    schema: sha256({ path: corpus.schema.path, text: corpus.schema.text }),
    lints: sha256({ off, accept }),
    inputs: Object.fromEntries(inputs.map(({ path, bytes }) => [path, bytes])),
    slices: sha256OfAll(shards),
    rejected,
  }
}

/** SHA-256 of a plan: what makes a shard's mark one of this export. */
export const digestOfPlan = (plan: ExportPlan): string => sha256(plan)

export const digestOfAside = (aside: Readonly<Record<string, readonly number[]>> | undefined): string =>
  sha256(aside ?? null)

export function writePlan(folder: string, path: string, plan: ExportPlan): void {
  writeWhole(join(folder, path), Buffer.from(JSON.stringify(plan)), { replace: true })
}

/** Undefined where there is none, or none that can be read. */
export function readPlan(folder: string, path: string): ExportPlan | undefined {
  const file = join(folder, path)
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isPlan(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A UsageError that names what has changed, where one plan's shards are not the other's. */
export function otherPlan(before: ExportPlan, now: ExportPlan): UsageError | undefined {
  const changes = changesOf(before, now)
  if (changes.length === 0) return undefined
  return new UsageError(`The interrupted export cannot be resumed: ${enumerated(changes)}.`, {
    fix: 'Let all be as it was, or export without --resume, which starts over.',
  })
}

function changesOf(before: ExportPlan, now: ExportPlan): string[] {
  const changes = sayings.flatMap(([name, say]) =>
    now[name] === undefined || JSON.stringify(before[name]) === JSON.stringify(now[name])
      ? []
      : [say(before)],
  )
  const inputs = changedInputs(before.inputs, now.inputs)
  if (changes.length > 0 || inputs.length > 0) return [...changes, ...inputs]
  if (before.slices !== now.slices) return ['the inputs are cut, or read, in another way']
  return now.aside === undefined || before.aside === now.aside ? [] : ['other records have errors']
}

/** What was otherwise, in words. */
const sayings: readonly (readonly [keyof ExportPlan, (before: ExportPlan) => string])[] = [
  ['tool', before => `it was begun by ${before.tool}`],
  ['corpus', before => `the name of the corpus was ${before.corpus}`],
  ['formats', before => `--formats was ${before.formats.join(',')}`],
  ['shardBytes', before => `--shard-size was ${grouped(before.shardBytes)} bytes`],
  ['asOf', before => `--as-of was ${before.asOf}`],
  ['rejected', before => `--rejected was ${before.rejected ? '' : 'not '}given`],
  ['schema', () => 'the record schema has changed'],
  ['lints', () => 'lints or accepted warnings of corpus.yaml have changed'],
]

const MAX_NAMED = 5

function changedInputs(before: ExportPlan['inputs'], now: ExportPlan['inputs']): string[] {
  const [sizes, sizesNow] = [new Map(Object.entries(before)), new Map(Object.entries(now))]
  const changes = [...new Set([...sizes.keys(), ...sizesNow.keys()])].sort(byCodePoint).flatMap(path => {
    const [then, since] = [sizes.get(path), sizesNow.get(path)]
    if (then === since) return []
    if (then === undefined) return [`${path} is new`]
    return [since === undefined ? `${path} is gone` : `${path} has changed`]
  })
  const more = changes.length - MAX_NAMED
  return more > 0 ? [...changes.slice(0, MAX_NAMED), `${more} more inputs have changed`] : changes
}

const shape = objectOf({
  tool: isText,
  corpus: isText,
  formats: listOf(isText),
  shardBytes: isCount,
  asOf: isText,
  schema: isText,
  lints: isText,
  inputs: mapOf(isCount),
  slices: isText,
  rejected: value => typeof value === 'boolean',
  aside: optional(isText),
})

const isPlan = (value: unknown): value is ExportPlan => shape(value)

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** One after the other: as one text they may be longer than a text can be. */
function sha256OfAll(values: readonly unknown[]): string {
  const hash = createHash('sha256')
  for (const value of values) hash.update(`${JSON.stringify(value)}\n`)
  return hash.digest('hex')
}

import { realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Corpus } from './corpus/corpus.js'
import { loadCorpus } from './corpus/load.js'
import { loadWithdrawn, WITHDRAWN_FILE, type Withdrawn } from './corpus/withdrawn.js'
import { UsageError } from './errors.js'
import type { Problem } from './problem.js'
import type { LintOptions } from './records/lints/lint.js'
import { checkDay, lintOptionsOf } from './records/lints/options.js'
import type { RecordSchema } from './schema/field.js'
import { loadForChecking } from './schema/for-checking.js'
import { schemaTextAt } from './schema/schema-text.js'
import { type Input, listInputs } from './sources/inputs.js'
import { inputsOf } from './sources/named-inputs.js'

/** What is to be checked. */
export interface SettingOptions {
  /** The corpus that records are checked for: its folder, or its corpus.yaml. */
  readonly corpus?: string
  /** A JSON Schema that records are checked against instead, without a corpus: its path. */
  readonly schema?: string
  /** Absolute folder that relative paths of files start at: the working directory, unless it is said. */
  readonly folder?: string
  /** Files and folders to check; without them all of the corpus. */
  readonly files?: readonly string[]
  /** Where what came in by `-` was put: absolute. */
  readonly standardInput?: string
  /** The form of the files, where their names do not tell: the name of a source. */
  readonly as?: string
  /** Dates after this day are errors. YYYY-MM-DD. */
  readonly asOf?: string
}

/** What is checked, for what. */
export interface Setting {
  readonly corpus: Corpus | undefined
  readonly schema: RecordSchema
  readonly lints: LintOptions
  readonly withdrawn: Withdrawn
  /** Files of the corpus that the others are compared with, and those that are checked. */
  readonly known: readonly Input[]
  readonly sent: readonly Input[]
  /** Absolute folder that the paths of `sent` start at. */
  readonly folder: string
  readonly problems: readonly Problem[]
  /** Other files that are read: paths from the current folder. */
  readonly read: readonly string[]
  /** What a reader must know of how this was checked. */
  readonly remarks: readonly string[]
}

const nothingWithdrawn: Withdrawn = { text: undefined, byId: new Map() }

/** Finds what a run is about. Throws UsageError where the corpus, the schema or a file named cannot be used. */
export function settingOf(options: SettingOptions): Setting {
  const { files = [], as, standardInput, asOf, folder = resolve('.') } = options
  if (asOf !== undefined) checkDay(asOf)
  if (options.schema !== undefined) {
    if (files.length === 0) {
      throw new UsageError('Nothing to validate is named.', { fix: 'Name files, or - for standard input.' })
    }
    const { schema, why } = loadForChecking(schemaTextAt(options.schema), options.schema)
    const named = inputsOf(files, { as, folder, schema, standardInput })
    const reason = why?.problems[0]?.message ?? why?.message ?? ''
    return {
      corpus: undefined,
      schema,
      lints: { asOf, off: [], accept: [] },
      withdrawn: nothingWithdrawn,
      known: [],
      sent: named.inputs,
      folder,
      problems: named.problems,
      read: [options.schema],
      remarks: why === undefined ? [] : [`An export could not use this schema: ${reason}`],
    }
  }
  const corpus = loadCorpus(options.corpus ?? '.')
  const { schema } = corpus
  const lints = lintOptionsOf(corpus.statement, asOf)
  const own = listInputs(corpus)
  const { folder: home, file, statement } = corpus
  const read = [file, statement.schema, WITHDRAWN_FILE, ...own.inputs.map(({ path }) => path)].map(path =>
    join(home, path),
  )
  const common = { corpus, schema, withdrawn: loadWithdrawn(corpus), read, remarks: [] }
  if (files.length === 0) {
    return { ...common, lints, known: [], sent: own.inputs, folder: corpus.folder, problems: own.problems }
  }
  const named = inputsOf(files, { as, folder, schema, standardInput })
  // What is named may be a part of the corpus: it is not compared with itself.
  const sent = new Set(named.inputs.map(input => realPathOf(input, folder)))
  return {
    ...common,
    // What is new may well be later than the last release.
    lints: { ...lints, asOf },
    known: own.inputs.filter(input => !sent.has(realPathOf(input, corpus.folder))),
    sent: named.inputs,
    folder,
    problems: named.problems,
  }
}

const realPathOf = ({ path, at }: Input, folder: string): string => realpathSync(at ?? resolve(folder, path))

import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BagReport } from '../../bags/check-bag.js'
import { DECLARATION } from '../../bags/declaration.js'
import { CHANGELOG_FILE, isChangelog } from '../../corpus/changelog.js'
import type { Corpus } from '../../corpus/corpus.js'
import { CORPUS_FILE } from '../../corpus/load.js'
import { WITHDRAWN_FILE } from '../../corpus/withdrawn.js'
import { UsageError } from '../../errors.js'
import { sha256OfFile } from '../../files/sha256.js'
import { type Problem, problem } from '../../problem.js'
import { lintOptionsOf } from '../../records/lints/options.js'
import type { ThreadOption } from '../../shards/threads.js'
import { counted } from '../../text/sentence.js'
import { UNICODE_VERSION } from '../../text/unicode.js'
import { tool } from '../../tool.js'
import { TAG_MANIFEST } from '../bag.js'
import { type DataFiles, dataFilesIn } from '../data-files.js'
import type { Description } from '../described.js'
import { DESCRIPTION_FILE } from '../description.js'
import { type ExportFacts, FACTS, readFacts } from '../facts.js'
import { schemaFileOf } from '../opened.js'
import { releaseFile } from '../release-file.js'
import { walkTree } from '../tree.js'
import { checkData, type DataReport } from './data.js'
import { checkDeclared } from './declared.js'
import { checkMetadata, expectedTexts, type MetadataContext } from './metadata.js'
import { loadParts, tellRefusal, unreadable } from './parts.js'
import { checkStated } from './stated.js'

export interface ReleaseContext {
  /** Absolute, and real. */
  readonly folder: string
  /** What was found of it as a bag. Its problems were told. */
  readonly bag: BagReport
  /** An empty folder for what is compared on the disk. */
  readonly work: string
  readonly onProblem: (problem: Problem) => void
  /** `of`: how many records there should be, as far as the release says so. */
  readonly onProgress?:
    | ((progress: { readonly records: number; readonly of: number | undefined }) => void)
    | undefined
  readonly thorough?: boolean | undefined
  readonly threads?: ThreadOption | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a verification of a release came to. */
export interface ReleaseReport {
  readonly records: number
  readonly rejected: number
  /** Sentences on what was compared, and on what could not be. */
  readonly checked: readonly string[]
  readonly facts: ExportFacts | undefined
  readonly data: DataFiles | undefined
}

type Files = ReadonlyMap<string, { readonly bytes: number; readonly sha256: string }>

/**
 * Judges a release that warraq wrote, beyond what makes it a bag: its files, every record in every format, and whether
 * all that it says of itself follows from them. Whatever cannot be read is told, and the rest is judged all the same.
 */
export async function checkRelease(context: ReleaseContext): Promise<ReleaseReport> {
  const { folder, bag } = context
  const faulty = new Set(bag.problems.filter(isError).map(({ location }) => location.file))
  const missing = new Set(bag.isBag ? [] : [DECLARATION])
  const onProblem = (one: Problem): void => {
    if (isError(one)) faulty.add(one.location.file)
    if (one.code === 'release/file-missing') missing.add(one.location.file)
    context.onProblem(one)
  }
  const parts = loadParts(folder, onProblem)
  const { corpus, description, withdrawn } = parts
  const files = filesOf(folder, bag)
  const facts = description && readFacts(description.json)
  if (description !== undefined && facts === undefined)
    onProblem(unreadable(DESCRIPTION_FILE, `what it states as "${FACTS}" is missing or malformed`))
  const listed = [...(description?.resources.keys() ?? []), ...parts.named]
  if (corpus === undefined) return unread(facts, [...listedFiles(bag), ...listed], context)

  const isOwn = isMadeByThis(facts)
  const stated = [...(description?.resources.keys() ?? [])]
  const data = await dataFilesIn(folder, corpus.statement.name, corpus.schema, stated)
  await checkDeclared(folder, corpus.schema, data, onProblem)
  let report: DataReport
  try {
    report = await checkData({
      ...context,
      onProblem,
      onProgress: ({ records }) => context.onProgress?.({ records, of: description?.recordCount }),
      corpus: corpus.statement.name,
      schema: corpus.schema,
      data,
      lints: lintOptionsOf(corpus.statement, facts?.asOf),
      withdrawn,
      contentDigest: description?.contentDigest,
      rewrites: isOwn,
    })
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    tellRefusal(schemaFileOf(corpus.schema.path), error, onProblem)
    return unread(facts, [...listedFiles(bag), ...listed], context)
  }
  for (const [path, byte] of report.unlike) {
    if (!faulty.has(path))
      onProblem(problem('release/bytes', { file: path, byte }, { byte, tool: toolName(tool) }))
  }
  checkDigest(data, report, description?.contentDigest, context.onProblem)
  checkChangelog(folder, onProblem)
  const copies = copiesOf(corpus, folder)
  const known = new Set([...copies, ...data.formats.flatMap(({ shards }) => shards.flatMap(pathsOf))])

  const checked: string[] = [sentenceOnData(data, report)]
  let texts: ReadonlyMap<string, string> | undefined
  if (
    facts !== undefined &&
    description !== undefined &&
    isOwn &&
    hasOwnRecords(report, description, faulty)
  ) {
    const metadata: MetadataContext = {
      folder,
      corpus: corpus.statement,
      schema: corpus.schema,
      facts,
      description,
      data,
      report,
      files,
      faulty: new Set(faulty),
      copies,
    }
    texts = expectedTexts(metadata)
    checked.push(checkMetadata(metadata, texts, onProblem))
  } else {
    if (facts !== undefined && !isOwn) {
      const args = { made: `${toolName(facts.tool)} (Unicode ${facts.unicode})`, own: OWN_NAME }
      onProblem(problem('release/other-version', { file: DESCRIPTION_FILE }, args))
    }
    // What is wrong with the digest was told above.
    const contentDigest = description?.contentDigest ?? report.contentDigest
    const found = { folder, corpus: corpus.statement, schema: corpus.schema, files }
    checkStated({ ...found, report: { ...report, contentDigest } }, onProblem)
    checked.push(STATED_ONLY)
  }
  const expected = new Set([...known, DESCRIPTION_FILE, ...(texts?.keys() ?? listedFiles(bag))])
  for (const path of unknownIn(folder, expected))
    onProblem(problem('release/file-unknown', { file: path }, {}))
  for (const path of new Set([...known, ...(texts?.keys() ?? [DESCRIPTION_FILE]), ...listed])) {
    if (!missing.has(path) && releaseFile(folder, path) === undefined)
      onProblem(problem('release/file-missing', { file: path }, {}))
  }
  return { records: report.records, rejected: report.rejected, checked, facts, data }
}

const OWN_NAME = `${toolName(tool)} (Unicode ${UNICODE_VERSION})`
const NO_CORPUS =
  'The records were not looked at: corpus.yaml or the record schema cannot be used. Only checksums were compared.'
const STATED_ONLY =
  'What the metadata states of versions, counts, checksums and columns was compared; the metadata was not rendered again.'

function toolName({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name} ${version}`
}

const isError = ({ severity }: Problem): boolean => severity === 'error'

const isMadeByThis = (facts: ExportFacts | undefined): boolean =>
  facts !== undefined &&
  facts.tool.name === tool.name &&
  facts.tool.version === tool.version &&
  facts.unicode === UNICODE_VERSION

const pathsOf = ({ tables }: { readonly tables: Readonly<Record<string, string>> }): string[] =>
  Object.values(tables)

function copiesOf({ schema }: Corpus, folder: string): string[] {
  const withdrawn = releaseFile(folder, WITHDRAWN_FILE) === undefined ? [] : [WITHDRAWN_FILE]
  return [CORPUS_FILE, CHANGELOG_FILE, ...withdrawn, schemaFileOf(schema.path)]
}

/** It is a copy of what people may edit: all that can be said is whether it is a changelog of ours. */
function checkChangelog(folder: string, onProblem: (problem: Problem) => void): void {
  const path = releaseFile(folder, CHANGELOG_FILE)
  if (path === undefined || isChangelog(readFileSync(path).toString('utf8'))) return
  onProblem(unreadable(CHANGELOG_FILE, 'it is no changelog that warraq keeps'))
}

function filesOf(folder: string, bag: BagReport): Files {
  const files = new Map<string, { bytes: number; sha256: string }>()
  for (const { path, kind } of walkTree(folder)) {
    if (kind !== 'file') continue
    const own = bag.files.get(path)
    const sha256 = own?.digests['sha256'] ?? sha256OfFile(join(folder, path))
    files.set(path, { bytes: own?.bytes ?? lstatSync(join(folder, path)).size, sha256 })
  }
  return files
}

/** Where damage keeps records from being read, nothing can be rendered from the others. */
function hasOwnRecords(
  { contentDigest }: DataReport,
  description: Description,
  faulty: ReadonlySet<string>,
): boolean {
  return contentDigest === description.contentDigest || ![...faulty].some(path => path.startsWith('data/'))
}

/** Formats that lack a file are left out: what is missing is told, and what is left has another digest. */
function checkDigest(
  { formats }: DataFiles,
  { contentDigest, digests }: DataReport,
  stated: string | undefined,
  onProblem: (problem: Problem) => void,
): void {
  if (stated === undefined) return
  const named = new Map<string, string[]>()
  for (const { format, shards } of formats) {
    const digest = digests.get(format.name)
    if (digest === undefined || shards.some(({ absent }) => absent.length > 0)) continue
    named.set(digest, [...(named.get(digest) ?? []), format.name])
  }
  if (named.size === 0) named.set(contentDigest, [])
  const others = named.get(stated) ?? []
  named.delete(stated)
  if (named.size === 0) return
  const found = [...named].map(([digest, formats]) => ({ digest: `sha256:${digest}`, formats }))
  const location = { file: DESCRIPTION_FILE, pointer: '/contentDigest' }
  onProblem(problem('release/content-digest', location, { stated: `sha256:${stated}`, found, others }))
}

function sentenceOnData({ shards, formats }: DataFiles, { records, isRewritten }: DataReport): string {
  const names = formats.map(({ format }) => format.name).join(', ')
  const cut = shards === 1 ? '' : `, in ${shards} shards`
  const bytes = isRewritten ? ' They were written again, and compared byte for byte.' : ''
  return `${counted(records, 'record', 'records')} in ${formats.length === 1 ? 'one format' : `${formats.length} formats`} (${names})${cut}: each was checked by the record schema, and compared with the other formats and records.${bytes}`
}

/** Without a rendering, what the manifests list belongs to the release. */
const listedFiles = ({ files }: BagReport): string[] =>
  [...files].flatMap(([path, { digests }]) =>
    Object.keys(digests).length > 0 || path === TAG_MANIFEST ? [path] : [],
  )

/** What is left to judge where the records cannot be looked at: which files there are. */
function unread(
  facts: ExportFacts | undefined,
  expected: readonly string[],
  { folder, onProblem }: ReleaseContext,
): ReleaseReport {
  for (const path of unknownIn(folder, new Set([...expected, CORPUS_FILE, DESCRIPTION_FILE])))
    onProblem(problem('release/file-unknown', { file: path }, {}))
  return { records: 0, rejected: 0, checked: [NO_CORPUS], facts, data: undefined }
}

function unknownIn(folder: string, expected: ReadonlySet<string>): string[] {
  const folders = new Set<string>()
  for (const path of expected) {
    const names = path.split('/')
    for (let i = 1; i < names.length; i++) folders.add(names.slice(0, i).join('/'))
  }
  return [...walkTree(folder)].flatMap(({ path, kind }) =>
    expected.has(path) || (kind === 'folder' && folders.has(path)) ? [] : [path],
  )
}

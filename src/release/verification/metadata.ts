import { createHash } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'
import type { CorpusStatement } from '../../corpus/corpus.js'
import { WITHDRAWN_FILE } from '../../corpus/withdrawn.js'
import type { Problem } from '../../problem.js'
import type { RecordSchema } from '../../schema/field.js'
import {
  BAG_DECLARATION,
  bagitTxt,
  PAYLOAD_MANIFEST,
  parseManifest,
  payloadManifest,
  renderBagInfo,
  TAG_MANIFEST,
  tagManifest,
} from '../bag.js'
import type { DataFiles } from '../data-files.js'
import type { Description } from '../described.js'
import { DESCRIPTION_FILE } from '../description.js'
import type { ExportFacts } from '../facts.js'
import { bagInfo } from '../metadata/bag-info.js'
import { renderMetadata } from '../metadata/index.js'
import type { Release, Resource } from '../release.js'
import { releaseFile } from '../release-file.js'
import type { DataReport } from './data.js'
import { renderedProblems } from './rendered.js'

const BAG_INFO = 'bag-info.txt'

/** A release has some hundred thousand files at most. */
const MAX_MANIFEST = 64 * 1024 * 1024

export interface MetadataContext {
  readonly folder: string
  readonly corpus: CorpusStatement
  readonly schema: RecordSchema
  readonly facts: ExportFacts
  readonly description: Description
  readonly data: DataFiles
  readonly report: DataReport
  /** Bytes and SHA-256 of the files that are there, by their paths. */
  readonly files: ReadonlyMap<string, { readonly bytes: number; readonly sha256: string }>
  /** Files that have a problem of their own: what is stated of them is taken as it stands. */
  readonly faulty: ReadonlySet<string>
  /** Files that were copied into the release as they are. */
  readonly copies: readonly string[]
}

/** What follows from a release: the texts of its tag files, copies aside, by their paths. */
export function expectedTexts(context: MetadataContext): ReadonlyMap<string, string> {
  const { folder, facts, corpus, schema, report, faulty, copies, files } = context
  const resources = resourcesOf(context)
  const release: Release = {
    ...facts,
    corpus,
    schema,
    resources,
    statistics: report.statistics,
    contentDigest: report.contentDigest,
    ...(copies.includes(WITHDRAWN_FILE) && { withdrawn: true }),
  }
  const texts = new Map(renderMetadata(release).map(({ path, text }) => [path, text]))
  texts.set(BAG_DECLARATION, bagitTxt())
  texts.set(BAG_INFO, renderBagInfo(bagInfo(release), resources))
  texts.set(PAYLOAD_MANIFEST, payloadManifest(resources))
  const stated = listedIn(folder, TAG_MANIFEST)
  const copied = copies.flatMap(path => {
    const sha256 = faulty.has(path) ? stated.get(path) : files.get(path)?.sha256
    return sha256 === undefined ? [] : [{ path, sha256 }]
  })
  const rendered = [...texts].map(([path, text]) => ({ path, sha256: sha256Of(text) }))
  texts.set(TAG_MANIFEST, tagManifest([...copied, ...rendered]))
  return texts
}

/**
 * Compares what a release says of itself with what follows from it, and says what was compared. Where files differ
 * whose checksums are right, and one that they follow from is faulty, nothing is held against them.
 */
export function checkMetadata(
  { folder, faulty, copies }: MetadataContext,
  texts: ReadonlyMap<string, string>,
  onProblem: (problem: Problem) => void,
): string {
  const found = [...texts].map(([path, text]) => [path, renderedProblems(folder, path, text)] as const)
  const spoiled = [...copies, DESCRIPTION_FILE].filter(path => faulty.has(path))
  const isConsequence = found.some(
    ([path, problems]) => problems.length > 0 && path !== TAG_MANIFEST && !faulty.has(path),
  )
  const skips = spoiled.length > 0 && isConsequence
  for (const [path, problems] of found)
    if (!skips || faulty.has(path)) for (const one of problems) onProblem(one)
  return skips
    ? `What describes the release was compared only where its checksum is wrong: it follows from ${spoiled.join(' and ')}, which is damaged.`
    : `${texts.size} files that describe and seal the release were rendered again, and compared byte for byte.`
}

/** A file that is faulty is described as the release states it: the fault is told once. */
function resourcesOf(context: MetadataContext): Resource[] {
  const { data, files, report, faulty, description, folder } = context
  const listed = listedIn(folder, PAYLOAD_MANIFEST)
  return data.formats.flatMap(({ format, shards }) =>
    shards.flatMap(({ shard, tables }) =>
      Object.entries(tables).map(([table, path]): Resource => {
        const own = files.get(path)
        const stated = description.resources.get(path)
        const isStated = own === undefined || faulty.has(path)
        return {
          path,
          format: format.name,
          mediaType: format.mediaType,
          table,
          shard,
          shards: data.shards,
          bytes: (isStated ? stated?.bytes : own.bytes) ?? own?.bytes ?? 0,
          sha256:
            (isStated ? (stated?.sha256 ?? listed.get(path)) : own.sha256) ?? own?.sha256 ?? '0'.repeat(64),
          records: (isStated ? stated?.recordCount : undefined) ?? report.counts.get(path) ?? 0,
        }
      }),
    ),
  )
}

function listedIn(folder: string, name: string): ReadonlyMap<string, string> {
  const path = releaseFile(folder, name)
  if (path === undefined || lstatSync(path).size > MAX_MANIFEST) return new Map()
  const { entries } = parseManifest(readFileSync(path, 'utf8'))
  return new Map(entries.map(({ path, sha256 }) => [path, sha256]))
}

const sha256Of = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

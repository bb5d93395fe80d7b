import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from '../errors.js'
import { type Location, type Problem, problem } from '../problem.js'
import { type ProblemTally, startTally } from '../shards/report.js'
import type { JsonObject } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { shown } from '../text/shown.js'
import { findFile } from './data-file.js'
import { type JsonFile, readJsonFile } from './json-file.js'
import { packageRulesFor } from './package-rules.js'
import {
  checkResource,
  MAX_DESCRIPTOR,
  type PackageContext,
  type Resource,
  reportFaults,
  tooLarge,
} from './resource.js'
import { isList, isText } from './rules.js'
import { checkTables } from './tables.js'
import { type Version, versionOf } from './version.js'

export interface PackageOptions {
  readonly onProgress?: (progress: PackageProgress) => void
  /** Ends the run. */
  readonly signal?: AbortSignal
}

interface PackageProgress {
  readonly resource: string
  /** Records that were checked, of all tables so far. */
  readonly records: number
}

/** What was found in a Data Package. */
export interface PackageReport {
  /** All are counted, the first thousand of each severity kept. */
  readonly problems: ProblemTally
  /** Undefined where the descriptor cannot be read. */
  readonly version: Version | undefined
  readonly resources: readonly {
    readonly name: string
    /** Undefined where the data is no table that was read. */
    readonly records: number | undefined
  }[]
}

/**
 * Judges a Data Package of version 1 or 2 that anybody may have written: the descriptor, the files, and every cell of its
 * tables. `target` is its folder, or the path of its descriptor. Nothing is fetched, and nothing outside the folder
 * read. Throws UsageError where there is nothing at `target`.
 */
export async function checkPackage(
  target: string,
  { onProgress, signal }: PackageOptions = {},
): Promise<PackageReport> {
  const tally = startTally()
  const report = (found: Problem): void => tally.add(found)
  const { folder, name } = placeOf(target)
  const json = readDescriptor(folder, name, report)
  if (json === undefined || !isJsonObject(json.value)) {
    return { problems: tally.value(), version: undefined, resources: [] }
  }
  const version = versionOf(json.value)
  const context = { folder, json, version, isTabular: isTabularPackage(json.value), report }
  reportFaults(packageRulesFor(version)(json.value, ''), json, 'package/property', report)
  checkProfile(json.value, context)
  const resources = resourcesOf(json.value, context)
  const counts = await checkTables(resources, context, {
    onRecords: (resource, records) => onProgress?.({ resource, records }),
    ...(signal !== undefined && { signal }),
  })
  return {
    problems: tally.value(),
    version,
    resources: resources.map(({ name }, i) => ({ name, records: counts[i] })),
  }
}

function placeOf(target: string): { readonly folder: string; readonly name: string } {
  const absolute = resolve(target)
  const found = statSync(absolute, { throwIfNoEntry: false })
  if (found === undefined)
    throw new UsageError(`There is no ${target}.`, {
      fix: 'Name the folder of a Data Package, or its datapackage.json.',
    })
  return found.isDirectory()
    ? { folder: absolute, name: 'datapackage.json' }
    : { folder: dirname(absolute), name: basename(absolute) }
}

function readDescriptor(
  folder: string,
  name: string,
  report: (found: Problem) => void,
): JsonFile | undefined {
  const at: Location = { file: name }
  const file = findFile(folder, name)
  if ('code' in file) {
    report(
      file.code === 'package/missing-file' ? problem('package/descriptor', at, { what: 'is missing' }) : file,
    )
    return undefined
  }
  if (file.bytes > MAX_DESCRIPTOR) {
    report(problem('package/descriptor', at, { what: tooLarge(file.bytes) }))
    return undefined
  }
  const { json, problems } = readJsonFile(name, readFileSync(join(folder, name)))
  problems.forEach(report)
  if (json !== undefined && !isJsonObject(json.value))
    report(problem('package/descriptor', json.at(''), { what: 'is no JSON object' }))
  return json
}

const isTabularPackage = ({ profile }: JsonObject): boolean =>
  isText(profile) &&
  /^(?:tabular-data-package|https?:\/\/specs\.frictionlessdata\.io\/schemas\/tabular-data-package\.json)$/.test(
    profile,
  )

const OFFICIAL =
  /^https?:\/\/(?:datapackage\.org\/profiles\/[12](?:\.\d+)?\/datapackage\.json|specs\.frictionlessdata\.io\/schemas\/(?:tabular-)?data-package\.json)$/

/** A profile of somebody else may ask for more. */
function checkProfile(descriptor: JsonObject, { json, report }: PackageContext): void {
  for (const name of ['$schema', 'profile']) {
    const profile = descriptor[name]
    if (
      !isText(profile) ||
      OFFICIAL.test(profile) ||
      profile === 'data-package' ||
      profile === 'tabular-data-package'
    )
      continue
    const what = `What the profile ${shown(profile)} asks for`
    report(
      problem('package/not-checked', json.at(`/${name}`), { what, why: 'nothing is fetched over a network' }),
    )
  }
}

function resourcesOf({ resources }: JsonObject, context: PackageContext): readonly Resource[] {
  if (!isList(resources)) return []
  const names = new Map<string, string>()
  return resources.flatMap((resource, i) => {
    if (!isJsonObject(resource)) return []
    const pointer = `/resources/${i}`
    const checked = checkResource(resource, pointer, context)
    const { name } = resource
    if (!isText(name)) return [checked]
    const other = names.get(name)
    if (other === undefined) names.set(name, pointer)
    else context.report(problem('package/name-twice', context.json.at(`${pointer}/name`), { name, other }))
    return [checked]
  })
}

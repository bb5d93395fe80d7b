import { readFileSync } from 'node:fs'
import { type Code, type Location, type Problem, problem } from '../problem.js'
import type { Json, JsonObject } from '../text/json.js'
import { isJsonObject } from '../text/json-value.js'
import { addressOf } from './address.js'
import { type DataFile, findFile, hashOf, statedHash } from './data-file.js'
import { dialectRules } from './dialect-rules.js'
import { type Form, formOf } from './form.js'
import { type JsonFile, readJsonFile } from './json-file.js'
import { resourceRulesFor } from './package-rules.js'
import { type Fault, isList, isText, isWhole, type Rule } from './rules.js'
import { schemaRules } from './schema-rules.js'
import { type CompiledSchema, compileSchema } from './table-schema.js'
import type { Version } from './version.js'

/** A resource whose descriptor and files have been checked. */
export interface Resource {
  readonly name: string
  readonly descriptor: JsonObject
  readonly pointer: string
  /** Undefined where they are elsewhere, missing, or not to be read. */
  readonly files: readonly DataFile[] | undefined
  readonly form: Form
  readonly isTable: boolean
  /** Undefined where there is none, or it cannot be used. */
  readonly schema: CompiledSchema | undefined
  /** Where in a file the schema stands. */
  schemaAt(pointer: string): Location
  readonly dialect: JsonObject
  /** Set where something is wrong that keeps the table from being read as it was meant. */
  readonly isSpoiled: boolean
}

export interface PackageContext {
  readonly folder: string
  readonly json: JsonFile
  readonly version: Version
  /** Version 1: every resource is a table. */
  readonly isTabular: boolean
  report(problem: Problem): void
}

/** Checks what a resource says of itself, and its files: that they are there, their size and hash. */
export function checkResource(descriptor: JsonObject, pointer: string, context: PackageContext): Resource {
  const { json, version, report } = context
  reportFaults(resourceRulesFor(version)(descriptor, pointer), json, 'package/property', report)
  const isTable = isTabular(descriptor, context)
  const schema = partOf(descriptor, 'schema', pointer, context)
  const dialect = partOf(descriptor, 'dialect', pointer, context)
  const schemaFaults = schema === undefined ? 0 : checkPart(schema, schemaRules, 'table/schema', report)
  const dialectFaults = dialect === undefined ? 0 : checkPart(dialect, dialectRules, 'table/dialect', report)
  checkTabular(descriptor, pointer, context)
  const files = filesOf(descriptor, pointer, context)
  if (files !== undefined) checkFixity(descriptor, pointer, files, context)
  const lacksPart = [schema === undefined && 'schema', dialect === undefined && 'dialect'].some(
    name => name !== false && descriptor[name] !== undefined,
  )
  const name = isText(descriptor['name']) ? descriptor['name'] : pointer
  return {
    name,
    descriptor,
    pointer,
    files,
    form: formOf(descriptor, files?.[0]?.path),
    isTable: isTable || schema !== undefined,
    schema: schema === undefined || schemaFaults > 0 ? undefined : compiled(schema, context),
    schemaAt: inside => schema?.json.at(schema.pointer + inside) ?? json.at(pointer),
    dialect: dialect === undefined || dialectFaults > 0 ? {} : dialect.value,
    isSpoiled: dialectFaults > 0 || schemaFaults > 0 || lacksPart,
  }
}

/** Tells faults as problems of one code; those that are advice, as such. The number of the others. */
export function reportFaults(
  faults: readonly Fault[],
  { at }: Pick<JsonFile, 'at'>,
  code: Extract<Code, 'package/property' | 'table/schema' | 'table/dialect'>,
  report: (problem: Problem) => void,
): number {
  for (const { pointer, what, isAdvice } of faults) {
    report(problem(isAdvice ? 'package/advice' : code, at(pointer), { pointer, what }))
  }
  return faults.filter(({ isAdvice }) => !isAdvice).length
}

const TABULAR =
  /^(?:tabular-data-resource|https?:\/\/specs\.frictionlessdata\.io\/schemas\/tabular-data-resource\.json)$/

function isTabular({ type, profile }: JsonObject, { isTabular }: PackageContext): boolean {
  return isTabular || type === 'table' || (isText(profile) && TABULAR.test(profile))
}

/** What version 1 asks of tabular resources. */
function checkTabular(descriptor: JsonObject, pointer: string, context: PackageContext): void {
  const { json, isTabular, report } = context
  const { profile, schema, data, type } = descriptor
  const saysTabular = isText(profile) && TABULAR.test(profile)
  const faults: Fault[] = []
  if ((isTabular || saysTabular) && schema === undefined)
    faults.push({ pointer, what: 'has no `schema`, which a tabular resource must have' })
  if (isTabular && profile === undefined)
    faults.push({
      pointer,
      what: 'has no `profile`, which is "tabular-data-resource" for all of a tabular package',
    })
  if (isTabular && isText(profile) && !saysTabular)
    faults.push({
      pointer: `${pointer}/profile`,
      what: 'is not "tabular-data-resource", which all of a tabular package are',
    })
  if ((type === 'table' || saysTabular) && isText(data))
    faults.push({ pointer: `${pointer}/data`, what: 'is a string, expected a list: the data of a table' })
  reportFaults(faults, json, 'package/property', report)
}

/** A schema or dialect: where it stands, and what it is. */
interface Part {
  readonly value: JsonObject
  readonly json: JsonFile
  /** Of the part in its file. */
  readonly pointer: string
}

function partOf(
  descriptor: JsonObject,
  name: 'schema' | 'dialect',
  pointer: string,
  { folder, json, report }: PackageContext,
): Part | undefined {
  const value = descriptor[name]
  const own = `${pointer}/${name}`
  if (isJsonObject(value)) return { value, json, pointer: own }
  if (!isText(value)) return undefined
  const address = addressOf(value)
  if (address.kind === 'wrong') {
    report(problem('package/path', json.at(own), { path: value, why: address.why }))
    return undefined
  }
  if (address.kind === 'remote') {
    report(
      problem('package/not-checked', json.at(own), {
        what: `The ${name} at another address`,
        why: NOTHING_FETCHED,
      }),
    )
    return undefined
  }
  const file = findFile(folder, value)
  if ('code' in file) {
    report({ ...file, related: [json.at(own)] })
    return undefined
  }
  if (file.bytes > MAX_DESCRIPTOR) {
    report(problem('package/descriptor', { file: value }, { what: tooLarge(file.bytes) }))
    return undefined
  }
  const read = readJsonFile(value, readFileSync(file.absolute))
  read.problems.forEach(report)
  if (read.json === undefined) return undefined
  if (!isJsonObject(read.json.value)) {
    const code = name === 'schema' ? 'table/schema' : 'table/dialect'
    report(problem(code, read.json.at(''), { pointer: '', what: 'is no object' }))
    return undefined
  }
  return { value: read.json.value, json: read.json, pointer: '' }
}

const NOTHING_FETCHED = 'nothing is fetched over a network'

/** A descriptor is held in memory, several times over. */
export const MAX_DESCRIPTOR = 2 ** 25
export const tooLarge = (bytes: number): string => `has ${bytes} bytes, and may have ${MAX_DESCRIPTOR}`

function checkPart(
  { value, json, pointer }: Part,
  rule: Rule,
  code: 'table/schema' | 'table/dialect',
  report: (problem: Problem) => void,
): number {
  return reportFaults(rule(value, pointer), json, code, report)
}

function compiled({ value, json, pointer }: Part, { version, report }: PackageContext): CompiledSchema {
  return compileSchema(value, {
    allowsTwins: version === 'v1',
    fault: fault =>
      reportFaults([{ ...fault, pointer: pointer + fault.pointer }], json, 'table/schema', report),
    unchecked: (what, why) => report(problem('package/not-checked', json.at(pointer), { what, why })),
  })
}

/** Paths by their pointers; `url` is what version 0 called a path. */
function pathsOf(
  descriptor: JsonObject,
  pointer: string,
): readonly (readonly [path: string, pointer: string])[] {
  const key = descriptor['path'] === undefined && descriptor['data'] === undefined ? 'url' : 'path'
  const value: Json | undefined = descriptor[key]
  if (isText(value)) return [[value, `${pointer}/${key}`]]
  if (!isList(value)) return []
  return value.flatMap((path, i) => (isText(path) ? [[path, `${pointer}/${key}/${i}`] as const] : []))
}

function filesOf(descriptor: JsonObject, pointer: string, context: PackageContext): DataFile[] | undefined {
  const { folder, json, report } = context
  const { path, data, url } = descriptor
  const faults: Fault[] = []
  if (path !== undefined && data !== undefined)
    faults.push({ pointer, what: 'has both `path` and `data`, expected one of them' })
  if (path === undefined && data === undefined && !isText(url))
    faults.push({ pointer, what: 'has neither `path` nor `data`, expected one of them' })
  if (isText(data) && descriptor['format'] === undefined && descriptor['mediatype'] === undefined)
    faults.push({
      pointer: `${pointer}/data`,
      what: 'is a string, and neither `format` nor `mediatype` says of what form',
    })
  reportFaults(faults, json, 'package/property', report)
  const paths = pathsOf(descriptor, pointer)
  const addresses = paths.map(([path]) => addressOf(path))
  const files: DataFile[] = []
  let isWhole = paths.length > 0
  for (const [i, [path, own]] of paths.entries()) {
    const address = addresses[i]
    if (address?.kind === 'file') {
      const file = findFile(folder, path)
      if (!('code' in file)) files.push(file)
      else report({ ...file, related: [json.at(own)] })
      isWhole &&= !('code' in file)
      continue
    }
    isWhole = false
    if (address?.kind === 'wrong') report(problem('package/path', json.at(own), { path, why: address.why }))
    else
      report(
        problem('package/not-checked', json.at(own), {
          what: 'The data at another address',
          why: NOTHING_FETCHED,
        }),
      )
  }
  if (addresses.some(({ kind }) => kind === 'remote') && addresses.some(({ kind }) => kind === 'file'))
    reportFaults(
      [{ pointer: `${pointer}/path`, what: 'mixes addresses and files, expected only one kind' }],
      json,
      'package/property',
      report,
    )
  return isWhole ? files : undefined
}

/** Size and hash of the files, taken as one where they are several. */
function checkFixity(
  descriptor: JsonObject,
  pointer: string,
  files: readonly DataFile[],
  { json, report }: PackageContext,
): void {
  const { bytes, hash } = descriptor
  const at: Location = { file: files[0]?.path ?? json.file }
  const related = (name: string): readonly Location[] => [json.at(`${pointer}/${name}`)]
  const total = files.reduce((sum, file) => sum + file.bytes, 0)
  if (isWhole(bytes) && bytes >= 0 && BigInt(bytes) !== BigInt(total))
    report(
      problem('package/bytes', at, { bytes: total, stated: String(bytes) }, { related: related('bytes') }),
    )
  if (!isText(hash) || hash === '' || !/^(?:[^:]+:)?[a-fA-F0-9]+$/.test(hash)) return
  const { algorithm, digits, isKnown } = statedHash(hash)
  if (!isKnown) {
    const what = `The hash by the algorithm ${JSON.stringify(algorithm)}`
    report(problem('package/not-checked', json.at(`${pointer}/hash`), { what, why: 'it is not known here' }))
    return
  }
  const computed = hashOf(files, algorithm)
  if (computed !== digits)
    report(
      problem(
        'package/hash',
        at,
        { algorithm, hash: computed, stated: digits },
        { related: related('hash') },
      ),
    )
}

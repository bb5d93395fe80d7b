import { readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { UsageError } from '../errors.js'
import { type Finding, type Location, type Problem, problem } from '../problem.js'
import { checkAccepted, checkChosen } from '../records/lints/choice.js'
import type { RecordSchema } from '../schema/field.js'
import { isObject, type SchemaObject } from '../schema/keywords.js'
import { loadSchema } from '../schema/load.js'
import { compileValidator } from '../schema/validator.js'
import { placeAt } from '../text/place.js'
import { pointerOf, tokensOf } from '../text/pointer.js'
import { decodeUtf8 } from '../text/utf8.js'
import { readYaml } from '../text/yaml.js'
import type { Corpus, CorpusStatement } from './corpus.js'

export const CORPUS_FILE = 'corpus.yaml'

/**
 * Loads the corpus in `folder` (or the corpus.yaml that `folder` names), with its record schema. Throws UsageError
 * with every problem's place when it is missing or wrong.
 */
export function loadCorpus(folder: string): Corpus {
  const path = statOf(folder)?.isFile() ? resolve(folder) : resolve(folder, CORPUS_FILE)
  if (statOf(path)?.isFile() !== true) {
    throw new UsageError(`There is no ${CORPUS_FILE} in ${resolve(folder)}.`, {
      fix: 'Run this in the folder of a corpus, or name it with --corpus.',
    })
  }
  const home = realpathSync(dirname(path))
  const stated = loadStatement(home, basename(path))
  const { schema } = stated.statement
  return { folder: home, ...stated, schema: loadSchemaAt(insideOf(home, schema), schema) }
}

/**
 * What people say of a corpus, from the file `file` of `folder`: of a corpus, or of a release, which has a copy. Throws
 * UsageError with every problem's place when it is wrong.
 */
export function loadStatement(
  folder: string,
  file: string = CORPUS_FILE,
): Pick<Corpus, 'file' | 'text' | 'statement'> {
  const text = readText(join(folder, file), file)
  return { file, text, statement: readStatement(text, file) }
}

/** The record schema that stands at `path`, absolute; `named` is what corpus.yaml and messages call it. */
export function loadSchemaAt(path: string, named: string): RecordSchema {
  return loadSchema(readText(path, named), named)
}

/** The absolute path of a file of the corpus. Throws UsageError where it, or what it links to, lies outside. */
export function insideOf(home: string, path: string): string {
  const absolute = resolve(home, path)
  const real = statOf(absolute) === undefined ? absolute : realpathSync(absolute)
  const way = relative(home, real)
  if (way === '..' || way.startsWith(`..${sep}`) || resolve(home, way) !== real) {
    throw new UsageError(`${path} lies outside the corpus folder.`, { fix: 'Copy it into the corpus.' })
  }
  return absolute
}

function readStatement(text: string, file: string): CorpusStatement {
  const yaml = readYaml(text, 'typed')
  const faults = yaml.faults.map(({ offset, detail, kind }) =>
    problem(
      kind === 'duplicate-key' ? 'yaml/duplicate-key' : 'yaml/syntax',
      { file, ...placeAt(text, offset) },
      { detail },
    ),
  )
  refuseIf(faults, file)
  const schema = corpusSchema()
  const findings = compileValidator(schema)(yaml.value)
  refuseIf(
    findings.map(found => placed(found, file, text, yaml.locate)),
    file,
  )
  if (!isStatement(yaml.value)) throw new UsageError(`${file} is empty.`)
  const { lints = {}, accept = [] } = yaml.value
  const place = (pointer: string, part: 'key' | 'value'): Location => ({
    file,
    ...placeAt(text, yaml.locate(pointer, part)),
    pointer,
  })
  refuseIf(
    [
      ...checkChosen(Object.keys(lints), code => place(pointerOf(['lints', code]), 'key')),
      ...checkAccepted(accept, i => place(pointerOf(['accept', i, 'code']), 'value')),
    ],
    file,
  )
  return yaml.value
}

/** Where values stand in corpus.yaml, by their JSON Pointers. It is parsed again, once. */
export function placesInCorpus({ file, text }: Corpus): (pointer: string) => Location {
  const { locate } = readYaml(text, 'typed')
  return pointer => ({ file, ...placeAt(text, locate(pointer, 'value')), pointer })
}

/** The schema says all that the type says, and has been checked. */
function isStatement(value: unknown): value is CorpusStatement {
  return isObject(value)
}

function placed(
  found: Finding,
  file: string,
  text: string,
  locate: (pointer: string, part: 'key' | 'value') => number,
): Problem {
  const { pointer, part, span: _, ...worded } = found
  const location = { file, ...placeAt(text, locate(pointer, part)), pointer }
  if (found.code !== 'record/unknown-key') return { ...worded, location }
  const meant = /Did you mean `(.*)`\?/.exec(found.message)?.[1]
  return problem('corpus/unknown-key', location, { key: tokensOf(pointer).at(-1) ?? '', meant })
}

function refuseIf(problems: readonly Problem[], file: string): void {
  if (problems.length > 0) throw new UsageError(`${file} cannot be used.`, { problems })
}

/** The toolkit's own schema of corpus.yaml. */
function corpusSchema(): {
  readonly json: SchemaObject
  readonly path: string
  readonly text: string
} {
  const url = new URL('../../schema/corpus.schema.json', import.meta.url)
  const text = readFileSync(url, 'utf8')
  return { json: JSON.parse(text), path: 'corpus.schema.json', text }
}

function readText(path: string, shown: string): string {
  const bytes = bytesOf(path, shown)
  const decoded = decodeUtf8(bytes)
  if ('text' in decoded) return decoded.text
  const byte = decoded.badByte
  const problems = [problem('file/not-utf8', { file: shown, byte }, { byte, value: bytes[byte] ?? 0 })]
  throw new UsageError(`${shown} cannot be used.`, { problems })
}

function bytesOf(path: string, shown: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new UsageError(`${shown} cannot be read.`, { fix: 'Correct `schema:` in corpus.yaml.', cause })
  }
}

function statOf(path: string) {
  return statSync(path, { throwIfNoEntry: false })
}

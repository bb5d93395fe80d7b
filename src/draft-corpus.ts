import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addTexts } from './add.js'
import { aloneWords } from './drafting/alone.js'
import { bringIn, placeFor } from './drafting/bring-in.js'
import { type GivenFiles, givenFiles } from './drafting/given-files.js'
import { languagesOf } from './drafting/languages-of.js'
import { medianLength } from './drafting/lengths.js'
import { type FilesSeen, observeFile, startFiles } from './drafting/observe-file.js'
import { type KeptProblems, keepProblems } from './drafting/problem-keeper.js'
import { type Guess, proposeRecordSchema } from './drafting/record-schema.js'
import { type Starter, type StatedSource, type Write, writeStarter } from './drafting/starter-files.js'
import { textSchema } from './drafting/starter-text.js'
import { headerDoubt } from './drafting/table-read.js'
import { usableSchema } from './drafting/usable-schema.js'
import { UsageError } from './errors.js'
import type { RecordSchema } from './schema/field.js'
import { loadSchema } from './schema/load.js'
import { schemaTextAt } from './schema/schema-text.js'
import { unpackedName } from './sources/bytes.js'

export interface DraftOptions {
  /** The field that is the key, where it is not to be guessed. */
  readonly key?: string | undefined
  /** A record schema that there is already: it is taken as it is. */
  readonly schema?: string | undefined
  /** The encoding of CSV and texts, where it is not UTF-8. */
  readonly encoding?: string | undefined
  /** What parts the cells of CSV, where it is not to be guessed. */
  readonly separator?: string | undefined
  /** What stands in cells of CSV without quotes where there is no value. */
  readonly missing?: readonly string[] | undefined
  /** The language of the texts, BCP 47. */
  readonly language?: string | undefined
  /** The files are moved into the corpus instead of copied. */
  readonly move?: boolean | undefined
  readonly onProgress?: ((progress: DraftProgress) => void) | undefined
}

interface DraftProgress {
  readonly bytes: number
  readonly totalBytes: number
  readonly records: number
  readonly problems: number
}

/** What a corpus was made of. */
export interface Drafted {
  readonly form: GivenFiles['form']
  readonly records: number
  /** The schema that was drafted, or the one that was given. */
  readonly schema: RecordSchema
  readonly guesses: readonly Guess[]
  /** What somebody should know of the files, and the schema does not say. */
  readonly hints: readonly string[]
  /** What is wrong with the data. */
  readonly problems: KeptProblems
  /** Files that came into the corpus, relative to it. */
  readonly moved: readonly string[]
  /** Files of folders that were left out, since they have another form. */
  readonly ignored: readonly string[]
  /** Files of folders whose text is that of another. */
  readonly copies: number
  /** Texts whose lines end as those of Windows do, which has to be mended before they can be exported. */
  readonly withReturns: number
}

const SCHEMA_PATH = 'schema/record.schema.json'

type Home = Pick<Starter, 'name' | 'title' | 'released'>

interface Given extends DraftOptions {
  readonly from: readonly string[]
  readonly write: Write
}

/** Fills a new corpus from files: drafts a schema, writes corpus.yaml, and brings the files in. Throws UsageError where it cannot. */
export async function draftCorpus(folder: string, home: Home, options: Given): Promise<Drafted> {
  const given = await givenFiles(options.from, folder)
  if (given.form === 'text') return draftTexts(folder, home, given, options)
  const { form, files, ignored } = given
  const problems = keepProblems()
  const seen = await observeAll(given, problems, options)
  const drafted = schemaFor(seen, home, options)
  const moved: string[] = []
  for (const { path } of files) moved.push(placeFor(path, form, moved))
  const languages = languagesOf(seen.records, drafted.language, options.language)
  options.write(SCHEMA_PATH, drafted.schema.text)
  const starter: Starter = {
    ...home,
    languages: languages.tags,
    languageNote: languages.note,
    schema: SCHEMA_PATH,
    sources: moved.map(path => ({ path, format: form, ...dialectOf(seen, path, options) })),
    lints: lintsFor(seen, drafted.text),
    description: 'Not described yet.',
  }
  writeStarter(starter, 'records', options.write)
  for (const [i, { path }] of files.entries())
    bringIn(path, join(folder, moved[i] ?? ''), options.move === true)
  const { schema, guesses, hints } = drafted
  return {
    form,
    records: seen.records.objects.count,
    schema,
    guesses,
    hints,
    problems: problems.value(),
    moved,
    ignored,
    copies: 0,
    withReturns: 0,
  }
}

async function observeAll(
  { files }: GivenFiles,
  problems: ReturnType<typeof keepProblems>,
  { encoding, separator, missing, onProgress }: Given,
): Promise<FilesSeen> {
  const seen = startFiles()
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let passed = 0
  for (const file of files) {
    if (encoding === undefined && file.form === 'csv') checkUtf8(file)
    await observeFile(seen, file, file, {
      onProblem: problems.add,
      encoding,
      separator,
      missing,
      onBytes: bytes => {
        passed += bytes
        const records = seen.table?.lines ?? seen.records.objects.count
        onProgress?.({ bytes: passed, totalBytes, records, problems: problems.count() })
      },
    })
  }
  const { refused = [] } = seen.declared ?? {}
  if (refused.length > 0) {
    throw new UsageError(`Columns have types that no record can have: ${refused.slice(0, 5).join(', ')}.`, {
      fix: 'Convert them first: moments to UTC, decimals and bytes to text.',
    })
  }
  if (seen.records.objects.count > 0) return seen
  const detail = seen.strays > 0 ? 'its values are no objects' : 'it has none that can be read'
  throw new UsageError(`There are no records in ${files.map(({ file }) => file).join(' ')}: ${detail}.`, {
    problems: problems.value().first.slice(0, 10),
  })
}

function checkUtf8({ file, encoding, likely }: GivenFiles['files'][number]): void {
  if (encoding === 'utf-8') return
  const meant = encoding ?? likely?.encoding
  throw new UsageError(`${file} is not UTF-8${meant === undefined ? '' : `; it is most likely ${meant}`}.`, {
    fix: `Say --encoding ${meant ?? 'with the name of its encoding'}.`,
  })
}

interface SchemaChosen {
  readonly schema: RecordSchema
  readonly guesses: readonly Guess[]
  readonly hints: readonly string[]
  readonly text: string | undefined
  readonly language: string | undefined
}

const KEYLESS =
  'The schema marks no key, so that ids are not compared, and lists of objects are cells of JSON in CSV: "x-key": true in a property marks it.'

/** The schema that somebody brings is taken word for word; else one is proposed. */
function schemaFor({ records, declared, table }: FilesSeen, { title }: Home, options: Given): SchemaChosen {
  const { key, schema: given } = options
  if (given !== undefined) {
    const schema = loadSchema(schemaTextAt(given), given)
    if (key !== undefined && schema.keyField?.name !== key) {
      throw new UsageError(`The schema ${given} does not mark \`${key}\` as the key.`, {
        fix: 'Write "x-key": true into its property, and leave --key out.',
      })
    }
    return {
      schema,
      guesses: [],
      hints: schema.keyField === undefined ? [KEYLESS] : [],
      text: schema.textField?.name,
      language: schema.roles.get('language')?.name,
    }
  }
  const doubt = table && headerDoubt(table)
  const hints = [...aloneWords(records), ...(doubt === undefined ? [] : [doubt])]
  const proposed = proposeRecordSchema(records, { title, key, declared: declared?.schema })
  const { schema, guesses } = usableSchema(proposed.schema, SCHEMA_PATH)
  return {
    ...proposed,
    schema,
    guesses: [...proposed.guesses, ...guesses],
    hints,
  }
}

/** What is not as the name of a table says. */
function dialectOf(
  { table }: FilesSeen,
  path: string,
  { missing }: Given,
): Omit<StatedSource, 'path' | 'format'> {
  if (table === undefined) return {}
  const { encoding, separator } = table.dialect
  const usual = unpackedName(path).endsWith('.tsv') ? '\t' : ','
  return {
    ...(encoding !== undefined && encoding !== 'utf-8' && { encoding }),
    ...(separator !== usual && { separator }),
    ...(missing && { missing }),
  }
}

/** A text of fewer letters is warned of. */
const SHORT = 250

function lintsFor({ records }: FilesSeen, text: string | undefined): Starter['lints'] {
  if (text === undefined) return {}
  const inRecords = {
    'file/no-final-newline': 'Texts stand in records here and are no files: their ends say nothing.',
  }
  const lengths = records.objects.members.get(text)?.values.strings?.lengths
  if (lengths === undefined || lengths.min >= SHORT) return inRecords
  const half = medianLength(lengths)
  return {
    ...inRecords,
    'text/length': `Texts are short here: the shortest has ${lengths.min} characters, half of them at most ${half}.`,
  }
}

const CARRIAGE_RETURN = 0x0d

/** A folder of texts: each is added, and gets a sidecar. */
async function draftTexts(
  folder: string,
  home: Home,
  { files, ignored }: GivenFiles,
  options: Given,
): Promise<Drafted> {
  const { language, encoding, write, onProgress } = options
  const text = `${JSON.stringify(textSchema(home.title), null, 2)}\n`
  const starter: Starter = {
    ...home,
    languages: [language ?? 'und'],
    languageNote: language === undefined ? 'und says that it is not known. FILL IN' : undefined,
    schema: SCHEMA_PATH,
    sources: [{ path: 'texts', format: 'text' }],
    lints: {},
    description: 'Not described yet.',
  }
  write(SCHEMA_PATH, options.schema === undefined ? text : schemaTextAt(options.schema))
  writeStarter(starter, 'texts', write)
  mkdirSync(join(folder, 'texts'))
  const sums = [0]
  for (const { bytes } of files) sums.push((sums.at(-1) ?? 0) + bytes)
  const reached = (read: number) => ({ bytes: sums[read] ?? 0, totalBytes: sums.at(-1) ?? 0 })
  const { added, problems, warnings, present } = await addTexts({
    corpus: folder,
    files: files.map(({ file, isNamed }) => ({ path: file, isFound: !isNamed })),
    from: encoding,
    claims: { language },
    onProgress: ({ read }) => onProgress?.({ ...reached(read), records: read, problems: 0 }),
  })
  if (added.length === 0) {
    throw new UsageError('None of the texts can be taken.', { problems: problems.slice(0, 10) })
  }
  const kept = keepProblems()
  for (const one of [...problems, ...warnings]) kept.add(one)
  const schema = loadSchema(options.schema === undefined ? text : schemaTextAt(options.schema), SCHEMA_PATH)
  return {
    form: 'text',
    records: added.length,
    schema,
    guesses: [],
    hints: [],
    problems: kept.value(),
    moved: added.flatMap(({ path, sidecar }) => [path, sidecar]),
    ignored,
    copies: present.length,
    withReturns: added.filter(({ path }) => readFileSync(join(folder, path)).includes(CARRIAGE_RETURN))
      .length,
  }
}

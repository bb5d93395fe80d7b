import type { Field, RecordSchema, ScalarKind } from '../../schema/field.js'
import { type TableColumn, tablesOf } from '../../schema/tables.js'
import type { Release } from '../release.js'
import { spdxId } from './licenses.js'
import { groupsOf, type ResourceGroup } from './measures.js'

/**
 * What the Hugging Face Hub reads at the top of README.md. Without `configs` it would guess which files are the data;
 * it refuses to load a data set whose stated counts are wrong.
 */
export function huggingFaceCard(release: Release): object {
  const { corpus, statistics } = release
  const groups = loadedGroups(release)
  return {
    pretty_name: corpus.title,
    ...languagesOf(corpus.language),
    ...licenseOf(corpus.license),
    size_categories: [sizeCategory(statistics.records)],
    ...(corpus.keywords !== undefined && { tags: corpus.keywords }),
    configs: groups.map(group => ({
      config_name: configName(group),
      ...(group.table === '' && { default: true }),
      data_files: [{ split: SPLIT, path: group.shards.map(({ path }) => path) }],
      ...(group.format === 'csv' && csvOptions),
    })),
    dataset_info: groups.map(group => infoOf(group, release)),
  }
}

/** What the Hub calls data that nobody split. */
const SPLIT = 'train'

/** pandas, which reads CSV for the Hub, would take `NA` and `null` for missing, and round numbers. */
const csvOptions = { keep_default_na: false, na_values: [''], float_precision: 'round_trip' }

/** The exact ones first; JSON Lines last, where the Hub makes moments of texts that look like them. */
const preference = ['parquet', 'arrow', 'csv', 'jsonl']

/** The tables of one format: the Hub reads all configurations of a data set with the reader of the first. */
function loadedGroups(release: Release): readonly ResourceGroup[] {
  const loaded = loadedFormat(release)
  return groupsOf(release.resources).filter(({ format }) => format === loaded)
}

/** Name of the format that the Hub loads. */
export function loadedFormat({ resources }: Release): string | undefined {
  return preference.find(name => resources.some(({ format }) => format === name))
}

function configName({ table }: ResourceGroup): string {
  return table === '' ? 'default' : table
}

/** The Hub ignores counts without `num_bytes`, the size in Arrow's layout; it does not check that number. */
function infoOf(group: ResourceGroup, { schema, resources }: Release): object {
  const { table, shards } = group
  const arrow = resources.filter(resource => resource.format === 'arrow' && resource.table === table)
  const size = sum((arrow.length > 0 ? arrow : shards).map(({ bytes }) => bytes))
  return {
    config_name: configName(group),
    ...featuresOf(group, schema),
    splits: [{ name: SPLIT, num_bytes: size, num_examples: sum(shards.map(({ records }) => records)) }],
    download_size: sum(shards.map(({ bytes }) => bytes)),
    dataset_size: size,
  }
}

/** Types of the columns; none for JSON Lines with what no column holds, whose types the Hub has to find out. */
function featuresOf({ format, table }: ResourceGroup, schema: RecordSchema): object {
  if (format === 'csv') {
    const columns = tablesOf(schema).find(({ name }) => name === table)?.columns ?? []
    return { features: columns.map(cell) }
  }
  const isOpen = format === 'jsonl' && schema.fields.some(holdsJson)
  return isOpen ? {} : { features: schema.fields.map(feature) }
}

function holdsJson(field: Field): boolean {
  if (field.kind === 'struct') return field.fields.some(holdsJson)
  return field.kind === 'list' ? holdsJson(field.items) : field.kind === 'json'
}

/** pandas, which reads CSV for the Hub, has a missing value for texts and floats only, and knows no days. */
function cell({ name, kind, nullable }: TableColumn): object {
  return { name, dtype: (nullable ? nullableCells : cells)[kind] ?? 'string' }
}

const cells: Readonly<Partial<Record<ScalarKind, string>>> = {
  int32: 'int32',
  int64: 'int64',
  float64: 'float64',
  boolean: 'bool',
}
const nullableCells: Readonly<Partial<Record<ScalarKind, string>>> = {
  int32: 'float64',
  int64: 'float64',
  float64: 'float64',
}

/** The Hub knows languages by their codes in ISO 639, which BCP 47 tags begin with: `ar-SY` is `ar`. */
function languagesOf(tags: readonly string[]): object {
  const codes = tags
    .map(tag => (tag.split('-')[0] ?? '').toLowerCase())
    .filter(code => /^[a-z]{2,3}$/.test(code))
  return codes.length === 0 ? {} : { language: [...new Set(codes)] }
}

/** The Hub's names of licences are lower case, and for three of those made for data its own. */
const hubNames: Readonly<Record<string, string>> = {
  'ODC-By-1.0': 'odc-by',
  'ODbL-1.0': 'odbl',
  'PDDL-1.0': 'pddl',
}
const hubLicenses =
  /^(apache-2\.0|mit|bsd-[23]-clause|isc|unlicense|cc0-1\.0|cc-by-(2\.0|2\.5|3\.0|4\.0)|cc-by-sa-[34]\.0|cc-by-nc-[234]\.0|cc-by-nd-4\.0|cc-by-nc-nd-[34]\.0|cc-by-nc-sa-[234]\.0|cdla-sharing-1\.0|cdla-permissive-[12]\.0|etalab-2\.0|eupl-1\.[12]|mpl-2\.0)$/

function licenseOf(expression: string): object {
  const id = spdxId(expression)
  const name = id === undefined ? undefined : (hubNames[id] ?? id.toLowerCase())
  if (name !== undefined && (hubLicenses.test(name) || Object.values(hubNames).includes(name)))
    return { license: name }
  return { license: 'other', license_name: licenseName(expression), license_link: 'LICENSE' }
}

/** The Hub takes lower-case letters, digits, `-` and `.` only. */
function licenseName(expression: string): string {
  return expression
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '')
}

const sizes: readonly (readonly [below: number, category: string])[] = [
  [1e3, 'n<1K'],
  [1e4, '1K<n<10K'],
  [1e5, '10K<n<100K'],
  [1e6, '100K<n<1M'],
  [1e7, '1M<n<10M'],
  [1e8, '10M<n<100M'],
  [1e9, '100M<n<1B'],
  [1e10, '1B<n<10B'],
  [1e11, '10B<n<100B'],
  [1e12, '100B<n<1T'],
]

function sizeCategory(records: number): string {
  return sizes.find(([below]) => records < below)?.[1] ?? 'n>1T'
}

const dtypes: Record<ScalarKind, string> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  float64: 'float64',
  boolean: 'bool',
  date: 'date32',
  timestamp: 'timestamp[us, tz=UTC]',
  json: 'string',
}

function feature(field: Field): object {
  return { name: field.name, ...featureType(field) }
}

function featureType(field: Field): object {
  if (field.kind === 'struct') return { struct: field.fields.map(feature) }
  if (field.kind !== 'list') return { dtype: dtypes[field.kind] }
  const { items } = field
  if (items.kind === 'struct') return { list: items.fields.map(feature) }
  return { list: items.kind === 'list' ? featureType(items) : dtypes[items.kind] }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

import type { Field } from '../../../schema/field.js'
import type { Release } from '../../release.js'
import { type ResourceGroup, valuesOfField } from '../measures.js'
import { reference } from './json-ld.js'

const SPLITS = 'splits'
const NAME = `${SPLITS}/name`
const ADDRESS = `${SPLITS}/url`

/** Names that people give to splits, and Croissant's for them. */
const known: Readonly<Record<string, string>> = {
  train: 'cr:TrainSplit',
  training: 'cr:TrainSplit',
  validation: 'cr:ValidationSplit',
  valid: 'cr:ValidationSplit',
  val: 'cr:ValidationSplit',
  dev: 'cr:ValidationSplit',
  test: 'cr:TestSplit',
  testing: 'cr:TestSplit',
}

/** The values of the field that splits the records, and what they mean where that is known of all of them. */
export function splitSet(release: Release): object[] {
  const values = splitValues(release)
  if (values.length === 0) return []
  const meanings = values.flatMap(value => (Object.hasOwn(known, value) ? [known[value]] : []))
  const isKnown = meanings.length === values.length
  const name = { '@type': 'cr:Field', '@id': NAME, name: 'name', dataType: 'sc:Text' }
  const url = { '@type': 'cr:Field', '@id': ADDRESS, name: 'url', dataType: ['sc:URL', 'cr:Split'] }
  return [
    {
      '@type': 'cr:RecordSet',
      '@id': SPLITS,
      name: SPLITS,
      dataType: 'cr:Split',
      key: reference(NAME),
      field: isKnown ? [name, url] : [name],
      data: values.map((value, i) => ({ [NAME]: value, ...(isKnown && { [ADDRESS]: meanings[i] }) })),
    },
  ]
}

/** Where mlcroissant can join the values: it compares texts with the texts of Parquet only. */
export function splitReference(field: Field, { format }: ResourceGroup, release: Release): object {
  const joins = format === 'parquet' && field.kind === 'string' && field.schema['x-split'] === true
  return joins && splitValues(release).length > 0 ? { references: { field: reference(NAME) } } : {}
}

/** Most frequent first; none where they are too many to list. */
function splitValues(release: Release): readonly string[] {
  const field = release.schema.fields.find(({ schema }) => schema['x-split'] === true)
  const counts = field === undefined ? [] : (valuesOfField(release, field).counts ?? [])
  return counts.map(([value]) => value)
}

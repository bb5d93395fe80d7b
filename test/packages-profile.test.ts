import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { checkPackage } from '../src/packages/check-package.js'
import type { Problem } from '../src/problem.js'
import { root, workdir } from './cli.js'

/** The official profiles of version 2, where they are at hand. */
const profiles = join(root, '../shared/standards/datapackage-2.0')

const address = 'https://datapackage.org/profiles/2.0/datapackage.json'
const base = {
  $schema: address,
  name: 'p',
  id: 'x',
  title: 'T',
  description: 'D',
  homepage: 'https://example.org/',
  version: '1.0.0',
  created: '2024-01-31T12:00:00Z',
  keywords: ['a', 'b'],
  image: 'image.png',
  licenses: [{ name: 'CC0-1.0', path: 'https://example.org/cc0', title: 'CC0' }],
  contributors: [
    { title: 'A', path: 'https://example.org/a', email: 'a@example.org', roles: ['creator'], givenName: 'A' },
  ],
  sources: [{ title: 'S', path: 'https://example.org/s', email: 's@example.org', version: '1' }],
  resources: [
    {
      name: 't',
      path: 'https://example.org/t.csv',
      type: 'table',
      title: 'T',
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      bytes: 10,
      hash: 'sha256:00',
      licenses: [{ name: 'CC0-1.0' }],
      sources: [{ title: 'S' }],
      dialect: {
        header: true,
        headerRows: [1],
        headerJoin: ' ',
        commentRows: [2],
        commentChar: '#',
        delimiter: ',',
        lineTerminator: '\n',
        quoteChar: '"',
        doubleQuote: true,
        escapeChar: '\\',
        nullSequence: 'x',
        skipInitialSpace: false,
        property: 'p',
        itemType: 'array',
        itemKeys: ['a'],
        sheetNumber: 1,
        sheetName: 's',
        table: 't',
      },
      schema: {
        fields: [
          {
            name: 'a',
            type: 'string',
            format: 'email',
            title: 'A',
            description: 'A',
            rdfType: 'x:y',
            missingValues: ['', 'NA'],
            categories: ['a@example.org'],
            categoriesOrdered: false,
            constraints: { required: true, unique: true, minLength: 1, maxLength: 20, pattern: '.*' },
          },
          {
            name: 'b',
            type: 'integer',
            bareNumber: true,
            groupChar: ',',
            categories: [{ value: 1, label: 'one' }],
            constraints: { minimum: 1, maximum: '5', exclusiveMinimum: 0, exclusiveMaximum: 9, enum: [1] },
          },
          {
            name: 'c',
            type: 'number',
            decimalChar: '.',
            groupChar: ',',
            constraints: { enum: ['1', '2'], minimum: 1 },
          },
          {
            name: 'd',
            type: 'boolean',
            trueValues: ['y'],
            falseValues: ['n'],
            constraints: { enum: [true] },
          },
          {
            name: 'e',
            type: 'object',
            constraints: { jsonSchema: { type: 'object' }, minLength: 1, enum: [{}] },
          },
          { name: 'f', type: 'date', format: '%d.%m.%Y', constraints: { minimum: '31.01.2024' } },
          { name: 'g', type: 'geopoint', format: 'array', constraints: { enum: [[1, 2]] } },
          { name: 'h', type: 'any', constraints: { enum: [1, 'a'] } },
          { name: 'i', type: 'year', constraints: { minimum: 2000, enum: ['2001'] } },
          { name: 'j', type: 'duration', constraints: { minimum: 'P1Y' } },
          { name: 'k', type: 'geojson', format: 'topojson' },
          { name: 'l', type: 'array', constraints: { minLength: 1, enum: [[1]] } },
          { name: 'm' },
        ],
        missingValues: [{ value: '', label: 'none' }],
        primaryKey: ['a'],
        uniqueKeys: [['a', 'b']],
        foreignKeys: [{ fields: ['a'], reference: { resource: 'u', fields: ['x'] } }],
      },
    },
    { name: 'u', data: [{ x: 'a' }], schema: { fields: [{ name: 'x', type: 'string' }] } },
  ],
}

/** Values that take the place of others. */
const values: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    'a',
    '',
    'A B',
    '1',
    'https://example.org/x',
    '../x',
    '/x',
    './x',
    'x/y.csv',
  ],
  ...['string', 'integer', 'date', 'list', 'unheard', 'default', 'exact', '2024-01-31', 'a@example.org'],
  ...[[], {}, ['a'], ['a', 'a'], [1], [1, 1], [['a']], { name: 'a' }, { value: 'a' }, [{ value: 'a' }], [{}]],
  ...['d41d8cd98f00b204e9800998ecf8427e', 'x:00', 'text', 'a/b', 'file:x', 'x\\y', 'ftp://example.org/'],
]
/** Properties that are added where an object is. */
const names = [
  'title',
  'type',
  'format',
  'path',
  'data',
  'name',
  'minimum',
  'minLength',
  'enum',
  'fieldsMatch',
  'profile',
]

type Place = { readonly holder: object; readonly key: string }

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => [{ holder: value, key }, ...placesIn(member)])
}

/** Changes that chance does not find: what each is, and its value. */
const chosen: readonly (readonly [pointer: string, value: unknown])[] = [
  ['/image', '/x.png'],
  ['/resources/1/data', 5],
  [
    '/resources/1',
    { name: 'u', type: 'table', format: 'csv', data: 'x\na\n', schema: { fields: [{ name: 'x' }] } },
  ],
  ['/resources/0/bytes', -1],
  ['/resources/0/schema/fields/12', { name: 'm', type: 'list' }],
  ['/resources/0/schema/fields/0/categories', ['a@example.org', 'a@example.org']],
  ['/resources/0/schema/fieldsMatch', 'equal'],
  ['/resources/0/schema/foreignKeys/0/fields', ['a', 'b']],
]

function changed(pointer: string, value: unknown): unknown {
  const descriptor = structuredClone(base)
  const path = pointer.split('/').slice(1)
  const holder = path.slice(0, -1).reduce((of: object, key) => Reflect.get(of, key), descriptor)
  Reflect.set(holder, path.at(-1) ?? '', value)
  return descriptor
}

/** The n-th of all mutated descriptors: one or two changes. */
function mutated(number: number): unknown {
  let state = number * 2654435761
  const next = (limit: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const descriptor = structuredClone(base)
  for (let change = 0; change <= next(2); change++) {
    const places = placesIn(descriptor)
    const place = places[next(places.length)]
    if (place === undefined) continue
    const kind = next(4)
    const value: unknown = structuredClone(values[next(values.length)])
    if (kind === 0 && !Array.isArray(place.holder)) Reflect.deleteProperty(place.holder, place.key)
    else if (kind === 1 && !Array.isArray(place.holder))
      Reflect.set(place.holder, names[next(names.length)] ?? '', value)
    else Reflect.set(place.holder, place.key, value)
  }
  return descriptor
}

const ofDescriptor: ReadonlySet<string> = new Set([
  'package/property',
  'package/path',
  'table/schema',
  'table/dialect',
])

/** Where the words of the standard ask for more than its profiles check, by what is said. */
const stricter: Readonly<Record<string, RegExp>> = {
  'Data Package, contributors: each entry must be an object': /\/contributors\/\d+ is .*, expected an object/,
  'Profiles (version 1), `profile`: an address, or a word of the registry':
    /\/profile is .*, expected an address, or one of/,
  'Data Resource, Inline Data: a string needs `format` or `mediatype`': /neither `format` nor `mediatype`/,
  'Data Resource, Inline Data: the data of a table is a list': /expected a list: the data of a table/,
  'Data Resource, Inline Data: an array, an object or a string':
    /\/data is .*, expected a list, an object, or a string/,
  'Data Package, image: a URL or Path': /\/image is .*, expected an http/,
  'URL or Path, of a schema or dialect: no parent folder, nor an empty path':
    /^package\/path the path "(?:\.\.\/x|\/x|\.\/x|file:x|x\\\\y|)" /,
  'Table Dialect: one character, or one at least':
    /^table\/dialect .* expected (?:one character|a string that is not empty)/,
  'Field Constraints: a value that the field can hold': /which the field cannot hold/,
  'Field, categories: `enum` is a subset of them': /which is none of the categories/,
  'Field Constraints: `jsonSchema` is a JSON Schema': /\/jsonSchema cannot be used/,
  'Field Constraints: those that the type supports': /is a constraint that a field of type \w+ cannot have/,
  'Field Constraints: a length is not negative': /Length is the number -1,/,
  'Data Resource: `bytes` is a size': /\/bytes is the number -1,/,
  'Field Types: a pattern of strptime': /no pattern of strptime|\/format is .*, expected a string/,
  'Field, name: unique': /which is the name of \/fields\/\d+ already/,
  'Field, categories: each value and label once':
    /\/(?:categories|missingValues)\/\d+(?:\/\w+)? is .*, which stands at/,
  'Table Schema, fieldsMatch: one of five words': /\/fieldsMatch\/\d+ is/,
  'Table Schema: keys list fields that are there': /which is no (?:field|resource) of/,
  'Table Schema, foreignKeys: as many fields on both sides': /expected as many/,
}

/** Where the profiles refuse what the words of the standard allow, by what ajv says. */
const laxer: Readonly<Record<string, RegExp>> = {
  'Data Resource, dialect: an object, or a URL or Path': /\/dialect must be object/,
  'Table Schema, fieldsMatch: a string': /\/fieldsMatch must be array/,
  'Field Types: `list`': /\/type must be equal to one of the allowed values/,
}

describe.skipIf(!existsSync(profiles))('the official profiles of Data Package 2.0', () => {
  test('are agreed with on 3000 mutated descriptors, where the text asks for nothing else', {
    timeout: 180_000,
  }, async () => {
    const ajv = new Ajv({ strict: false, allErrors: true })
    addFormats.default(ajv)
    ajv.addFormat('textarea', true)
    const validate = ajv.compile(JSON.parse(readFileSync(join(profiles, 'datapackage.json'), 'utf8')))
    const folder = workdir()
    const strange: string[] = []
    const used = new Set<string>()
    let agreed = { valid: 0, invalid: 0 }
    const descriptors = [
      ...chosen.map(([pointer, value]) => changed(pointer, value)),
      ...Array.from({ length: 3000 }, (_, number) => mutated(number)),
    ]
    for (const descriptor of descriptors) {
      writeFileSync(join(folder, 'datapackage.json'), JSON.stringify(descriptor))
      const { problems } = await checkPackage(folder)
      const faults = problems.first.filter(
        ({ code, severity }) => severity === 'error' && ofDescriptor.has(code),
      )
      const isValid = validate(descriptor)
      if (isValid === (faults.length === 0))
        agreed = { ...agreed, [isValid ? 'valid' : 'invalid']: agreed[isValid ? 'valid' : 'invalid'] + 1 }
      else if (isValid) strange.push(...unexplained(faults))
      else {
        const said = validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`) ?? []
        const found = Object.entries(laxer).find(([, pattern]) => said.some(text => pattern.test(text)))
        if (found === undefined) strange.push(`profile only: ${said.slice(0, 3).join('; ')}`)
        else used.add(found[0])
      }
    }
    expect([...new Set(strange)].sort()).toEqual([])
    expect([...used].sort()).toEqual([...Object.keys(stricter), ...Object.keys(laxer)].sort())
    expect(agreed.valid).toBeGreaterThan(500)
    expect(agreed.invalid).toBeGreaterThan(500)

    function unexplained(faults: readonly Problem[]): string[] {
      return faults.flatMap(({ code, message }) => {
        const said = `${code} ${message}`
        const found = Object.entries(stricter).find(([, pattern]) => pattern.test(said))
        if (found !== undefined) used.add(found[0])
        return found === undefined ? [said.replaceAll(/\d+/g, 'N')] : []
      })
    }
  })
})

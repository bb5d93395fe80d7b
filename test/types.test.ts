import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadSchema } from '../src/schema/load.js'
import { typesOf } from '../src/schema/types.js'
import { root, workdir } from './cli.js'

const string = { type: 'string' }
const integer = { type: 'integer' }
const objectOf = (properties: object, more: object = {}) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
})
const load = (schema: object, path = 'record.json') => loadSchema(JSON.stringify(schema), path)
const typesFor = (schema: object) => typesOf(load(schema))

/** Runs the compiler on files; what it has to say. */
function compiled(files: Readonly<Record<string, string>>): string {
  const folder = workdir()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext']
  const ended = spawnSync(join(root, 'node_modules/.bin/tsc'), [...options, ...Object.keys(files)], {
    cwd: folder,
    encoding: 'utf8',
  })
  return ended.stdout + ended.stderr
}

const keywordNames = [
  '$id',
  '$anchor',
  '$schema',
  '$ref',
  '$defs',
  'items',
  'prefixItems',
  'unevaluatedProperties',
]
const oddNames = [
  'a.b',
  'a/b',
  '~0',
  '"',
  "'",
  '`',
  ' ',
  '\\',
  '*/',
  '😀',
  'نص',
  '0',
  'constructor',
  'toString',
  'enum',
  'default',
]

/** A schema, and a value that its types have to take. */
const awkward: Readonly<Record<string, readonly [schema: object, value: unknown]>> = {
  keywords: [
    objectOf(Object.fromEntries(keywordNames.map(name => [name, string])), { required: keywordNames }),
    Object.fromEntries(keywordNames.map(name => [name, 'x'])),
  ],
  odd: [
    objectOf(Object.fromEntries(oddNames.map(name => [name, integer])), { required: oddNames }),
    Object.fromEntries(oddNames.map(name => [name, 1])),
  ],
  itself: [
    objectOf({ name: string, next: { $ref: '#' }, all: { type: 'array', items: { $ref: '#' } } }),
    { name: 'x', next: { all: [{ name: 'y' }] } },
  ],
  mutual: [
    objectOf(
      { tree: { $ref: '#/$defs/tree' } },
      {
        $defs: {
          tree: objectOf({ leaves: { type: 'array', items: { $ref: '#/$defs/leaf' } } }),
          leaf: objectOf({ of: { anyOf: [{ $ref: '#/$defs/tree' }, { type: 'null' }] } }),
        },
      },
    ),
    { tree: { leaves: [{ of: null }, { of: { leaves: [] } }] } },
  ],
  tuple: [
    objectOf({ pair: { type: 'array', prefixItems: [string, integer], items: { type: 'boolean' }, minItems: 2 } }),
    { pair: ['x', 1, true] },
  ],
  'tuple-07': [
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...objectOf({ pair: { type: 'array', items: [string, integer], additionalItems: false, minItems: 2 } }),
    },
    { pair: ['x', 1] },
  ],
  resources: [
    objectOf(
      { a: { $ref: 'inner#x' }, b: { $ref: 'inner' }, c: { $ref: '#/$defs/one~1two/$defs/x' } },
      {
        $id: 'https://example.org/root',
        $defs: { 'one/two': { $id: 'inner', type: 'boolean', $defs: { x: { $anchor: 'x', type: 'integer' } } } },
      },
    ),
    { a: 1, b: true, c: 2 },
  ],
  beside: [
    objectOf(
      { a: { $ref: '#/$defs/a', properties: { more: string }, required: ['more'] } },
      { $defs: { a: { type: 'object', properties: { n: integer }, required: ['n'] } } },
    ),
    { a: { n: 1, more: 'x' } },
  ],
  values: [
    objectOf({ a: { enum: ['x', 1, null, true, { $ref: 'file:///etc/passwd' }, [1]] }, b: { const: { $ref: 'x' } } }),
    { a: { any: 1 }, b: {} },
  ],
  maps: [
    objectOf({
      map: { type: 'object', additionalProperties: integer },
      mixed: { type: 'object', properties: { a: string }, additionalProperties: integer },
      patterns: { type: 'object', properties: { a: string }, patternProperties: { '\\*/|^x': integer } },
    }),
    { map: { x: 1 }, mixed: { a: 'x', b: 2 }, patterns: { a: 'x', x: 1 } },
  ],
  booleans: [objectOf({ any: true, none: false, list: { type: 'array', items: true } }), { any: [1], list: [1, 'x'] }],
  names: [
    objectOf(
      { a: { $ref: '#/$defs/string' }, b: { $ref: '#/$defs/String' }, c: { $ref: '#/$defs/1' }, d: { $ref: '#/$defs/_' } },
      { title: 'تقرير', $defs: { string: objectOf({ a: string }), String: objectOf({ b: integer }), '1': string, _: integer } },
    ),
    { a: { a: 'x' }, b: { b: 1 }, c: 'x', d: 1 },
  ],
  bounds: [
    objectOf({ many: { type: 'array', items: { type: 'array', items: string, minItems: 20, maxItems: 20 }, minItems: 1e9 } }),
    {},
  ],
  comments: [objectOf({ a: { ...string, description: 'ends */ here', title: '*/' } }, { description: '*/ /*' }), { a: 'x' }],
} // biome-ignore format: a table

test('types of awkward schemas compile, and take what their schemas take', { timeout: 60_000 }, async () => {
  const files: Record<string, string> = {}
  for (const [name, [schema, value]] of Object.entries(awkward)) {
    const types = await typesFor(schema)
    files[`${name}.ts`] = `${types}\nexport const value: Record = ${JSON.stringify(value)}\n`
  }
  expect(compiled(files)).toBe('')
  const wrong = files['keywords.ts']?.replace('"$id":"x"', '"$id":1') ?? ''
  expect(compiled({ 'wrong.ts': wrong })).toContain("Type 'number' is not assignable to type 'string'")
})

describe('json-schema-to-typescript', () => {
  test('keeps every property, whatever it is called', async () => {
    const [schema] = awkward['keywords'] ?? [{}]
    const types = await typesFor(schema)
    for (const name of keywordNames) expect(types).toMatch(new RegExp(`^ {2}"?\\${name}"?: string$`, 'm'))
  })

  test('never reads a file or an address', { timeout: 60_000 }, async () => {
    const folder = workdir()
    mkdirSync(join(folder, 'x'))
    writeFileSync(
      join(folder, 'secret.json'),
      '{"title":"Secret","type":"object","properties":{"secret":{}}}',
    )
    let asked = 0
    const server = createServer((_, response) => {
      asked++
      response.end('{"title":"Secret"}')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret.json`
    try {
      for (const target of [address, `file://${folder}/secret.json`, `${folder}/secret.json`]) {
        const hidden = { $ref: target }
        const types = await typesFor(
          objectOf({
            a: { enum: [hidden, 'x'] },
            b: { const: hidden, default: hidden, examples: [hidden] },
            c: { 'x-note': hidden, 'x-column': 'json' },
            $ref: string,
          }),
        )
        expect(types.toLowerCase()).not.toContain('secret')
      }
      expect(asked).toBe(0)
    } finally {
      server.close()
    }
  })

  test('is kept from other keywords of its own', async () => {
    const types = await typesFor(
      objectOf({ a: { ...string, tsType: 'import("node:fs")', tsEnumNames: ['a'] } }),
    )
    expect(types).toContain('a?: string')
    expect(types).not.toContain('node:fs')
  })

  test('a path cannot end the comment that names it', async () => {
    const types = await typesOf(load(objectOf({ a: string }), 'a*/b.json'))
    expect(compiled({ 'types.ts': types })).toBe('')
  })
})

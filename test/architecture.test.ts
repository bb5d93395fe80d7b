import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

/** Folders and files by floor; the longest that fits counts. A file imports from its own floor or lower. */
const floors: Readonly<Record<string, number>> = {
  'src/cli.ts': 7,
  'src/commands/': 7,
  'src/reports/': 6,
  'src/web/': 6,
  'src/': 6,
  'src/release/': 5,
  'src/bags/': 5,
  'src/packages/': 5,
  'src/drafting/': 4,
  'src/shards/': 4,
  'src/sources/': 3,
  'src/formats/': 3,
  'src/articles/': 2,
  'src/corpus/': 2,
  'src/records/': 2,
  'src/schema/': 1,
  'src/files/': 0,
  'src/text/': 0,
  'src/catalogue/': 0,
  'src/problem.ts': 0,
  'src/errors.ts': 0,
  'src/tool.ts': 0,
}

/** A library is named in the files that are about it. */
const owners: Readonly<Record<string, RegExp>> = {
  ajv: /^src\/schema\/fast\.ts$/,
  'ajv-formats': /^src\/schema\/(internet-)?formats\.ts$/,
  // The code that a release's README gives names libraries, too.
  'apache-arrow': /^src\/(formats\/arrow[a-z-]*|release\/metadata\/snippets\/javascript)\.ts$/,
  'hyparquet-writer': /^src\/formats\/parquet[a-z-]*\.ts$/,
  hyparquet: /^src\/(formats\/parquet[a-z-]*|release\/metadata\/snippets\/javascript)\.ts$/,
  'hyparquet-compressors': /^src\/release\/metadata\/snippets\/javascript\.ts$/,
  zstddec: /^src\/(files\/zstd-stream|formats\/parquet-web)\.ts$/,
  '@foxglove/wasm-zstd': /^src\/formats\/parquet[a-z-]*\.ts$/,
  'csv-stringify': /^src\/formats\/csv[a-z-]*\.ts$/,
  commander: /^src\/cli\.ts$/,
  yaml: /^src\/(text\/yaml(-edit)?|release\/metadata\/yaml)\.ts$/,
  re2js: /^src\/schema\/pattern\.ts$/,
  'json-schema-to-typescript': /^src\/schema\/types\.ts$/,
  'spdx-expression-parse': /^src\/(schema\/formats|release\/metadata\/licenses)\.ts$/,
  'bcp-47': /^src\/schema\/formats\.ts$/,
  'iconv-lite': /^src\/text\/(encoding|decode)\.ts$/,
  linkedom: /^src\/articles\/dom\.ts$/,
  '@mozilla/readability': /^src\/articles\/page-body\.ts$/,
  'mdast-util-from-markdown': /^src\/articles\/markdown\.ts$/,
  'mdast-util-gfm-footnote': /^src\/articles\/markdown\.ts$/,
  'mdast-util-gfm-table': /^src\/articles\/markdown\.ts$/,
  'micromark-extension-gfm-footnote': /^src\/articles\/markdown\.ts$/,
  'micromark-extension-gfm-table': /^src\/articles\/markdown\.ts$/,
  chardet: /^src\/text\/encoding\.ts$/,
}

const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
  .map(entry => join(entry.parentPath, entry.name))

const imports = files.flatMap(file =>
  [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g)].map(
    ([, name = '']) => ({
      file,
      name,
    }),
  ),
)

const libraryOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

function floorOf(file: string): number {
  const fitting = Object.keys(floors).filter(start => file.startsWith(start))
  const longest = fitting.sort((a, b) => b.length - a.length)[0]
  return floors[longest ?? ''] ?? Number.NaN
}

test('imports point to the same floor or lower', () => {
  const upward = imports
    .filter(({ name }) => name.startsWith('.'))
    .map(({ file, name }) => ({ file, target: normalize(join(dirname(file), name)).replace(/\.js$/, '.ts') }))
    .filter(({ target }) => target.startsWith('src/'))
    .filter(({ file, target }) => !(floorOf(target) <= floorOf(file)))
  expect(upward).toEqual([])
})

test('a library is named only in the files that are about it', () => {
  const libraries = imports.filter(({ name }) => !name.startsWith('.') && !name.startsWith('node:'))
  const strays = libraries.filter(({ file, name }) => owners[libraryOf(name)]?.test(file) !== true)
  expect(strays).toEqual([])
  expect(libraries.length).toBeGreaterThan(10)
})

/** Libraries of a command that are there before it knows what it has to do. */
const atOnce: ReadonlySet<string> = new Set([
  'ajv-formats',
  'bcp-47',
  'commander',
  're2js',
  'spdx-expression-parse',
  'yaml',
])

test.each(['export', 'validate', 'verify', 'inspect', 'add'])(
  'what %s may not need is loaded when it is needed',
  command => {
    const loaded = new Set([`src/commands/${command}.ts`])
    const libraries = new Set<string>()
    for (const file of loaded) {
      // What it holds are imports of those who read a release.
      if (file.endsWith('snippets/javascript.ts')) continue
      const text = readFileSync(file, 'utf8')
      for (const [, name = ''] of text.matchAll(/^(?:im|ex)port (?!type)[^']*from '([^']+)'/gm)) {
        if (name.startsWith('.')) loaded.add(normalize(join(dirname(file), name)).replace(/\.js$/, '.ts'))
        else if (!name.startsWith('node:')) libraries.add(libraryOf(name))
      }
    }
    expect([...libraries].filter(name => !atOnce.has(name))).toEqual([])
  },
)

test('there are no import cycles', () => {
  const edges = new Map<string, string[]>()
  for (const { file, name } of imports) {
    if (!name.startsWith('.')) continue
    edges.set(file, [
      ...(edges.get(file) ?? []),
      normalize(join(dirname(file), name)).replace(/\.js$/, '.ts'),
    ])
  }
  const cycles: string[][] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file])
    if (done.has(file) || path.includes(file)) return
    for (const next of edges.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  expect(cycles).toEqual([])
})

test('process, console and styleText stay with the commands', () => {
  const strays = files
    .filter(file => floorOf(file) < 7)
    .filter(file =>
      /\bconsole\.|process\.(stdout|stderr|exit|argv|env|cwd|on)\b|styleText/.test(
        readFileSync(file, 'utf8'),
      ),
    )
  expect(strays).toEqual([])
})

test('no clock, locale or chance in what is written', () => {
  const strays = files
    .filter(file => floorOf(file) < 7)
    .filter(file =>
      /Date\.now|new Date\(\)|Math\.random|localeCompare|toLocale[A-Z]|randomUUID/.test(
        readFileSync(file, 'utf8'),
      ),
    )
  expect(strays).toEqual([])
})

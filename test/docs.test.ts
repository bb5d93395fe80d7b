import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import { describe, expect, test, vi } from 'vitest'
import { checkBag } from '../src/bags/check-bag.js'
import { printProblems } from '../src/commands/print.js'
import { UsageError } from '../src/errors.js'
import { exportCorpus } from '../src/export.js'
import { loadFormats } from '../src/formats/index.js'
import { checkPackage } from '../src/packages/check-package.js'
import { type Code, catalogue, type Problem } from '../src/problem.js'
import { canonicalFor } from '../src/records/canonical.js'
import { deriveRules, inferRules } from '../src/records/derive/index.js'
import { ownFormats } from '../src/schema/formats.js'
import { isObject, ownKeywords } from '../src/schema/keywords.js'
import { loadSchema } from '../src/schema/load.js'
import { validateRecords } from '../src/validate.js'
import { root, warraq, workdir } from './cli.js'

/** With DOCS=write what commands and examples print is written into the pages instead of compared. */
const rewrites = process.env['DOCS'] === 'write'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs')).map(name => `docs/${name}`),
].filter(path => path.endsWith('.md'))

interface Block {
  readonly language: string
  /** What follows the language: a path where the block is a file. */
  readonly label: string
  readonly body: string
}

const FENCED = /^```(\S*) ?(.*)\n([\s\S]*?)^```$/gm

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(FENCED)].map(([, language = '', label = '', body = '']) => ({
    language,
    label,
    body,
  }))
}

const isFile = ({ language, label }: Block): boolean => label.includes('.') && language !== 'sh'
const proseOf = (markdown: string): string => markdown.replaceAll(FENCED, '')
const spansOf = (markdown: string): string[] =>
  [...proseOf(markdown).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)

/** First cells of the lines of all tables, as code spans. */
const tableSpans = (markdown: string): string[] =>
  [...markdown.matchAll(/^\| `([^`]+)` \|/gm)].map(([, span = '']) => span)

/** The part below a heading, deeper headings included. */
function sectionOf(markdown: string, heading: string): string {
  const level = /^#+/.exec(heading)?.[0].length ?? 0
  const start = markdown.indexOf(`\n${heading}\n`)
  expect(start, heading).toBeGreaterThan(-1)
  const rest = markdown.slice(start + heading.length + 1)
  const end = rest.search(new RegExp(`^#{1,${level}} `, 'm'))
  return end === -1 ? rest : rest.slice(0, end)
}

const sorted = (values: Iterable<string>): string[] => [...values].sort()

describe('docs/cli.md', () => {
  const page = read('docs/cli.md')

  /** `--out <folder>` → its default, as the help has it. */
  const optionsIn = (help: string): Record<string, string> => {
    const list = /^Options:\n((?: .*\n?)*)/m.exec(help)?.[1] ?? ''
    const lines = list.replaceAll(/\n {3,}/g, ' ').split('\n')
    return Object.fromEntries(
      lines.flatMap(line => {
        const [, option] = /^ {2}(--[a-z-]+(?: <[a-z]+>)?)/.exec(line) ?? []
        const [, given = ''] = /\(default: (.*)\)$/.exec(line) ?? []
        return option === undefined ? [] : [[option, given.replaceAll('"', '')]]
      }),
    )
  }

  /** The same from the tables of a section: `| option | default | … |`. */
  const optionsOf = (section: string): Record<string, string> =>
    Object.fromEntries(
      [...section.matchAll(/^\| `(--[^`]+)` \|([^|]*)\|/gm)].map(([, option, given = '']) => [
        option,
        given.replaceAll('`', '').trim(),
      ]),
    )

  test('has every command, with every option and its default, and no other', async () => {
    const { stdout } = await warraq(['--help'])
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) \[/gm)].map(([, name = '']) => name)
    expect(commands).toContain('export')
    const headings = [...page.matchAll(/^## `warraq ([a-z]+).*`$/gm)].map(([, name = '']) => name)
    expect(headings).toEqual(commands)
    expect(optionsOf(sectionOf(page, '## `warraq`'))).toEqual(optionsIn(stdout))
    for (const command of commands.filter(name => name !== 'help')) {
      const help = await warraq([command, '--help'])
      expect(optionsOf(sectionOf(page, `## \`warraq ${command}\``)), command).toEqual(optionsIn(help.stdout))
    }
  })

  test('says what the process may end with', () => {
    expect(tableSpans(sectionOf(page, '## Exit codes'))).toEqual(['0', '1', '2', '70', '130'])
  })

  test('names the keys of the JSON that export prints', async () => {
    const { stdout } = await warraq([
      'export',
      '--out',
      join(workdir(), 'release'),
      '--formats',
      'jsonl',
      '--json',
    ])
    const summary: unknown = JSON.parse(stdout)
    const names = sorted(keysIn(summary)).filter(name => !name.includes('/'))
    expect(sorted(new Set(tableSpans(sectionOf(page, '### `export --json`'))))).toEqual(names)
  })

  /** `resources[].path`; the counts by code and the problems are not entered. */
  function* keysIn(value: unknown, at = ''): Generator<string> {
    if (Array.isArray(value)) yield* keysIn(value[0], `${at}[]`)
    if (!isObject(value)) return
    for (const [key, member] of Object.entries(value)) {
      const name = at === '' ? key : `${at}.${key}`
      if (key === 'problems') {
        yield* keysIn({ ...(isObject(member) ? member : {}), byCode: 0, first: 0 }, name)
      } else if (isObject(member) || Array.isArray(member)) yield* keysIn(member, name)
      else yield name
    }
  }
})

describe('docs/problems.md', () => {
  const page = read('docs/problems.md')
  const [intro = '', ...sections] = page.split(/^(?=## )/m)
  const codeOf = (section: string): string => /^## `(.*)`\n/.exec(section)?.[1] ?? ''

  test('has a heading for every code of the catalogue, in its order, and no other', () => {
    expect(sections.map(codeOf)).toEqual(Object.keys(catalogue))
  })

  test('names the severity of every code, and says how to mend it', () => {
    const words = { error: 'Error.', warning: 'Warning.', info: 'Note.' }
    const said = sections.map(section => [codeOf(section), /^## .*\n\n(\w[\w ]*\.)/.exec(section)?.[1]])
    expect(said).toEqual(
      Object.entries(catalogue).map(([code, { severity }]) => [
        code,
        typeof severity === 'string' ? words[severity] : 'Error or warning.',
      ]),
    )
    const warnings = Object.values<{ severity: unknown }>(catalogue).filter(
      ({ severity }) => severity === 'warning',
    )
    expect(page.includes('No code has this severity yet')).toBe(warnings.length === 0)
    expect(sections.filter(section => !/^(Mend it|Nothing needs mending)/m.test(section))).toEqual([])
  })

  test('every example gives what stands below it, and nothing else', { timeout: 180_000 }, async () => {
    vi.stubEnv('NO_COLOR', '1')
    const corpus = workdir()
    put(intro, corpus)
    const bare = workdir()
    cpSync(corpus, bare, { recursive: true })
    /** Runs in a corpus of its own: its file is a schema, or corpus.yaml. */
    const isOfSchema = (section: string) =>
      /^(schema|corpus|withdrawn)\//.test(codeOf(section)) ||
      blocksOf(section).some(({ label }) => label === 'corpus.yaml')
    const isOfAdd = (section: string) => codeOf(section).startsWith('add/')
    const isOfBag = (section: string) => codeOf(section).startsWith('bag/')
    const isOfRelease = (section: string) => codeOf(section).startsWith('release/')
    const isOfPackage = (section: string) => /^(package|table)\//.test(codeOf(section))
    const isJudged = (section: string) => isOfBag(section) || isOfRelease(section) || isOfPackage(section)
    const isSent = (section: string) => blocksOf(section).some(({ label }) => sentFile(label) !== undefined)
    const files = new Map<string, readonly string[]>()
    for (const section of sections.filter(
      section => !isOfSchema(section) && !isOfAdd(section) && !isJudged(section) && !isSent(section),
    )) {
      const before = filesIn(corpus)
      put(section, corpus)
      files.set(
        section,
        filesIn(corpus).filter(path => !before.includes(path)),
      )
    }
    const { problems } = await exportCorpus({ corpus, out: join(corpus, 'out'), formats: ['jsonl'] })
    expect(problems.first.length).toBe(Object.values(problems.bySeverity).reduce((sum, n) => sum + n, 0))
    const known = [...files.values()].flat()
    expect(problems.first.filter(({ location }) => !known.includes(location.file))).toEqual([])

    const given: string[] = []
    const printed: string[] = []
    for (const section of sections) {
      // What takes millions of lines, or a system that refuses, is produced by test/bags.test.ts; releases by test/verify.test.ts.
      if ((isOfBag(section) || isOfRelease(section)) && blocksOf(section).length === 0) {
        given.push(section)
        printed.push(section)
        continue
      }
      const found = isOfSchema(section)
        ? await refusalsOf(section, bare)
        : isOfAdd(section)
          ? await addRefusalsOf(section, bare)
          : isOfBag(section)
            ? await saidOfBag(section, intro)
            : isOfPackage(section)
              ? await judgedOf(section)
              : isSent(section)
                ? await saidOf(section, bare)
                : problems.first.filter(
                    ({ location, severity }) =>
                      files.get(section)?.includes(location.file) &&
                      (severity !== 'info' || catalogue[codeOf(section) as Code].severity === 'info'),
                  )
      expect(
        found.map(({ code }) => code),
        codeOf(section),
      ).toContain(codeOf(section))
      const shown = section.replaceAll(FENCED, (block, language) =>
        language === '' ? `\`\`\`\n${textOf(found)}\`\`\`` : block,
      )
      given.push(section)
      printed.push(shown)
    }
    if (rewrites) writeFileSync(join(root, 'docs/problems.md'), intro + printed.join(''))
    else expect(given).toEqual(printed)
    vi.unstubAllEnvs()
  })

  /** What is said of the bag of the introduction after a section has changed it. */
  async function saidOfBag(section: string, intro: string): Promise<readonly Problem[]> {
    const folder = workdir()
    put(intro, folder)
    expect((await checkBag(join(folder, 'bag'))).problems).toEqual([])
    put(section, folder)
    return (await checkBag(join(folder, 'bag'))).problems
  }

  /** The path of an example that is sent in, not part of the corpus. */
  const sentFile = (label: string): string | undefined => /^validate (?:--update )?(.*)$/.exec(label)?.[1]

  /** What `warraq validate` says of the first file that a section sends in; notes only where the code is one. */
  async function saidOf(section: string, bare: string): Promise<readonly Problem[]> {
    const folder = workdir()
    cpSync(bare, folder, { recursive: true })
    mkdirSync(join(folder, 'sent'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const [first = ''] = blocksOf(section).flatMap(({ label }) => sentFile(label) ?? [])
    put(section.replaceAll(/^(```\S* )validate (?:--update )?/gm, '$1'), folder)
    const update = section.includes(' validate --update ')
    const validation = await validateRecords({ corpus: folder, folder, files: [first], update })
    const isNote = catalogue[codeOf(section) as Code].severity === 'info'
    const found = [...validation.problems()].filter(({ severity }) => isNote || severity !== 'info')
    validation.close()
    return found
  }

  /** Writes the files of a section into a folder, and runs its shell there. */
  function put(section: string, folder: string): void {
    for (const block of blocksOf(section)) {
      if (isFile(block)) {
        mkdirSync(dirname(join(folder, block.label)), { recursive: true })
        writeFileSync(join(folder, block.label), block.body)
      } else if (block.language === 'sh') {
        expect(spawnSync('sh', ['-c', block.body], { cwd: folder }).status, block.body).toBe(0)
      }
    }
  }

  const filesIn = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String)

  /** What is said of a corpus whose schema, or corpus.yaml, is that of the section; and of its texts, where it has some. */
  async function refusalsOf(section: string, bare: string): Promise<readonly Problem[]> {
    const folder = workdir()
    cpSync(bare, folder, { recursive: true })
    // What the section changes is judged against the release that stands there.
    if (codeOf(section) === 'corpus/version') await exportCorpus({ corpus: folder, out: join(folder, 'out') })
    put(section, folder)
    const labels = blocksOf(section)
      .filter(isFile)
      .map(({ label }) => label)
    const schema = labels.find(label => label.startsWith('schema/')) ?? 'schema/note.schema.json'
    const statement = readFileSync(join(folder, 'corpus.yaml'), 'utf8')
    writeFileSync(join(folder, 'corpus.yaml'), statement.replace('schema/note.schema.json', schema))
    try {
      const { problems } = await exportCorpus({ corpus: folder, out: join(folder, 'out') })
      const found = problems.first.filter(({ location }) => labels.includes(location.file))
      if (found.length > 0) return found
    } catch (error) {
      if (error instanceof UsageError) return error.problems
      throw error
    }
    throw new Error(`${codeOf(section)} was not refused`)
  }

  /** What `warraq add`, as the section calls it, says of the files of the section. */
  async function addRefusalsOf(section: string, bare: string): Promise<readonly Problem[]> {
    const folder = workdir()
    cpSync(bare, folder, { recursive: true })
    put(section, folder)
    const said = /`warraq add ([^`]*)`/.exec(section)?.[1]?.split(' ') ?? []
    const { stdout } = await warraq(['add', '--json', ...said], { cwd: folder })
    const { problems, warnings } = JSON.parse(stdout)
    return [...problems, ...warnings]
  }

  /** What is found in the Data Package of a section; notes only where the code is one. */
  async function judgedOf(section: string): Promise<readonly Problem[]> {
    const folder = workdir()
    put(section, folder)
    const { problems } = await checkPackage(folder)
    const isNote = catalogue[codeOf(section) as Code].severity === 'info'
    return problems.first.filter(({ severity }) => isNote || severity !== 'info')
  }

  function textOf(problems: readonly Problem[]): string {
    let text = ''
    const write = vi.spyOn(process.stderr, 'write').mockImplementation(part => {
      text += String(part)
      return true
    })
    printProblems(problems, { max: problems.length, total: problems.length, stream: process.stderr })
    write.mockRestore()
    return text
  }
})

describe('docs/schemas.md', () => {
  const page = read('docs/schemas.md')

  test('has a heading for every keyword of our own, and no other', () => {
    const headings = [...page.matchAll(/^### `(x-[a-z]+)`$/gm)].map(([, name = '']) => name)
    expect(headings).toEqual([...ownKeywords])
  })

  test('has every rule, and no other', () => {
    expect(sorted(tableSpans(sectionOf(page, '### Rules')))).toEqual(
      sorted([...deriveRules.keys(), ...inferRules.keys()]),
    )
  })

  test('has every role that the code reads, and no other', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true }).map(String)
    const lines = files
      .filter(file => file.endsWith('.ts'))
      .flatMap(file => read(`src/${file}`).split('\n'))
      .filter(line => /roles\.get\(|'x-role'\]|valuesOfRole\(|listedRoles\b/.test(line))
    const roles = lines.flatMap(line =>
      [...line.matchAll(/'((?!x-)[a-z][a-z0-9-]*)'(?! in )/g)].map(([, name = '']) => name),
    )
    expect(sorted(tableSpans(sectionOf(page, '### `x-role`')))).toEqual(sorted(new Set(roles)))
  })

  test('has every format that is checked, and no other', () => {
    const formats = new Set([...Object.keys(ownFormats), ...Object.keys(fullFormats)])
    const section = sectionOf(page, '## Formats')
    const others = section.split('\n\n').find(paragraph => paragraph.includes('ajv-formats')) ?? ''
    const named = new Set([...tableSpans(section), ...spansOf(others)])
    expect(sorted(named)).toEqual(sorted(formats))
  })
})

describe('docs/corpus.md', () => {
  const page = read('docs/corpus.md')
  const schema: unknown = JSON.parse(read('schema/corpus.schema.json'))

  test('has every key of corpus.yaml, and no other', () => {
    const section = sectionOf(page, '## Keys of corpus.yaml')
    const slugs = spansOf(sectionOf(page, '### Questions of the datasheet')).filter(span =>
      /^[a-z]+\.[a-z]+$/.test(span),
    )
    const named = [...tableSpans(section), ...slugs.map(slug => `datasheet.${slug}`)]
    expect(sorted(new Set(named))).toEqual(sorted(new Set(keysOf(schema))))
  })

  test('has every key of a sidecar that is not a field', async () => {
    const { stdout } = await warraq(['types', '--sidecar'])
    const sidecar: unknown = JSON.parse(stdout)
    const own = ['basis', 'accept', 'notes', 'origin']
    expect(
      isObject(sidecar) && isObject(sidecar['properties']) && Object.keys(sidecar['properties']),
    ).toEqual(expect.arrayContaining(own))
    expect(tableSpans(sectionOf(page, '## Sidecars'))).toEqual(own)
  })

  /** `creators[].name`, `datasheet.*.status`. */
  function* keysOf(schema: unknown, at = ''): Generator<string> {
    if (!isObject(schema)) return
    const { properties, items } = schema
    if (isObject(items)) yield* keysOf(resolved(items), `${at}[]`)
    if (!isObject(properties)) return
    for (const [name, property] of Object.entries(properties)) {
      const path = at === '' ? name : `${at}.${name}`
      yield path
      const inner = resolved(property)
      yield* keysOf(inner, at === 'datasheet' ? 'datasheet.*' : path)
    }
  }

  function resolved(property: unknown): unknown {
    const reference = isObject(property) ? property['$ref'] : undefined
    if (typeof reference !== 'string' || !isObject(schema)) return property
    const definitions = schema['$defs']
    return isObject(definitions) ? definitions[reference.slice('#/$defs/'.length)] : undefined
  }
})

describe('docs/release.md', () => {
  test('has every file of a release', () => {
    const section = sectionOf(read('docs/release.md'), '## What stands in it')
    const files = readdirSync(join(root, 'dist-data'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(join(root, 'dist-data/').length))
    expect(sorted(tableSpans(section))).toEqual(sorted(files))
  })

  test('shows the content digest that the records of the seed have', async () => {
    const { fields, ...schema } = loadSchema(read('schema/article.schema.json'), 'article.schema.json')
    const [jsonl] = await loadFormats(['jsonl'])
    const hash = createHash('sha256')
    const files = { '': join(root, 'dist-data/data/articles.jsonl') }
    for await (const batch of jsonl?.read(files, { fields, ...schema }) ?? []) {
      for (const record of batch.records) hash.update(canonicalFor(fields).digest(record))
    }
    expect(read('docs/release.md').match(/sha256:[0-9a-f]{64}/g)).toContain(`sha256:${hash.digest('hex')}`)
  })
})

describe('docs/architecture.md', () => {
  const page = read('docs/architecture.md')

  test('names only files that exist', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true }).map(String)
    const missing = spansOf(page).filter(span => {
      if (/^(src|test|schema|scripts|docs|seeds)\//.test(span)) return !existsSync(join(root, span))
      return /^[a-z-]+\.ts$/.test(span) && !files.some(file => file.endsWith(`/${span}`) || file === span)
    })
    expect(missing).toEqual([])
    expect(spansOf(page).filter(span => span.startsWith('src/')).length).toBeGreaterThan(40)
  })

  test('has the floors that the test of imports has', () => {
    const source = read('test/architecture.test.ts')
    const floors = [...source.matchAll(/^ {2}'(src\/[^']*)': (\d),$/gm)].map(([, path = '', floor]) => [
      path,
      floor,
    ])
    const said = [...page.matchAll(/^\| (\d) \| ([^|]*) \|/gm)].flatMap(([, floor, cells = '']) =>
      [...cells.matchAll(/`([^`]+)`/g)].map(([, path = '']) => [path, floor]),
    )
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(floors))
  })

  test('names constants where they stand', () => {
    const named = [...page.matchAll(/`(\w+)` in `(src\/[^`]+)`/g)]
    const missing = named.filter(
      ([, name, path]) =>
        !new RegExp(`(const|function\\*?|interface|type) ${name}\\b`).test(read(path ?? '')),
    )
    expect(missing.map(([text]) => text)).toEqual([])
    expect(named.length).toBeGreaterThan(5)
  })
})

describe('README.md', () => {
  test('begins with two commands that package.json has', () => {
    const [first] = blocksOf(read('README.md'))
    expect(first?.body).toBe('npm run export\nnpm test\n')
    const { scripts } = JSON.parse(read('package.json'))
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['export', 'test']))
  })
})

describe.each(pages)('%s', path => {
  const page = read(path)

  test('links to files and headings that exist', () => {
    const links = [...proseOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)]
    const broken = links.filter(([, file = '', anchor]) => {
      const target = file === '' ? path : normalize(join(dirname(path), file))
      if (!existsSync(join(root, target))) return true
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor)
    })
    expect(broken.map(([link]) => link)).toEqual([])
  })

  test('keeps to the words of the project, and to no machine', () => {
    const words =
      /\b(items?|rows?|entry|entries|docs?|handlers?|managers?|services?|helpers?|utils?)\b(?!\/)/gi
    const prose = proseOf(page)
      .replaceAll(/`[^`]*`/g, '')
      .replaceAll(/\]\([^)]*\)/g, '')
      // Parquet's own word.
      .replaceAll(/\brow groups?\b/g, '')
    expect(prose.match(words) ?? []).toEqual([])
    expect(page.match(/(?<![\w.])\/(work|home|tmp|root|Users)\//g) ?? []).toEqual([])
  })

  const commands = blocksOf(page).some(({ language }) => language === 'console')
  test.runIf(commands)('shows what its commands print', { timeout: 60_000 }, () => {
    const clone = join(workdir(), 'clone')
    mkdirSync(clone)
    for (const part of ['corpus.yaml', 'schema', 'seeds', 'dist-data', 'docs/seed'])
      cpSync(join(root, part), join(clone, part), { recursive: true })
    // In a clone the package is found by its own name.
    mkdirSync(join(clone, 'node_modules'))
    symlinkSync(root, join(clone, 'node_modules/warraq'))
    const { expected, printed, rewritten } = runCommands(page, clone)
    if (rewrites) writeFileSync(join(root, path), rewritten)
    else expect(printed).toEqual(expected)
  })
})

function anchorsOf(markdown: string): string[] {
  return [...proseOf(markdown).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

interface Shown {
  readonly command: string
  readonly output: string
}

/** `$ ` begins a command, `> ` continues it, the rest is what it prints. */
function commandsOf(body: string): Shown[] {
  return body.split(/^(?=\$ )/m).map(part => {
    const lines = part.replace(/\n$/, '').split('\n')
    const end = lines.findIndex((line, i) => i > 0 && !line.startsWith('> '))
    const spoken = end === -1 ? lines : lines.slice(0, end)
    const output = end === -1 ? '' : `${lines.slice(end).join('\n')}\n`
    return { command: spoken.map(line => line.slice(2)).join('\n'), output }
  })
}

/** Runs a page from top to bottom in one shell: its files are written where they stand, its commands run after them. */
function runCommands(page: string, folder: string) {
  const bin = workdir()
  const shim = join(bin, 'warraq')
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist/cli.js')}" "$@"\n`)
  chmodSync(shim, 0o755)
  const steps = blocksOf(page).flatMap(block => {
    if (isFile(block)) return [fileStep(block)]
    return block.language === 'console' && isRunnable(block) ? commandsOf(block.body).map(commandStep) : []
  })
  const { stdout, stderr } = spawnSync('sh', ['-c', steps.join('\n')], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' },
  })
  expect(stderr).toBe('')
  const outputs = stdout.split(MARK).slice(1)
  const expected: Shown[] = []
  const printed: Shown[] = []
  const rewritten = page.replaceAll(FENCED, (text, language: string, label: string, body: string) => {
    if (language !== 'console' || !isRunnable({ language, label, body })) return text
    const shown = commandsOf(body).map(({ command, output }) => {
      expected.push({ command, output })
      const given = { command, output: outputs[printed.length] ?? '' }
      printed.push(given)
      return `$ ${command.replaceAll('\n', '\n> ')}\n${given.output}`
    })
    return `\`\`\`${[language, label].filter(Boolean).join(' ')}\n${shown.join('')}\`\`\``
  })
  return { expected, printed, rewritten }
}

const MARK = '\u001e'
const fileStep = ({ label, body }: Block): string =>
  `mkdir -p "$(dirname '${label}')"\ncat > '${label}' <<'END_OF_FILE'\n${body}END_OF_FILE`
const commandStep = ({ command }: Shown): string => `printf '\\036'\n{ ${command}\n} 2>&1`

const known = new Map<string, boolean>()

function succeeds(command: string): boolean {
  const answer = known.get(command) ?? spawnSync('sh', ['-c', command]).status === 0
  known.set(command, answer)
  return answer
}

/** A block whose label names a Python library, or whose commands need a program, is left out where there is none. */
function isRunnable({ label, body }: Block): boolean {
  const programs = ['python3', 'sha256sum'].filter(name => body.includes(name))
  return (
    programs.every(name => succeeds(`command -v ${name}`)) &&
    (label === '' || succeeds(`python3 -c 'import ${label}'`))
  )
}

// What action.yml runs: `warraq validate` on what a pull request changes, or on the whole corpus. Reads its inputs from the
// environment and passes them on as arguments, so that nothing in them is ever run.
import { spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const home = fileURLToPath(new URL('..', import.meta.url))
const cli = join(home, 'dist/cli.js')
const WRONG_USE = 2
/** An argument list of the system holds about 2 MB. */
const MAX_FILES = 2000
const MAX_LISTED = 50

const input = name => (process.env[`INPUT_${name}`] ?? '').trim()

async function main() {
  checkNode()
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const wanted = input('VERSION').replace(/^v/, '')
  if (wanted !== '' && wanted !== version)
    return refuse(`warraq ${wanted} is expected, and this action is warraq ${version}.`)
  const strict = input('STRICT') || 'false'
  if (!['true', 'false'].includes(strict)) return refuse(`strict is "${strict}", expected true or false.`)

  const corpus = input('CORPUS') || '.'
  const chosen = await chooseFiles(corpus)
  if (chosen.refusal !== undefined) return refuse(chosen.refusal)
  say(chosen.why)
  if (chosen.files?.length === 0) return summarize({ corpus, why: chosen.why, problems: undefined })

  const common = ['validate', '--corpus', corpus, ...(strict === 'true' ? ['--strict'] : [])]
  const files = chosen.files === undefined ? [] : ['--', ...chosen.files]
  const work = mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), 'warraq-'))
  try {
    const list = join(work, 'problems.jsonl')
    const code = await run([...common, '--format', 'github', '--problems', list, ...files], line =>
      process.stdout.write(`${placed(line, corpus)}\n`),
    )
    const sarif = input('SARIF_FILE')
    if (sarif !== '' && code <= 1) await writeSarif([...common, '--format', 'sarif', ...files], sarif)
    summarize({ corpus, why: chosen.why, problems: code <= 1 ? await problemsIn(list) : undefined, code })
    return code
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  refuse(
    `warraq needs Node 20.19 or newer, and this is ${process.versions.node}: use actions/setup-node before it.`,
  )
  process.exit(WRONG_USE)
}

/** The files to check; undefined for the whole corpus. */
async function chooseFiles(corpus) {
  const said = input('FILES') || 'changed'
  if (said === 'all') return { files: undefined, why: 'The whole corpus is checked.' }
  if (said !== 'changed') {
    const files = said.split(/\r?\n/).map(name => name.trim())
    return listed(
      files.filter(name => name !== ''),
      'The files that were named are checked.',
    )
  }
  const base = process.env.BASE_SHA ?? ''
  if (base === '') return { files: undefined, why: 'This is no pull request: the whole corpus is checked.' }
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(base))
    return { refusal: 'The base of the pull request is no commit.' }
  const changes = changesSince(base)
  if (changes === undefined) {
    return {
      files: undefined,
      why: 'What the pull request changes could not be found (actions/checkout may need fetch-depth): the whole corpus is checked.',
    }
  }
  return selected(changes, await statementOf(corpus), corpus)
}

function listed(files, why) {
  if (files.length <= MAX_FILES) return { files, why }
  return { files: undefined, why: `More than ${MAX_FILES} files: the whole corpus is checked.` }
}

/** `{status, path}` of what differs from the base, relative to the checkout. */
function changesSince(base) {
  const git = (...args) => spawnSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (git('cat-file', '-e', `${base}^{commit}`).status !== 0)
    git('fetch', '--no-tags', '--depth=1', 'origin', base)
  const { status, stdout } = git('diff', '--name-status', '--no-renames', '-z', base, 'HEAD')
  if (status !== 0) return undefined
  const parts = stdout.split('\0')
  const changes = []
  for (let i = 0; i + 1 < parts.length; i += 2) changes.push({ status: parts[i], path: parts[i + 1] })
  return changes
}

/** What corpus.yaml says; undefined where it cannot be read: validate then says why. */
async function statementOf(corpus) {
  try {
    const { loadCorpus } = await import(pathToFileURL(join(home, 'dist/index.js')).href)
    return loadCorpus(corpus).statement
  } catch {
    return undefined
  }
}

const RECORDS = /\.(txt|meta\.yaml|jsonl|ndjson|json|csv|arrow|parquet|gz)$/

/**
 * The changed files that are records or texts. A change of corpus.yaml, of the schema or of withdrawn.jsonl, and a file that
 * is gone, concern all records.
 */
function selected(changes, statement, corpus) {
  const top = spawnSync('git', ['rev-parse', '--show-toplevel'], { encoding: 'utf8' }).stdout.trim()
  const folder = resolve(corpus)
  const within = changes.flatMap(({ status, path }) => {
    const way = relative(folder, resolve(top, path)).split(sep).join('/')
    return way.startsWith('../') || way === '..' ? [] : [{ status, path: way }]
  })
  if (statement === undefined) return { files: undefined, why: 'The whole corpus is checked.' }
  const inSource = within.filter(({ path }) => statement.sources.some(source => isOf(path, source.path)))
  const concernsAll = ['corpus.yaml', 'withdrawn.jsonl', posix.normalize(statement.schema)]
  const central = within.find(({ path }) => concernsAll.includes(path))
  const gone = inSource.find(({ status }) => status === 'D')
  if (central !== undefined || gone !== undefined) {
    const { path } = central ?? gone
    return { files: undefined, why: `${path} is changed or gone: the whole corpus is checked.` }
  }
  const files = inSource
    .map(({ path }) => path)
    .filter(path => RECORDS.test(path))
    .map(path => path.replace(/\.meta\.yaml$/, '.txt'))
    .map(path => posix.join(relative(process.cwd(), folder).split(sep).join('/') || '.', path))
  const unique = [...new Set(files)].filter(path => statSync(path, { throwIfNoEntry: false })?.isFile())
  return listed(unique, `${unique.length} changed ${unique.length === 1 ? 'file is' : 'files are'} checked.`)
}

function isOf(path, source) {
  const tidy = posix.normalize(source).replace(/\/$/, '')
  if (tidy === '.') return true
  if (!tidy.includes('*')) return path === tidy || path.startsWith(`${tidy}/`) || isSidecarOf(path, tidy)
  const folder = posix.dirname(tidy)
  return posix.dirname(path) === folder
}

const isSidecarOf = (path, text) => text.endsWith('.txt') && path === `${text.slice(0, -4)}.meta.yaml`

/** GitHub wants paths from the top of the checkout; warraq gives them from the corpus. */
function placed(line, corpus) {
  const prefix = relative(process.cwd(), resolve(corpus)).split(sep).join('/')
  if (prefix === '') return line
  return line.replace(/^(::(?:error|warning|notice) (?:[^:]*,)?file=)([^,:]*)/, (all, start, file) =>
    file.startsWith(`${prefix}/`) ? all : `${start}${escaped(prefix)}/${file}`,
  )
}

const escaped = text =>
  text.replaceAll(/[%\r\n:,]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

/** Runs warraq and hands its lines on as they come. */
function run(args, onLine) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let held = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      const lines = (held + text).split('\n')
      held = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    })
    child.on('error', fail).on('close', code => {
      if (held !== '') onLine(held)
      done(code ?? 70)
    })
  })
}

async function writeSarif(args, path) {
  const file = createWriteStream(path)
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.pipe(file)
  await new Promise((done, fail) => file.on('finish', done).on('error', fail))
}

/** How many problems of each severity, and the first errors and warnings. */
async function problemsIn(path) {
  const found = { error: 0, warning: 0, info: 0, errors: [], warnings: [] }
  let held = ''
  const take = line => {
    if (line === '') return
    const problem = JSON.parse(line)
    found[problem.severity]++
    const list = found[`${problem.severity}s`]
    if (list !== undefined && list.length < MAX_LISTED) list.push(problem)
  }
  for await (const text of createReadStream(path, 'utf8')) {
    const lines = (held + text).split('\n')
    held = lines.pop() ?? ''
    for (const line of lines) take(line)
  }
  take(held)
  return found
}

const endings = ['Nothing has to be mended.', 'Something has to be mended.']

/** Writes the summary of the job and the outputs. */
function summarize({ corpus, why, problems, code = 0 }) {
  const { error = 0, warning = 0, info = 0, errors = [], warnings = [] } = problems ?? {}
  write('GITHUB_OUTPUT', `errors=${error}\nwarnings=${warning}\n`)
  const ending = endings[code] ?? 'It could not be checked; the log says why.'
  const counts = problems === undefined ? '' : `${error} errors, ${warning} warnings, ${info} notes.`
  const lines = [...errors, ...warnings]
    .slice(0, MAX_LISTED)
    .map(({ location, severity, code, message, fix }) => {
      const place = [location.file, location.line, location.column]
        .filter(part => part !== undefined)
        .join(':')
      return `| ${[place, severity, code, message, fix ?? ''].map(cell).join(' | ')} |`
    })
  const more = error + warning - lines.length
  const table = [
    '| Place | | Code | What was found | What mends it |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ]
  write(
    'GITHUB_STEP_SUMMARY',
    [
      `## warraq: ${cell(corpus === '.' ? 'the corpus' : corpus)}`,
      '',
      [cell(why), counts, ending].filter(part => part !== '').join(' '),
      '',
      ...(lines.length > 0 ? [...table, ''] : []),
      ...(more > 0 ? [`… and ${more} more; the log has them.`, ''] : []),
    ].join('\n'),
  )
  return code
}

/** Text of a table's cell: nothing in it is Markdown or HTML. */
function cell(text) {
  return String(text)
    .slice(0, 500)
    .replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .replaceAll(/[&<>"'|`*_[\]\\#~!@]/g, c => `&#${c.charCodeAt(0)};`)
    .replaceAll('://', ':&#47;/')
}

function write(variable, text) {
  const path = process.env[variable]
  if (path) appendFileSync(path, text)
}

function say(text) {
  process.stdout.write(`${text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ').replaceAll('::', ': :')}\n`)
}

function refuse(text) {
  process.stdout.write(
    `::error title=warraq::${escaped(text).replaceAll('%3A', ':').replaceAll('%2C', ',')}\n`,
  )
  return WRONG_USE
}

process.exitCode = await main()

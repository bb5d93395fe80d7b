/**
 * `npm run bench`: makes the corpora, runs warraq and its peers in turn, believes a time only when the outputs agree, and
 * writes docs/benchmarks.md. Options: --megabytes 1000, --runs 5, --only NAME (part of a job's name), --scratch FOLDER.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeCorpus } from './corpora.mjs'
import { jobsFor } from './jobs.mjs'
import { renderChart, renderReport } from './report.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    scratch: { type: 'string', default: join(root, '.bench') },
  },
})
const { scratch, only } = values
const megabytes = Number(values.megabytes)

const python = pythonWithPeers()
const jobs = jobsFor({
  warraq: [process.execPath, join(root, 'dist/cli.js')],
  python,
  sourcemeta: sourcemetaCli(),
  peers: join(root, 'bench/peers'),
  megabytes,
})
const results = []
// Each job is written down as soon as it is done: all of them take half an hour.
for (const job of jobs.filter(({ name }) => name.includes(only))) {
  results.push(measure(job))
  const report = { megabytes, runs: Number(values.runs), results }
  writeFileSync(join(scratch, 'results.json'), `${JSON.stringify(report, null, 2)}\n`)
  if (only !== '') continue
  writeFileSync(join(root, 'docs/benchmarks.md'), renderReport(report))
  writeFileSync(join(root, 'docs/benchmarks.svg'), renderChart(report))
}

/** The contenders of a job in turn, as often as is asked for; the corpus and what was written are removed at once. */
function measure({ name, kind, size, once = false, contenders }) {
  const folder = join(scratch, 'corpus')
  const out = join(scratch, 'out')
  clear(folder, out)
  const { records, bytes } = makeCorpus(kind, size, folder)
  const runs = Object.fromEntries(Object.keys(contenders).map(contender => [contender, []]))
  const facts = new Set()
  for (let run = 0; run < (once ? 1 : Number(values.runs)); run++) {
    for (const [contender, { command, facts: read, writes }] of Object.entries(contenders)) {
      clear(out, `${out}.jsonl`)
      const [load] = loadavg()
      const { stdout, stderr, code, ...used } = measured(command({ folder, out }))
      if (code > 1) throw new Error(`${name}: ${contender} ended with ${code}\n${stderr}`)
      for (const fact of writes && run === 0 ? factsOf(out) : read ? [read({ stdout, stderr })] : [])
        facts.add(fact)
      runs[contender].push({ ...used, load })
      process.stderr.write(`${name}: ${contender}: ${used.seconds.toFixed(2)} s\n`)
    }
  }
  const kinds = new Set([...facts].map(fact => (fact.startsWith('[') ? 'written' : 'printed')))
  if (facts.size > kinds.size) throw new Error(`${name}: the outputs differ: ${[...facts].join(' / ')}`)
  clear(folder, out, `${out}.jsonl`)
  return { name, kind, records, bytes, agreed: [...facts], runs }
}

function measured(command) {
  const printed = execFileSync('python3', [join(root, 'bench/measure.py'), ...command], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return JSON.parse(printed)
}

function factsOf(folder) {
  return execFileSync(python, [join(root, 'bench/same.py'), folder], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => JSON.stringify(JSON.parse(line).facts))
}

function clear(...paths) {
  for (const path of paths) rmSync(path, { recursive: true, force: true })
}

function pythonWithPeers() {
  const folder = join(scratch, 'python')
  const wanted = readFileSync(join(root, 'bench/requirements.txt'), 'utf8')
  const made = join(folder, '.made')
  if (!existsSync(made) || readFileSync(made, 'utf8') !== wanted) {
    execFileSync('python3', ['-m', 'venv', folder])
    execFileSync(join(folder, 'bin/pip'), ['install', '--quiet', '-r', join(root, 'bench/requirements.txt')])
    writeFileSync(made, wanted)
  }
  return join(folder, 'bin/python')
}

function sourcemetaCli() {
  const folder = join(scratch, 'npm')
  const cli = join(folder, 'node_modules/.bin/jsonschema')
  if (!existsSync(cli)) {
    mkdirSync(folder, { recursive: true })
    execFileSync('npm', ['install', '--silent', '--prefix', folder, '@sourcemeta/jsonschema@16.11.0'])
  }
  return cli
}

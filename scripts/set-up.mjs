// Makes a bare clone ready: installs from the lockfile and builds, each only when it is needed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

const lock = hashOf(['package-lock.json'])
if (!stands('node_modules/.warraq', lock)) {
  say('installing from the lockfile')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync('node_modules/.warraq', lock)
}

const sources = hashOf([
  ...filesBelow('src'),
  'scripts/pack-languages.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
])
if (!stands('dist/.built', sources)) {
  say('building')
  rmSync('dist', { recursive: true, force: true })
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'])
  run(process.execPath, ['scripts/pack-languages.mjs'])
  chmodSync('dist/cli.js', 0o755)
  writeFileSync('dist/.built', sources)
}

function stands(path, hash) {
  return existsSync(path) && readFileSync(path, 'utf8') === hash
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(`${path}\0`).update(readFileSync(path)).update('\0')
  return hash.digest('hex')
}

/** To standard error: what a command prints on standard output is the command's. */
function say(what) {
  process.stderr.write(`warraq: ${what} …\n`)
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', process.stderr, process.stderr] })
  if (error !== undefined) process.stderr.write(`${error.message}\n`)
  if (status !== 0) process.exit(status ?? 1)
}

/**
 * Makes the file system of one process unreliable: `node --import …/kill-preload.mjs program`. Controlled by
 *   WARRAQ_TEST_KILL_AT=N         SIGKILL to itself right after the N-th mutating call
 *   WARRAQ_TEST_KILL_HALFWAY=1    … and if that is a write, only half of its bytes are written
 *   WARRAQ_TEST_FAIL_AT=N         the N-th mutating call fails with WARRAQ_TEST_FAIL_CODE (EIO), and is not made
 *   WARRAQ_TEST_DISK_BYTES=N      writes beyond N bytes in all: first a short one, then ENOSPC
 *   WARRAQ_TEST_READ_ONLY=FOLDER  every mutating call in or on it fails with WARRAQ_TEST_FAIL_CODE (EROFS)
 *   WARRAQ_TEST_LOG_FILE=FILE     at exit: the mutating calls, one a line, the N-th on line N
 * Sees the synchronous functions of node:fs. A worker thread loads this too and counts for itself.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { resolve, sep } from 'node:path'

const env = name => process.env[`WARRAQ_TEST_${name}`]
const killAt = Number(env('KILL_AT') ?? 0)
const failAt = Number(env('FAIL_AT') ?? 0)
const readOnly = env('READ_ONLY')
const logFile = env('LOG_FILE')
let diskLeft = Number(env('DISK_BYTES') ?? Number.POSITIVE_INFINITY)
let calls = 0
const log = []

/** The paths among the arguments; a descriptor has none. */
const mutating = {
  openSync: (path, flags = 'r') => (isForWriting(flags) ? [path] : null),
  // Standard output and error are no part of the disk.
  writeSync: file => (file > 2 ? [] : null),
  writeFileSync: path => [path],
  appendFileSync: path => [path],
  fsyncSync: () => [],
  fdatasyncSync: () => [],
  ftruncateSync: () => [],
  truncateSync: path => [path],
  mkdirSync: path => [path],
  mkdtempSync: path => [path],
  rmdirSync: path => [path],
  unlinkSync: path => [path],
  rmSync: path => [path],
  renameSync: (from, to) => [from, to],
  linkSync: (from, to) => [from, to],
  symlinkSync: (_, path) => [path],
  copyFileSync: (_, to) => [to],
  cpSync: (_, to) => [to],
  chmodSync: path => [path],
  utimesSync: path => [path],
}

const original = { ...fs }
const writers = { writeSync, writeFileSync: writeWholeFile, appendFileSync: writeWholeFile }

for (const [name, pathsOf] of Object.entries(mutating)) {
  fs[name] = (...args) => {
    const paths = pathsOf(...args)
    if (paths === null) return original[name](...args)
    calls++
    if (logFile !== undefined) log.push([name, ...paths].join(' '))
    if (calls === failAt) throw systemError(env('FAIL_CODE') ?? 'EIO', name)
    if (paths.some(isReadOnly)) throw systemError(env('FAIL_CODE') ?? 'EROFS', name)
    try {
      return name in writers ? writers[name](args, name) : original[name](...args)
    } finally {
      if (calls === killAt) die()
    }
  }
}
syncBuiltinESMExports()

if (logFile !== undefined) process.on('exit', () => original.writeFileSync(logFile, log.join('\n')))

function writeSync(args) {
  const bytes = bytesOf(args)
  if (bytes.length > 0 && diskLeft === 0) throw systemError('ENOSPC', 'write')
  const position = typeof args[1] === 'string' ? args[2] : args[4]
  const written = original.writeSync(args[0], bytes, 0, withinLimits(bytes), position)
  diskLeft -= written
  return written
}

function writeWholeFile([path, data, options], name) {
  const bytes = bytesOf([path, data])
  const length = withinLimits(bytes)
  original[name](path, bytes.subarray(0, length), options)
  diskLeft -= length
  if (length < bytes.length && calls !== killAt) throw systemError('ENOSPC', 'write')
}

/** How many of the bytes are written: up to the end of the disk, or half of them before the end of the process. */
function withinLimits(bytes) {
  const halfway = calls === killAt && env('KILL_HALFWAY') === '1'
  return Math.min(diskLeft, halfway ? Math.floor(bytes.length / 2) : bytes.length)
}

/** Of writeSync(file, string) and writeSync(file, bytes, offset, length). */
function bytesOf([, data, offset, length]) {
  if (typeof data === 'string') return Buffer.from(data)
  const from = typeof offset === 'number' ? offset : (offset?.offset ?? 0)
  const count = typeof length === 'number' ? length : (offset?.length ?? data.byteLength - from)
  return data.subarray(from, from + count)
}

function isForWriting(flags) {
  const { O_WRONLY, O_RDWR, O_CREAT } = fs.constants
  return typeof flags === 'number' ? (flags & (O_WRONLY | O_RDWR | O_CREAT)) !== 0 : /[wa+]/.test(flags)
}

function isReadOnly(path) {
  if (readOnly === undefined || typeof path !== 'string') return false
  return resolve(path) === readOnly || resolve(path).startsWith(readOnly + sep)
}

function systemError(code, syscall) {
  return Object.assign(new Error(`${code}: injected by the test, ${syscall}`), { code, syscall, errno: -1 })
}

/** Does not return: the signal is delivered before the call that sends it comes back. */
function die() {
  process.kill(process.pid, 'SIGKILL')
}

/** What one would write with ajv as it comes: `node ajv.mjs SCHEMA FILE THREADS` prints how many records and how many are valid. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const CHUNK = 8 * 1024 * 1024

if (isMainThread) {
  const [schema, path, threads] = process.argv.slice(2)
  const size = fstatSync(openSync(path, 'r')).size
  const count = Number(threads)
  const shares = Array.from({ length: count }, (_, i) => {
    const start = Math.floor((size * i) / count)
    const end = Math.floor((size * (i + 1)) / count)
    const worker = new Worker(new URL(import.meta.url), { workerData: { schema, path, start, end } })
    return new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))
  })
  const done = await Promise.all(shares)
  const sum = name => done.reduce((total, share) => total + share[name], 0)
  console.log(JSON.stringify({ records: sum('records'), valid: sum('valid') }))
} else {
  const { schema, path, start, end } = workerData
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))
  let records = 0
  let valid = 0
  for (const line of linesOf(path, start, end)) {
    records++
    if (validate(JSON.parse(line))) valid++
  }
  parentPort.postMessage({ records, valid })
}

/** The lines that begin after `start` (or at 0) and not after `end`. */
function* linesOf(path, start, end) {
  const file = openSync(path, 'r')
  let held = Buffer.alloc(0)
  let skipping = start > 0
  let lineStart = start
  for (let at = start; ; ) {
    const chunk = Buffer.allocUnsafe(CHUNK)
    const got = readSync(file, chunk, 0, CHUNK, at)
    if (got === 0) break
    at += got
    const bytes = Buffer.concat([held, chunk.subarray(0, got)])
    let from = 0
    for (let feed = bytes.indexOf(10); feed !== -1; feed = bytes.indexOf(10, from)) {
      if (skipping) skipping = false
      else if (lineStart > end || (lineStart === end && end === start)) return closeSync(file)
      else yield bytes.toString('utf8', from, feed)
      lineStart += feed + 1 - from
      from = feed + 1
      if (lineStart > end) return closeSync(file)
    }
    held = bytes.subarray(from)
  }
  if (held.length > 0 && !skipping) yield held.toString('utf8')
  closeSync(file)
}

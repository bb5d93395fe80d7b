// Verdicts of `warraq validate --schema` for the tests in Python, many schemas to a process.
// From standard input, a line of JSON each: {"schema": text, "records": [text of one line…], "formats": true}.
// To standard output, a line for each: {"refused": [code…]}, or {"valid": [boolean…], "codes": [[code…]…]}.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { validateRecords } from '../../dist/validate.js'

/** A schema is compiled anew once it has checked 500 values; its records are repeated until both ways have judged them. */
const ENOUGH = 500

const folder = mkdtempSync(join(tmpdir(), 'verdicts-'))

async function judge({ schema, records, formats }) {
  const files = { schema: join(folder, 'schema.json'), records: join(folder, 'records.jsonl') }
  const rounds = Math.ceil(ENOUGH / records.length) + 1
  writeFileSync(files.schema, schema)
  writeFileSync(files.records, `${records.join('\n')}\n`.repeat(rounds))
  let validation
  try {
    validation = await validateRecords({
      schema: files.schema,
      files: [files.records],
      assertsFormats: formats,
    })
  } catch (error) {
    if (error.name !== 'UsageError') throw new Error(`${schema}: ${error.message}`, { cause: error })
    return { refused: error.problems.map(({ code }) => code) }
  }
  const codes = Array.from({ length: records.length * rounds }, () => [])
  for (const { code, severity, location } of validation.problems()) {
    if (severity === 'error') codes[location.line - 1].push(code)
  }
  validation.close()
  const first = codes.slice(0, records.length)
  for (const [i, again] of codes.entries()) {
    const before = first[i % records.length]
    if (again.join() !== before.join()) {
      throw new Error(`${schema} says of ${records[i % records.length]}: ${before}; later: ${again}`)
    }
  }
  return { valid: first.map(found => found.length === 0), codes: first }
}

try {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await judge(JSON.parse(line)))}\n`)
  }
} finally {
  rmSync(folder, { recursive: true })
}

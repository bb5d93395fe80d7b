// Sums the reports of the test runners: "PASSED FAILED". A runner that ended badly or left no report counts as failed.
import { readFileSync } from 'node:fs'

const [folder, tests, interop] = process.argv.slice(2)
const sums = [unit(), python()]
const total = key => sums.reduce((sum, part) => sum + part[key], 0)
process.stdout.write(`${total('passed')} ${total('failed')}\n`)

function unit() {
  const report = read('vitest.json')
  if (report === undefined) return { passed: 0, failed: 1 }
  const { numPassedTests, numFailedTests } = JSON.parse(report)
  return { passed: numPassedTests, failed: Math.max(numFailedTests, tests === '0' ? 0 : 1) }
}

function python() {
  const suite = /<testsuite [^>]*>/.exec(read('interop.xml') ?? '')?.[0]
  if (suite === undefined) return { passed: 0, failed: 1 }
  const count = name => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0)
  const bad = count('failures') + count('errors')
  return {
    passed: count('tests') - bad - count('skipped'),
    failed: Math.max(bad, interop === '0' ? 0 : 1),
  }
}

function read(name) {
  try {
    return readFileSync(`${folder}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

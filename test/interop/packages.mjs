// Verdicts on Data Packages for the tests in Python: a path on each line of standard input, a line of JSON for each.
import { createInterface } from 'node:readline'
import { checkPackage } from '../../dist/packages/check-package.js'

for await (const path of createInterface({ input: process.stdin })) {
  const { problems, version, resources } = await checkPackage(path)
  process.stdout.write(`${JSON.stringify({ problems, version, resources })}\n`)
}

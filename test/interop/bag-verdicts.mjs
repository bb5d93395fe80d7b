// Verdicts of `checkBag` for the tests in Python, many bags to a process.
// From standard input, a line of JSON each: the path of a folder. To standard output, a line for each:
// {"errors": [code…], "warnings": [code…]}.
import { createInterface } from 'node:readline'
import { checkBag } from '../../dist/bags/check-bag.js'

for await (const line of createInterface({ input: process.stdin })) {
  const { problems } = await checkBag(JSON.parse(line))
  const codes = severity => problems.filter(one => one.severity === severity).map(({ code }) => code)
  process.stdout.write(`${JSON.stringify({ errors: codes('error'), warnings: codes('warning') })}\n`)
}

import { visible } from '../text/visible.js'
import { type WithdrawResult, withdraw } from '../withdraw.js'

interface Options {
  readonly corpus: string
  readonly reason: string
  readonly date?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

export async function runWithdraw(id: string, options: Options): Promise<number> {
  const { corpus, reason, date, dryRun = false, json } = options
  const result = await withdraw({ corpus, id, reason, date, dryRun })
  process.stdout.write(json ? `${JSON.stringify({ dryRun, ...result })}\n` : described(result, dryRun))
  return 0
}

function described(result: WithdrawResult, dryRun: boolean): string {
  const { id, reason, date, dateIsReleased, removed, lines, resumed } = result
  const said = resumed
    ? 'was in withdrawn.jsonl already, from a withdrawal that was interrupted'
    : dryRun
      ? 'would be written into withdrawn.jsonl'
      : 'written into withdrawn.jsonl'
  const source = dateIsReleased ? ' (the day of release in corpus.yaml; --date states another)' : ''
  const done = [
    `${visible(id)}: ${said}, ${date}${source}: ${visible(reason)}`,
    ...removed.map(path => `    ${visible(path)}: ${dryRun ? 'would be removed' : 'removed'}`),
    ...lines.map(
      ({ path, line }) => `    ${visible(path)}:${line}: ${dryRun ? 'would be taken out' : 'taken out'}`,
    ),
    'A release that was published still has it, until the next export.',
  ]
  return `${done.join('\n')}\n`
}

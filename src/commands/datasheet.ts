import { createInterface } from 'node:readline'
import type { DatasheetAnswer } from '../corpus/corpus.js'
import { loadCorpus } from '../corpus/load.js'
import { answerQuestion, sheetOf } from '../datasheet.js'
import { UsageError } from '../errors.js'
import { isPartly } from '../release/datasheet/answers.js'
import { visible } from '../text/visible.js'
import { type Ask, interview, openOf } from './interview.js'

interface Options {
  readonly corpus: string
  readonly ask?: boolean
  readonly strict?: boolean
  readonly json?: boolean
}

interface SetOptions {
  readonly corpus: string
  readonly answer?: string
  readonly answerAr?: string
  readonly unknown?: string
  readonly notApplicable?: string
  readonly reasonAr?: string
}

/** Lists what nobody answered; on a terminal it asks for it first. */
export async function runDatasheet(options: Options): Promise<number> {
  const { corpus, ask = true, json, strict } = options
  if (ask && !json && !strict && process.stdin.isTTY && process.stdout.isTTY) await onTerminal(corpus)
  const answers = sheetOf(loadCorpus(corpus)).filter(({ question }) => question.kind !== 'more')
  const groups = {
    unanswered: answers.filter(({ state }) => state === 'unanswered'),
    partly: answers.filter(isPartly),
    unknown: answers.filter(({ state }) => state === 'unknown'),
  }
  if (json) {
    const told = Object.entries(groups).map(([name, group]) => [
      name,
      group.map(({ question: { slug, section, question } }) => ({ slug, section, question })),
    ])
    process.stdout.write(`${JSON.stringify({ questions: answers.length, ...Object.fromEntries(told) })}\n`)
  } else {
    for (const [name, group] of Object.entries(groups)) {
      process.stdout.write(`${titles[name]}: ${group.length} of ${answers.length} questions\n`)
      for (const { question } of group)
        process.stdout.write(`  ${question.slug.padEnd(28)} ${question.question}\n`)
    }
  }
  return strict && groups.unanswered.length > 0 ? 1 : 0
}

const titles: Readonly<Record<string, string>> = {
  unanswered: 'Unanswered',
  partly: 'Computed in part, the rest unanswered',
  unknown: 'Unknown, with a reason',
}

async function onTerminal(corpus: string): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  // Lines that are pasted come faster than they are asked for.
  const typed: string[] = []
  let closed = false
  let wake = () => {}
  lines.on('line', line => {
    typed.push(line)
    wake()
  })
  lines.on('close', () => {
    closed = true
    wake()
  })
  const ask: Ask = async prompt => {
    lines.setPrompt(prompt)
    lines.prompt()
    while (typed.length === 0 && !closed) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    return typed.shift()
  }
  try {
    await interview({
      open: () => openOf(sheetOf(loadCorpus(corpus))),
      ask,
      say: line => process.stdout.write(`${line.split('\n').map(visible).join('\n')}\n`),
      write: (slug, answer) => answerQuestion(corpus, slug, answer),
    })
  } finally {
    lines.close()
  }
}

/** Writes one answer into corpus.yaml. */
export async function runDatasheetSet(slug: string, options: SetOptions): Promise<number> {
  answerQuestion(options.corpus, slug, answerIn(options))
  process.stdout.write(`${slug}: written into corpus.yaml\n`)
  return 0
}

function answerIn({ answer, answerAr, unknown, notApplicable, reasonAr }: SetOptions): DatasheetAnswer {
  const given = [answer, unknown, notApplicable].filter(said => said !== undefined)
  const crossed = answer === undefined ? answerAr : reasonAr
  if (given.length !== 1 || crossed !== undefined) {
    throw new UsageError('The answer is not one of --answer, --unknown and --not-applicable.', {
      fix: 'Say one of them; --answer-ar goes with --answer, --reason-ar with the others.',
    })
  }
  if (answer !== undefined)
    return { status: 'answered', answer, ...(answerAr !== undefined && { answer_ar: answerAr }) }
  return {
    status: unknown === undefined ? 'not-applicable' : 'unknown',
    reason: given[0] ?? '',
    ...(reasonAr !== undefined && { reason_ar: reasonAr }),
  }
}

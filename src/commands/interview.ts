import type { DatasheetAnswer } from '../corpus/corpus.js'
import { type Answer, isPartly } from '../release/datasheet/answers.js'

/** A line that somebody typed; undefined at the end of the input. */
export type Ask = (prompt: string) => Promise<string | undefined>

interface Interview {
  /** Questions that nobody answered, as of now: an answer may close others. */
  open(): readonly Answer[]
  readonly ask: Ask
  say(line: string): void
  write(slug: string, answer: DatasheetAnswer): void
}

/** What nobody answered, computed in part or not at all. */
export const openOf = (answers: readonly Answer[]): readonly Answer[] =>
  answers.filter(
    answer => answer.question.kind !== 'more' && (answer.state === 'unanswered' || isPartly(answer)),
  )

/** Asks one question after the other, and writes each answer as soon as it is given. */
export async function interview({ open, ask, say, write }: Interview): Promise<void> {
  const skipped = new Set<string>()
  for (;;) {
    const left = open().filter(({ question }) => !skipped.has(question.slug))
    const [next] = left
    if (next === undefined) return
    const { question, computed } = next
    say(`\n${question.question} (${question.slug}, ${left.length} left)`)
    if (computed !== undefined) say(`The release adds what is ${computed.how}.`)
    const choice = (await ask('[a]nswer, [u]nknown, [n]ot applicable, [s]kip, [q]uit: '))
      ?.trim()
      .toLowerCase()
    if (choice === undefined || choice === 'q') return
    if (choice === 's') skipped.add(question.slug)
    if (choice !== 'a' && choice !== 'u' && choice !== 'n') continue
    say(choice === 'a' ? 'The answer, ended by an empty line:' : 'The reason, ended by an empty line:')
    const text = await paragraph(ask)
    if (text === '') continue
    if (choice === 'a') write(question.slug, { status: 'answered', answer: text })
    else write(question.slug, { status: choice === 'u' ? 'unknown' : 'not-applicable', reason: text })
  }
}

async function paragraph(ask: Ask): Promise<string> {
  const lines: string[] = []
  for (let line = await ask('> '); line !== undefined && line.trim() !== ''; line = await ask('> '))
    lines.push(line.trim())
  return lines.join('\n')
}

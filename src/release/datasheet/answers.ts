import type { CorpusStatement, DatasheetAnswer } from '../../corpus/corpus.js'
import type { Release } from '../release.js'
import { english, type Words } from '../words/english.js'
import type { Computed, Question } from './question.js'
import { questions } from './questions.js'

export type State = 'answered' | 'computed' | 'unknown' | 'not-applicable' | 'unanswered'

/** A question with all that this release can say to it. */
export interface Answer {
  readonly question: Question
  readonly state: State
  /** What people say; of a question behind a closed gate, what the gate says. */
  readonly stated?: DatasheetAnswer
  readonly computed?: Computed
}

/** All questions in order. People's word comes first: what is computed stands beside it, never in its place. */
export function answersOf(release: Release, words: Words = english): readonly Answer[] {
  return questions.map(question => {
    const stated = statedAnswer(question, release.corpus)
    const computed = question.computed?.(release, words)
    return {
      question,
      state: stated?.status ?? (computed === undefined ? 'unanswered' : 'computed'),
      ...(stated !== undefined && { stated }),
      ...(computed !== undefined && { computed }),
    }
  })
}

/** Whether only people can answer the rest, and nobody did. */
export const isPartly = ({ question, state }: Answer): boolean =>
  state === 'computed' && question.automatic === 'P'

/** Questions by state; free prompts are no questions. */
export function countStates(answers: readonly Answer[]): Readonly<Record<State, number>> {
  const counts = { answered: 0, computed: 0, unknown: 0, 'not-applicable': 0, unanswered: 0 }
  for (const { question, state } of answers) if (question.kind !== 'more') counts[state]++
  return counts
}

function statedAnswer(question: Question, { datasheet = {} }: CorpusStatement): DatasheetAnswer | undefined {
  const answer = Object.hasOwn(datasheet, question.slug) ? datasheet[question.slug] : undefined
  if (answer !== undefined || question.kind === 'more') return answer
  const gate = gateBefore(question)
  const closed = gate && Object.hasOwn(datasheet, gate.slug) ? datasheet[gate.slug] : undefined
  if (closed?.status !== 'not-applicable') return undefined
  const { reason = '', reason_ar } = closed
  return {
    ...closed,
    reason: `See “${gate?.question}”: ${reason}`,
    ...(reason_ar !== undefined && { reason_ar: `انظر «${gate?.arabic}»: ${reason_ar}` }),
  }
}

function gateBefore(question: Question): Question | undefined {
  const section = questions.filter(other => other.section === question.section)
  return section.slice(0, section.indexOf(question)).find(({ kind }) => kind === 'gate')
}

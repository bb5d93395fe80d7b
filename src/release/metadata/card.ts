import { type Answer, answersOf } from '../datasheet/answers.js'
import type { Release } from '../release.js'
import { bullets, inline, quote } from './markdown.js'

/** What README says elsewhere: counts, address and formats at its top, fields and rules in the data dictionary, licences. */
const saidElsewhere = new Set([
  'composition.counts',
  'composition.content',
  'preprocessing.steps',
  'distribution.license',
  'distribution.channel',
])

/**
 * The datasheet's answers by the headings of a Hugging Face card, as paragraphs of Markdown: people's as quotations,
 * then what was computed, then the questions that nobody answered.
 */
export function cardOf(release: Release): (heading: string) => string[] {
  const answers = answersOf(release)
  return heading => {
    const asked = answers.filter(({ question }) => question.hf === heading)
    const open = asked.filter(({ state }) => state === 'unanswered')
    return [
      ...asked.flatMap(renderAnswer),
      ...(open.length === 0
        ? []
        : [`Nobody answered:\n\n${bullets(open.map(({ question }) => inline(question.question)))}`]),
    ]
  }
}

function renderAnswer({ question, stated, computed }: Answer): string[] {
  const shown = computed !== undefined && !saidElsewhere.has(question.slug) ? computed : undefined
  if (stated === undefined && shown === undefined) return []
  const state = stated === undefined ? '' : states[stated.status]
  return [
    `**${inline(question.question)}**${state}`,
    ...[stated?.answer, stated?.reason].flatMap(said => (said === undefined ? [] : [quote(said)])),
    ...(shown === undefined ? [] : [`Computed (${shown.how}):`, shown.text]),
  ]
}

const states = { answered: '', unknown: ' Unknown.', 'not-applicable': ' Not applicable.' }

import { byCodePoint } from '../text/order.js'
import type { RecordsSeen } from './records-seen.js'

interface Languages {
  readonly tags: readonly string[]
  readonly note: string | undefined
}

/** The languages that corpus.yaml states: those that were asked for, or those of the field that tells the language. */
export function languagesOf(
  seen: RecordsSeen,
  field: string | undefined,
  asked: string | undefined,
): Languages {
  if (asked !== undefined) return { tags: [asked], note: undefined }
  const counts =
    field === undefined ? undefined : seen.objects.members.get(field)?.values.strings?.distinct.counts
  if (counts !== undefined && counts.size > 0) {
    return { tags: [...counts.keys()].map(String).sort(byCodePoint), note: `Those that \`${field}\` names.` }
  }
  return { tags: ['und'], note: 'und says that it is not known. FILL IN' }
}

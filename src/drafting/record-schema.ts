import type { SchemaObject } from '../schema/keywords.js'
import { escapeToken } from '../text/pointer.js'
import { counted } from '../text/sentence.js'
import { declaredInside } from './declared-type.js'
import { keyOf } from './key-field.js'
import type { Observation } from './observation.js'
import type { Place } from './proposal.js'
import { proposeSchema } from './propose.js'
import { membersOf } from './propose-object.js'
import type { RecordsSeen } from './records-seen.js'
import { marksOf } from './roles.js'

/** Something that the schema says and the data does not prove. `pointer` is that of the field, `''` for the whole record. */
export interface Guess {
  readonly pointer: string
  readonly words: string
}

export interface ProposedSchema {
  readonly schema: SchemaObject
  readonly guesses: readonly Guess[]
  readonly key: string | undefined
  readonly text: string | undefined
  readonly language: string | undefined
}

interface RecordOptions {
  readonly title: string
  /** The field that is the key, where it is not to be guessed. */
  readonly key?: string | undefined
  /** What the file says of its columns. */
  readonly declared?: SchemaObject | undefined
}

/**
 * The record schema that fits what was seen. Every property has a `$comment` with what was seen there and what was guessed.
 * Throws UsageError where `key` does not tell the records apart.
 */
export function proposeRecordSchema(
  seen: RecordsSeen,
  { title, key: wanted, declared }: RecordOptions,
): ProposedSchema {
  const guesses: Guess[] = []
  const { key, words } = keyOf(seen, wanted)
  if (words !== '') guesses.push({ pointer: '', words })
  const marks = marksOf(seen)
  const remarksOn = (name: string): readonly string[] => seen.remarks.get(name) ?? []
  const inside = (name: string): Place => {
    const mark = name === key ? undefined : marks.get(name)
    const pointer = `/${escapeToken(name)}`
    for (const remark of remarksOn(name)) guesses.push({ pointer, words: remark })
    if (mark !== undefined) guesses.push({ pointer, words: mark.guess })
    return {
      name,
      pointer,
      isKey: name === key,
      marks: name === key ? { 'x-key': true } : (mark?.keywords ?? {}),
      said: [
        ...remarksOn(name),
        ...(name === key ? ['Guessed that this is the key.'] : mark === undefined ? [] : [mark.guess]),
      ],
      declared: declaredInside(declared, name),
      propose: (values: Observation, place) => proposeSchema(values, place),
      onGuess: (at, guess) => guesses.push({ pointer: at, words: guess }),
    }
  }
  const members = membersOf(seen.objects, inside, 'record')
  for (const guess of members.guesses) guesses.push({ pointer: '', words: guess })
  const markedWith = (keyword: string, value: unknown): string | undefined =>
    [...marks].find(([name, { keywords }]) => name !== key && keywords[keyword] === value)?.[0]
  return {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $comment: [
        `Drafted by \`warraq init\` from ${counted(seen.objects.count, 'record')}. What a $comment calls a guess is yours to judge.`,
        ...(words === '' ? [] : [words]),
        ...members.guesses,
      ].join(' '),
      title,
      type: 'object',
      ...members.keywords,
    },
    guesses,
    key,
    text: markedWith('x-text', true),
    language: markedWith('x-role', 'language'),
  }
}

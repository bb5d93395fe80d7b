import { counted } from '../text/sentence.js'
import { declaredType } from './declared-type.js'
import { countDistinct } from './distinct.js'
import type { NumbersSeen } from './numbers-seen.js'
import type { Place, Proposal } from './proposal.js'

const INT32 = 2 ** 31

/** Integers within 32 bits get the bounds that make them a column of 32 bits; of other numbers only the sign is bounded. */
export function proposeNumbers(
  numbers: NumbersSeen,
  { isKey, declared }: Pick<Place, 'isKey' | 'declared'>,
): Proposal {
  const { count, min, max } = numbers
  const different = countDistinct(numbers.distinct, count)
  const noun = isWhole(numbers) ? 'integer' : 'number'
  const seen = [
    `${counted(count, noun)} from ${min} to ${max}, ${different.exact ? '' : 'about '}${different.count} different`,
  ]
  if (!isWhole(numbers) || declaredType(declared) === 'number') {
    const lower = min >= 0 ? { minimum: 0 } : {}
    const guesses = [
      ...(min >= 0 ? ['Guessed that none is below 0.'] : []),
      ...(numbers.huge > 0
        ? ['Some integers are beyond 64 bits: they are stored as floats, which round them.']
        : []),
      ...(numbers.long > numbers.huge && numbers.fractions > 0
        ? ['Some integers are beyond 2^53, and a column with fractions rounds them.']
        : []),
    ]
    return { keywords: { type: 'number', ...lower }, seen, guesses }
  }
  const isNarrow = min >= -INT32 && max < INT32
  if (isNarrow) {
    const minimum = min >= 0 ? 0 : -INT32
    const guess = `Guessed the bounds: ${min >= 0 ? 'from 0, ' : ''}what 32 bits hold.`
    return { keywords: { type: 'integer', minimum, maximum: INT32 - 1 }, seen, guesses: isKey ? [] : [guess] }
  }
  const guesses = min >= 0 ? ['Guessed that none is below 0.'] : []
  return { keywords: { type: 'integer', ...(min >= 0 && { minimum: 0 }) }, seen, guesses }
}

const isWhole = ({ fractions, huge }: NumbersSeen): boolean => fractions === 0 && huge === 0

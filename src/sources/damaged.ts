import { systemCode } from '../files/io-error.js'
import { type Problem, problem } from '../problem.js'

/** What a library throws at a file that is not what it should be; the system's own errors are no fault of the data. */
export function isReaderFault(error: unknown): error is Error {
  return error instanceof Error && systemCode(error) === null
}

export const damaged = (file: string, form: string, error: Error): Problem =>
  problem('file/damaged', { file }, { form, detail: wordsOf(error) })

const CODEC = 'codec not found'

/** What the error says, where it speaks of the file and not of the library's own code. */
export function wordsOf(error: Error): string {
  if (error.message.includes(CODEC)) return 'it is compressed in a way that is not known here'
  const isTechnical = error instanceof TypeError || 'code' in error
  return isTechnical
    ? 'its parts do not fit together'
    : (error.message.split('\n', 1)[0] ?? '').replace(/\.$/, '')
}

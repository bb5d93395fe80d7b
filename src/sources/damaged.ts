import { systemCode } from '../files/io-error.js'
import { type Problem, problem } from '../problem.js'

/** What a library throws at a file that is not what it should be; the system's own errors are no fault of the data. */
export function isReaderFault(error: unknown): error is Error {
  return error instanceof Error && systemCode(error) === null
}

export function damaged(file: string, form: string, message: string): Problem {
  const detail = message.split('\n', 1)[0]?.replace(/\.$/, '') ?? ''
  return problem('file/damaged', { file }, { form, detail })
}

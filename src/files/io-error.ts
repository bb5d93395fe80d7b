import { UsageError } from '../errors.js'

interface Explanation {
  readonly words: string
  readonly fix: string
}

const explanations: Readonly<Record<string, Explanation>> = {
  ENOSPC: {
    words: 'the disk is full',
    fix: 'Free some space, or choose a folder on another disk; TMPDIR says which is for temporary files.',
  },
  EDQUOT: { words: 'the disk quota is used up', fix: 'Free some space, or ask for a larger quota.' },
  EFBIG: { words: 'the file is too large for this file system', fix: 'Choose a smaller --shard-size.' },
  EROFS: { words: 'the file system is read-only', fix: 'Choose an output folder that can be written.' },
  EACCES: {
    words: 'permission was denied',
    fix: 'Choose a folder that you may write, or change its rights.',
  },
  EPERM: { words: 'the system does not permit it', fix: 'Choose a folder that you may write.' },
  EBUSY: { words: 'it is in use or a mount point', fix: 'Choose a folder inside the mount point instead.' },
  EXDEV: { words: 'it is a mount point', fix: 'Choose a folder inside the mount point instead.' },
  EMFILE: { words: 'too many files are open', fix: 'Raise the limit on open files (ulimit -n).' },
  ENFILE: { words: 'too many files are open', fix: 'Close other programs and run again.' },
  EIO: { words: 'the disk reported an error', fix: 'Check the disk.' },
  ENAMETOOLONG: { words: 'the name is too long', fix: 'Choose a shorter name.' },
  ENOENT: { words: 'it is gone', fix: 'Make sure that nothing else changes the folder, and run again.' },
  EEXIST: {
    words: 'it exists already',
    fix: 'Make sure that nothing else changes the folder, and run again.',
  },
  ENOTEMPTY: {
    words: 'something else wrote into it',
    fix: 'Make sure that nothing else changes the folder, and run again.',
  },
}

/** Said of a failure while the new release is only in staging. */
export const NOTHING_PUBLISHED = 'nothing was published, and an earlier release is as it was'

/**
 * The words for a failed call of the system: `"<path>" could not be <done>: <why>; <aftermath>.` Any other error
 * (a bug, a UsageError) comes back as it is.
 */
export function translateIoError(
  error: unknown,
  { path, done, aftermath }: { path: string; done: string; aftermath?: string },
): unknown {
  const code = systemCode(error)
  if (code === null) return error
  const { words, fix } = explanations[code] ?? { words: 'the system refused', fix: undefined }
  const then = aftermath === undefined ? '' : `; ${aftermath}`
  return new UsageError(`"${path}" could not be ${done}: ${words} (${code})${then}.`, {
    cause: error,
    ...(fix !== undefined && { fix }),
  })
}

/** `ENOENT` and its like for an error of a system call, else null. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

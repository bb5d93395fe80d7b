/** So many threads; or at most so many, where the input is worth it. */
export type ThreadOption = number | { readonly atMost: number }

/** Smaller inputs are done sooner than threads have started. */
const FEW_BYTES = 64 * 1024 * 1024

export function threadsFor(bytes: number, threads: ThreadOption = 1): number {
  if (typeof threads === 'number') return threads
  return bytes < FEW_BYTES ? 1 : threads.atMost
}

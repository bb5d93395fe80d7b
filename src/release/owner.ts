import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { kill, pid } from 'node:process'

/** The process that holds a lock, named so that a later process with the same id is not taken for it. */
export interface Owner {
  readonly pid: number
  /** Boot id, process namespace and start in clock ticks; null where the system does not say (macOS). */
  readonly started: string | null
  readonly host: string
}

/** `elsewhere`: on another machine or in another container, where nobody here can see whether it lives. */
export type Fate = 'alive' | 'dead' | 'elsewhere'

export function thisProcess(): Owner {
  const place = bootAndNamespace()
  const process = readProcess(pid)
  return {
    pid,
    started: place === null || process === null ? null : `${place} ${process.start}`,
    host: hostname(),
  }
}

/** What became of a process. Says `alive` when in doubt. */
export function fateOf(owner: Owner): Fate {
  if (owner.host !== hostname()) return 'elsewhere'
  const place = bootAndNamespace()
  if (owner.started !== null && place !== null) {
    const [boot, namespace] = owner.started.split(' ')
    const [bootNow, namespaceNow] = place.split(' ')
    if (boot !== bootNow) return 'dead'
    if (namespace !== namespaceNow) return 'elsewhere'
  }
  if (!exists(owner.pid)) return 'dead'
  const process = readProcess(owner.pid)
  if (process === null) return 'alive'
  if (process.ended) return 'dead'
  return owner.started === null || owner.started === `${place} ${process.start}` ? 'alive' : 'dead'
}

/** The lock's own JSON back; null when it is something else. */
export function parseOwner(text: string): Owner | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
  return isOwner(value) ? value : null
}

function isOwner(value: unknown): value is Owner {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    Number.isSafeInteger(value.pid) &&
    value.pid > 0 &&
    'started' in value &&
    (value.started === null || typeof value.started === 'string') &&
    'host' in value &&
    typeof value.host === 'string'
  )
}

function exists(pid: number): boolean {
  try {
    kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it exists and is another user's.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** See proc(5): fields 3 (state) and 22 (start time); field 2 may itself hold spaces and parentheses. */
function readProcess(pid: number): { readonly ended: boolean; readonly start: string } | null {
  const stat = readOrNull(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, start] = [fields[0], fields[19]]
  if (state === undefined || start === undefined) return null
  // A killed process whose parent never waits for it stays a zombie, as in a container without an init.
  return { ended: state === 'Z' || state === 'X', start }
}

function bootAndNamespace(): string | null {
  return readOrNull(() => {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  })
}

function readOrNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

import { counted, grouped } from '../text/sentence.js'

/** How far a run has come. */
export interface Reached {
  readonly records: number
  readonly problems: number
  readonly bytes: number
  readonly totalBytes: number
  /** Of `bytes`, those that an earlier run had done: they say nothing of how fast this one is. */
  readonly reusedBytes?: number
}

export interface Progress<R = Reached> {
  show(reached: R): void
  /** Takes the line away. */
  end(): void
}

/** Milliseconds between two states of the line. */
const INTERVAL = 200

/** A smaller part of the work says nothing of how long the rest takes. */
const FORESEEABLE = 0.01

const ERASE = '\r\u001b[K'

export const startProgress = (stream: NodeJS.WriteStream, { wanted = true } = {}): Progress =>
  startLine(stream, progressLine, { wanted })

/** A line that tells people how far it has come: on a terminal only, unless it is not wanted. */
export function startLine<R>(
  stream: NodeJS.WriteStream,
  line: (reached: R, seconds: number, columns: number) => string,
  { wanted = true } = {},
): Progress<R> {
  if (stream.isTTY !== true || !wanted) return { show: () => {}, end: () => {} }
  const started = performance.now()
  let last = started
  let isShown = false
  return {
    show: reached => {
      const now = performance.now()
      if (now - last < INTERVAL) return
      last = now
      isShown = true
      // The last column stays free: some terminals begin a new line once it is written.
      stream.write(`${ERASE}${line(reached, (now - started) / 1000, (stream.columns || 80) - 1)}`)
    },
    end: () => {
      if (isShown) stream.write(ERASE)
      isShown = false
    },
  }
}

/**
 * `42 %  1.2 of 2.9 GB  148 MB/s  52 310 records/s  12 problems  38 s left`, of which what matters least is left out where
 * `columns` are few. It is ASCII, so that a character is a column.
 */
export function progressLine(reached: Reached, seconds: number, columns: number): string {
  const { bytes, totalBytes, records, problems, reusedBytes = 0 } = reached
  const share = totalBytes === 0 ? 1 : Math.min(bytes / totalBytes, 1)
  const time = Math.max(seconds, 0.001)
  const speed = Math.max(0, bytes - reusedBytes) / time
  const isKnown = speed > 0 && (bytes - reusedBytes) / (totalBytes - reusedBytes) >= FORESEEABLE
  const left = isKnown ? `${duration((totalBytes - bytes) / speed)} left` : ''
  // By what matters: the number is the place in the line.
  const parts: readonly (readonly [number, string])[] = [
    [0, `${Math.floor(share * 100)} %`],
    [5, left],
    [4, counted(problems, 'problem')],
    [1, `${amount(bytes, totalBytes)} of ${amount(totalBytes)}`],
    [2, `${amount(speed)}/s`],
    [3, `${grouped(Math.round(records / time))} records/s`],
  ]
  const wanted = parts.filter(([, text]) => text !== '')
  for (let count = wanted.length; count > 0; count--) {
    const line = wanted
      .slice(0, count)
      .sort(([a], [b]) => a - b)
      .map(([, text]) => text)
      .join('  ')
    if (line.length <= columns) return line
  }
  return ''
}

const units: readonly (readonly [number, string])[] = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
]

/** `1.2 GB`, `148 MB`; without its unit where `of`, which has the same, is named behind it. */
function amount(bytes: number, of?: number): string {
  const [factor, unit] = units.find(([size]) => (of ?? bytes) >= size) ?? [1, 'bytes']
  const value = bytes / factor
  const digits = factor === 1 || value >= 100 ? 0 : 1
  return of === undefined ? `${value.toFixed(digits)} ${unit}` : value.toFixed(digits)
}

/** `38 s`, `2 min 05 s`, `1 h 12 min`. */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  const two = (number: number) => String(number).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`
  return `${grouped(Math.floor(minutes / 60))} h ${two(minutes % 60)} min`
}

import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { progressLine, startProgress } from '../src/commands/progress.js'

const reached = { records: 1_234_567, problems: 12, bytes: 1_230_000_000, totalBytes: 2_900_000_000 }

test('tells the share, bytes, speeds, problems and the time left', () => {
  expect(progressLine(reached, 10, 120)).toBe(
    '42 %  1.2 of 2.9 GB  123 MB/s  123 457 records/s  12 problems  14 s left',
  )
})

test('leaves out what matters least where the terminal is narrow', () => {
  const lines = [60, 50, 40, 30, 20, 10, 4, 3].map(columns => progressLine(reached, 10, columns))
  expect(lines).toEqual([
    '42 %  1.2 of 2.9 GB  123 MB/s  12 problems  14 s left',
    '42 %  1.2 of 2.9 GB  12 problems  14 s left',
    '42 %  12 problems  14 s left',
    '42 %  12 problems  14 s left',
    '42 %  14 s left',
    '42 %',
    '42 %',
    '',
  ])
})

test('does not guess the time left from the first per cent', () => {
  const few = { ...reached, bytes: 28_000_000 }
  expect(progressLine(few, 10, 120)).not.toContain('left')
  expect(progressLine({ ...few, bytes: 30_000_000 }, 10, 120)).toContain('left')
})

test('what an earlier run had done does not make this one look faster', () => {
  const half = { records: 0, problems: 0, bytes: 600, totalBytes: 1_000, reusedBytes: 500 }
  expect(progressLine(half, 10, 80)).toBe(
    '60 %  0.6 of 1.0 kB  10 bytes/s  0 records/s  0 problems  40 s left',
  )
  expect(progressLine({ ...half, bytes: 500 }, 10, 80)).toBe(
    '50 %  0.5 of 1.0 kB  0 bytes/s  0 records/s  0 problems',
  )
})

test.each([
  [59, '59 s left'],
  [60, '1 min 00 s left'],
  [3_599, '59 min 59 s left'],
  [3_600, '1 h 00 min left'],
  [90_061, '25 h 01 min left'],
])('%d seconds are %s', (seconds, words) => {
  const one = { records: 0, problems: 0, bytes: seconds, totalBytes: 2 * seconds }
  expect(progressLine(one, seconds, 200).endsWith(`  ${words}`)).toBe(true)
})

test('a line is never wider than the terminal, whatever the counts, and is ASCII', () => {
  const count = fc.nat({ max: Number.MAX_SAFE_INTEGER })
  const any = fc.record({
    records: count,
    problems: count,
    bytes: count,
    totalBytes: count,
    reusedBytes: count,
  })
  fc.assert(
    fc.property(
      any,
      fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }),
      fc.nat(200),
      (one, seconds, columns) => {
        const line = progressLine(one, seconds, columns)
        expect(line.length).toBeLessThanOrEqual(columns)
        expect(line).toMatch(/^[ -~]*$/)
      },
    ),
  )
})

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

function terminal(isTTY: boolean) {
  const written: string[] = []
  const stream = Object.assign(Object.create(process.stderr), {
    isTTY,
    columns: 40,
    write: (text: string) => written.push(text),
  })
  return { stream, written }
}

test('the line is written at most five times a second, and erased at the end', () => {
  const { stream, written } = terminal(true)
  const progress = startProgress(stream)
  for (let i = 0; i < 100; i++) {
    progress.show(reached)
    vi.advanceTimersByTime(10)
  }
  progress.end()
  progress.end()
  expect(written.length).toBe(4 + 1)
  expect(written.slice(0, -1).every(text => text.startsWith('\r\u001b[K42 %'))).toBe(true)
  expect(written.at(-1)).toBe('\r\u001b[K')
})

test.each([
  ['no terminal is there', false, true],
  ['it is not wanted', true, false],
])('nothing is written where %s', (_, isTTY, wanted) => {
  const { stream, written } = terminal(isTTY)
  const progress = startProgress(stream, { wanted })
  vi.advanceTimersByTime(1_000)
  progress.show(reached)
  progress.end()
  expect(written).toEqual([])
})

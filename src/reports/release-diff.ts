import type { ReleaseDiff } from '../diff.js'
import { linesOf, type Style } from '../release/changes/lines.js'
import type { Example, ReleaseChanges } from '../release/changes/release-changes.js'
import type { Level } from '../text/semver.js'
import { counted, grouped } from '../text/sentence.js'
import { isolated, isRightToLeft } from './bidi.js'
import { paintFor } from './paint.js'
import { safe } from './safe.js'

interface Display {
  readonly color: boolean
  /** A person reads it on a screen that orders letters from right to left. */
  readonly terminal: boolean
}

/**
 * What has changed from one release to another, for people: every change, the records by their ids, and the version
 * that is called for.
 */
export function describeDiff(diff: ReleaseDiff, display: Display): string {
  const { changes } = diff
  const paint = paintFor(display.color)
  const style = styleFor(display)
  const { before, after, records } = changes
  const head = `${style.name(before.version)} (${before.released}), ${counted(records.before, 'record')} → ${style.name(after.version)} (${after.released}), ${counted(records.after, 'record')}`
  const lines = linesOf(changes, style).map(
    line => `  ${paint(tones[line.level], line.level.padEnd(5))}  ${line.text}`,
  )
  const parts = [
    head,
    ...(lines.length === 0 ? ['  Nothing differs.'] : lines),
    ...recordParts(changes, style),
    verdict(diff, style),
  ]
  return `${parts.map(part => part.trimEnd()).join('\n')}\n`
}

const tones = { major: 'error', minor: 'warning', patch: 'info', none: 'faint' } as const satisfies Record<
  Level,
  string
>

function styleFor({ terminal }: Display): Style {
  const shown = (text: string): string => {
    const harmless = safe(text)
    return terminal && isRightToLeft(harmless) ? isolated(harmless) : harmless
  }
  return { name: shown, value: shown, grouped }
}

function recordParts({ records, examples }: ReleaseChanges, style: Style): string[] {
  const kinds = [
    ['Removed', records.removed, examples.removed],
    ['Added', records.added, examples.added],
    ['Moved', records.moved, examples.moved],
  ] as const
  return [
    ...kinds.flatMap(([title, count, shown]) =>
      named(title, count, shown, example => [nameOf(example, style)]),
    ),
    ...named('Changed', records.changed, examples.changed, example => [
      nameOf(example, style),
      ...example.differences.map(
        ({ pointer, before, after, at, more }) =>
          `    ${style.name(pointer)}${at === undefined ? '' : ` from character ${grouped(at + 1)} on`}: ${style.value(before)} → ${style.value(after)}${more === 0 ? '' : `, and ${counted(more, 'element')} more`}`,
      ),
    ]),
  ]
}

function named<E extends Example>(
  title: string,
  count: number,
  examples: readonly E[],
  linesFor: (example: E) => readonly string[],
): string[] {
  if (count === 0 || examples.length === 0) return []
  const more = count - examples.length
  return [
    `${title}:`,
    ...examples.flatMap(linesFor).map(line => `  ${line}`),
    ...(more > 0 ? [`  … and ${counted(more, 'record')} more`] : []),
  ]
}

const nameOf = ({ id, number }: Example, style: Style): string =>
  id === undefined ? `record ${grouped(number)}` : style.name(id)

function verdict({ changes, level, expected, fault }: ReleaseDiff, style: Style): string {
  const { before, after } = changes
  if (level === 'none' && fault === undefined) return 'No new version is called for.'
  const calls = `${changeWords[level]} since ${style.name(before.version)}, which calls for ${expected}`
  if (fault === undefined) return `${calls}; ${style.name(after.version)} is right.`
  return `${calls}; ${style.name(after.version)} ${faultWords[fault.kind]}.`
}

const changeWords: Record<Level, string> = {
  major: 'A major change',
  minor: 'A minor change',
  patch: 'A patch',
  none: 'No change',
}

const faultWords = {
  lower: 'comes before it',
  same: 'is the version of other content',
  less: 'promises less',
} as const

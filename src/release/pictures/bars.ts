import { harmless } from '../../text/harmless.js'
import { assigned } from '../../text/unicode.js'

export interface Bar {
  /** Plain text, of any length and in any script. */
  readonly label: string
  readonly value: number
  /** What stands behind the bar: the value, and its share where it has one. */
  readonly said: string
  /** What is no category of its own: the rest of them. */
  readonly rest?: boolean
}

export interface BarChart {
  readonly title: string
  readonly subtitle: string
  /** All that the picture shows, in words. */
  readonly description: string
  readonly bars: readonly Bar[]
  readonly language: string
  /** In which direction the bars grow. */
  readonly direction: string
}

const WIDTH = 720
const EDGE = 24
const LABELS = 200
const AXIS = EDGE + LABELS + 12
const LONGEST = 330
const HEAD = 76
const STEP = 26
const THICK = 16

/**
 * A picture of horizontal bars as SVG: the same bytes everywhere, readable on a light and a dark ground, and by a
 * screen reader.
 */
export function renderBars(chart: BarChart): string {
  const { title, subtitle, description, bars, language, direction } = chart
  const height = HEAD + STEP * bars.length + EDGE - (STEP - THICK)
  const max = Math.max(1, ...bars.map(({ value }) => value))
  const side = direction === 'rtl' ? rightToLeft : leftToRight
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title desc" xml:lang="${xml(language)}">`,
    `<title id="title">${xml(title)}</title>`,
    `<desc id="desc">${xml(description)}</desc>`,
    STYLE,
    `<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>`,
    text({ ...side.head, y: 34, kind: 'title' }, title),
    text({ ...side.head, y: 56, kind: 'soft' }, subtitle),
    ...bars.flatMap((bar, i) => barLines(bar, { y: HEAD + STEP * i, max, side })),
    `<path class="axis" d="M${side.axis} ${HEAD - 4}V${height - EDGE + 4}"/>`,
    '</svg>',
  ]
  return `${lines.join('\n')}\n`
}

/** Where things stand. An anchor is the end of a text that stays where it is. */
interface Side {
  readonly head: Anchored
  readonly label: Anchored
  readonly axis: number
  bar(width: number): number
  value(width: number): Anchored
}

interface Anchored {
  readonly x: number
  readonly anchor: 'start' | 'end'
}

const leftToRight: Side = {
  head: { x: EDGE, anchor: 'start' },
  label: { x: AXIS - 10, anchor: 'end' },
  axis: AXIS,
  bar: () => AXIS,
  value: width => ({ x: AXIS + width + 8, anchor: 'start' }),
}

const rightToLeft: Side = {
  head: { x: WIDTH - EDGE, anchor: 'end' },
  label: { x: WIDTH - AXIS + 10, anchor: 'start' },
  axis: WIDTH - AXIS,
  bar: width => WIDTH - AXIS - width,
  value: width => ({ x: WIDTH - AXIS - width - 8, anchor: 'end' }),
}

function barLines({ label, value, said, rest }: Bar, at: { y: number; max: number; side: Side }): string[] {
  const { y, max, side } = at
  const width = value === 0 ? 0 : Math.max(1, Math.round((10 * LONGEST * value) / max) / 10)
  const shown = cut(label)
  return [
    '<g>',
    ...(shown === label ? [] : [`<title>${xml(label)}</title>`]),
    text({ ...side.label, y: y + 12, kind: rest ? 'soft' : 'label' }, shown),
    `<rect class="${rest ? 'rest' : 'bar'}" x="${tenths(side.bar(width))}" y="${y}" width="${tenths(width)}" height="${THICK}"/>`,
    text({ ...side.value(width), y: y + 12, kind: 'soft' }, said),
    '</g>',
  ]
}

function text({ x, y, anchor, kind }: Anchored & { y: number; kind: string }, content: string): string {
  const to = anchor === 'start' ? '' : ` text-anchor="end"`
  return `<text class="${kind}" x="${tenths(x)}" y="${y}"${to}>${ordered(content)}</text>`
}

const tenths = (number: number): string => String(Math.round(number * 10) / 10)

/** Isolated where it begins from right to left: programs that do not know `plaintext` then order it right as well. */
function ordered(content: string): string {
  const first = letter.exec(content)?.[0] ?? ''
  return rightToLeftLetter.test(first) ? `&#x2067;${xml(content)}&#x2069;` : xml(content)
}

const letter = new RegExp(`[${assigned('\\p{L}')}]`, 'v')
const rightToLeftLetter = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/**
 * The direction of a text is that of its first letter (plaintext), so that Arabic among Latin and Latin among Arabic
 * stand in order, while anchors stay left and right ends. Colours without a preference for dark ones are the light ones.
 */
const STYLE = `<style>
text{font:13px system-ui,"Segoe UI","Noto Sans","Noto Sans Arabic",Arial,sans-serif;unicode-bidi:plaintext}
.title{font-size:17px;font-weight:600}
.title,.label{fill:#1f2328}
.soft{fill:#59636e}
.ground{fill:#ffffff;stroke:#d1d9e0}
.bar{fill:#0969da}
.rest{fill:#818b98}
.axis{stroke:#59636e;fill:none}
@media (prefers-color-scheme:dark){
.title,.label{fill:#f0f6fc}
.soft{fill:#9198a1}
.ground{fill:#0d1117;stroke:#3d444d}
.bar{fill:#4493f8}
.rest{fill:#656c76}
.axis{stroke:#9198a1}
}
</style>`

/** As much of a label as has room, and a sign that it was cut. */
function cut(label: string): string {
  let width = 0
  let end = 0
  let fitting = 0
  for (const character of label) {
    width += widthOf(character)
    if (width > LABELS) return `${label.slice(0, fitting).trimEnd()}…`
    end += character.length
    if (width <= LABELS - ELLIPSIS) fitting = end
  }
  return label
}

const ELLIPSIS = 13

/** About how wide a character is: no font is at hand. Wide enough for all that are common. */
function widthOf(character: string): number {
  if (withoutWidth.test(character)) return 0
  if (
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f000}-\u{3ffff}]/u.test(
      character,
    )
  )
    return 13
  if (/[iljtf.,:;'|!()[\] ]/.test(character)) return 4.5
  return /[A-ZmwMW@%\u2014]/.test(character) ? 10 : 7.5
}

const withoutWidth = new RegExp(`[${assigned('\\p{M}\\p{Cf}')}]`, 'v')

/** Text that stands in XML as it is; what XML cannot hold or would hide is named. */
function xml(content: string): string {
  return harmless(content.replace(/\s+/g, ' '))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

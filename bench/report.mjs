import { cpus } from 'node:os'

/** docs/benchmarks.md, from what was measured. */
export function renderReport({ megabytes, runs, results }) {
  const [cpu] = cpus()
  const jobs = results.filter(({ name }) => !name.startsWith('growth'))
  return `# Benchmarks

<!-- Written by \`npm run bench\`; do not edit. -->

Whole processes, in turn, ${runs} runs each; medians. Before a time is believed, all contenders must agree on how many records
are valid, or have written the same records, texts and ids. Corpora are made by a seeded generator (\`bench/corpora.mjs\`), of
${megabytes} MB (10⁶ bytes) each where it says nothing else.

Machine: ${cpus().length} cores, ${cpu?.model.trim() ?? 'unknown'}; Node ${process.versions.node}; load while measuring ${loadOf(results)}.

${jobs.map(renderJob).join('\n\n')}

## How cost grows

![Seconds against size, both axes logarithmic; the numbers are in the table below.](benchmarks.svg)

${renderGrowth(results)}
`
}

function renderJob({ name, records, bytes, agreed, runs }) {
  const [first] = Object.keys(runs)
  const base = median(runs[first], 'seconds')
  const lines = Object.entries(runs).map(([contender, measured]) => {
    const seconds = median(measured, 'seconds')
    return [
      contender,
      seconds.toFixed(2),
      (bytes / 1e6 / seconds).toFixed(0),
      contender === first ? '1' : (seconds / base).toFixed(2),
      median(measured, 'cpu').toFixed(1),
      median(measured, 'memory').toFixed(0),
    ]
  })
  return `## ${name[0].toUpperCase()}${name.slice(1)}

${grouped(records)} records, ${grouped(Math.round(bytes / 1e6))} MB.${agreed.length > 0 ? ` Agreed: ${agreed.join('; ')}.` : ''}

${table(['', 'seconds', 'MB/s', 'times the first', 'CPU seconds', 'peak MB'], lines)}`
}

function renderGrowth(results) {
  const lines = growthOf(results).map(({ megabytes, contender, seconds, memory }) => [
    String(megabytes),
    contender,
    seconds.toFixed(2),
    memory.toFixed(0),
  ])
  const fits = ['validate', 'export'].flatMap(contender => {
    const points = growthOf(results).filter(point => point.contender === contender && point.megabytes >= 500)
    if (points.length < 3) return []
    const { a, b, worst } = lineThrough(points)
    return [
      `${contender}, from 500 MB on: t = ${a.toFixed(2)} s + ${(b * 1000).toFixed(2)} s per GB; the worst residual is ${(100 * worst).toFixed(0)} %.`,
    ]
  })
  return [table(['MB', '', 'seconds', 'peak MB'], lines), ...fits].join('\n\n')
}

function growthOf(results) {
  return results
    .filter(({ name }) => name.startsWith('growth'))
    .flatMap(({ bytes, runs }) =>
      Object.entries(runs).map(([contender, measured]) => ({
        megabytes: Math.round(bytes / 1e6),
        contender,
        seconds: median(measured, 'seconds'),
        memory: median(measured, 'memory'),
      })),
    )
}

/** Least squares of the relative residuals: small sizes count as much as large ones. */
function lineThrough(points) {
  let [s, sx, sxx, sy, sxy] = [0, 0, 0, 0, 0]
  for (const { megabytes: x, seconds: y } of points) {
    const weight = 1 / y ** 2
    s += weight
    sx += weight * x
    sxx += weight * x * x
    sy += weight * y
    sxy += weight * x * y
  }
  const b = (s * sxy - sx * sy) / (s * sxx - sx * sx)
  const a = (sy - b * sx) / s
  const worst = Math.max(
    ...points.map(({ megabytes, seconds }) => Math.abs(a + b * megabytes - seconds) / seconds),
  )
  return { a, b, worst }
}

/** Both axes logarithmic: a line of slope one is cost that grows as the size does. */
export function renderChart({ results }) {
  const points = growthOf(results)
  const [width, height, margin] = [640, 400, 60]
  const x = megabytes => margin + ((Math.log10(megabytes) - 1) / 3) * (width - 2 * margin)
  const y = seconds => height - margin - ((Math.log10(seconds) + 1) / 4) * (height - 2 * margin)
  const series = ['validate', 'export'].map(contender => {
    const own = points.filter(point => point.contender === contender)
    const path = own.map(point => `${x(point.megabytes).toFixed(1)},${y(point.seconds).toFixed(1)}`)
    const last = own.at(-1)
    return last === undefined
      ? ''
      : `<polyline class="${contender}" points="${path.join(' ')}"/>
${path.map(at => `<circle class="${contender}" cx="${at.split(',')[0]}" cy="${at.split(',')[1]}" r="3"/>`).join('')}
<text x="${(x(last.megabytes) + 8).toFixed(1)}" y="${(y(last.seconds) + 4).toFixed(1)}">${contender}</text>`
  })
  const columns = [10, 100, 1000, 10_000].map(
    value =>
      `<line class="grid" x1="${x(value)}" x2="${x(value)}" y1="${margin}" y2="${height - margin}"/><text x="${x(value)}" y="${height - margin + 20}" text-anchor="middle">${value < 1000 ? `${value} MB` : `${value / 1000} GB`}</text>`,
  )
  const rows = [0.1, 1, 10, 100, 1000].map(
    value =>
      `<line class="grid" x1="${margin}" x2="${width - margin}" y1="${y(value)}" y2="${y(value)}"/><text x="${margin - 8}" y="${y(value) + 4}" text-anchor="end">${value} s</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>Seconds against size</title>
<style>
text { font: 12px sans-serif; fill: #333 } .grid { stroke: #ccc } polyline { fill: none; stroke-width: 2 }
.validate { stroke: #1b6ca8 } .export { stroke: #b5531c } circle.validate { fill: #1b6ca8 } circle.export { fill: #b5531c }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .grid { stroke: #444 } .validate { stroke: #7ab8e6 } .export { stroke: #f0a56c } circle.validate { fill: #7ab8e6 } circle.export { fill: #f0a56c } }
</style>
${[...columns, ...rows, ...series].join('\n')}
</svg>
`
}

function loadOf(results) {
  const loads = results.flatMap(({ runs }) =>
    Object.values(runs).flatMap(measured => measured.map(({ load }) => load)),
  )
  return `${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`
}

function median(measured, name) {
  const sorted = measured.map(one => one[name]).sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const grouped = number => String(number).replace(/\B(?=(\d{3})+$)/g, ',')

function table(head, lines) {
  return [head, head.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Code, catalogue, type Problem, problem, type Severity } from '../src/problem.js'
import { headingOf } from '../src/reports/codes.js'
import { describeSome, describeSummary } from '../src/reports/counts.js'
import { fingerprints } from '../src/reports/fingerprint.js'
import { data, property } from '../src/reports/github.js'
import { helpFrom, leadOf, proseOf, readHelp } from '../src/reports/help.js'
import { reportFormats } from '../src/reports/index.js'
import type { ReportOptions, Summary } from '../src/reports/report-format.js'
import { safe } from '../src/reports/safe.js'
import { uriOf } from '../src/reports/sarif.js'
import { describeProblem } from '../src/reports/text.js'
import { startTally } from '../src/shards/report.js'
import { excerptOf } from '../src/text/excerpt.js'
import { awkwardText } from './awkward.js'
import { root } from './cli.js'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const plain: ReportOptions = { maxShown: 1000, color: false, terminal: false }

function summaryOf(problems: Iterable<Problem>, more: Partial<Summary> = {}): Summary {
  const tally = startTally()
  const files = new Set<string>()
  for (const problem of problems) {
    tally.add(problem)
    files.add(problem.location.file)
  }
  const { bySeverity, byCode } = tally.value()
  return {
    command: 'validate',
    files: [...files],
    records: 4,
    rejected: 2,
    bySeverity,
    byCode,
    checked: [],
    strict: false,
    ok: bySeverity.error === 0,
    ...more,
  }
}

function rendered(
  name: string,
  problems: readonly Problem[],
  { summary = summaryOf(problems), ...options }: Partial<ReportOptions> & { summary?: Summary } = {},
): string {
  const format = reportFormats.get(name)
  if (format === undefined) throw new Error(`no format ${name}`)
  return [...format.render(summary, problems, { ...plain, ...options })].join('')
}

/** The excerpt around the first `what` in `line`. */
const around = (line: string, what: string) => {
  const start = line.indexOf(what)
  expect(start).toBeGreaterThan(-1)
  return excerptOf(line, start, start + what.length)
}

const arabic = 'قال المتحدث إنّ حـزب الله أعلن في بيان صدر مساء اليوم عن وقف لإطلاق النار في الجنوب كله'
const hostile =
  '\u001b[2J\u009b31m\r\n::error file=x::owned\n##[error]owned ##vso[task.complete]\u202etxt\u0000\ud800'

/** What an input can do to a report. */
const awkward: readonly Problem[] = [
  problem('file/not-utf8', { file: 'seeds/0007_a.txt', byte: 0 }, { byte: 0, value: 0xc7 }),
  problem(
    'record/date',
    { file: 'seeds/0010_d.meta.yaml', line: 3, column: 12, pointer: '/published' },
    { value: '2020-02-30', partial: true },
  ),
  problem(
    'arabic/tatweel-in-word',
    { file: 'seeds/مقال.txt', line: 3, column: 17, endColumn: 21, byte: 214, pointer: '/text' },
    { word: 'حـزب' },
    { record: 'مقال', excerpt: around(arabic, 'حـزب') },
  ),
  problem(
    'arabic/spelling-variants',
    { file: 'seeds/مقال', line: 1, column: 2, pointer: '/text' },
    {
      spellings: [
        { text: 'حزب', count: 4 },
        { text: 'حـزب', count: 1 },
      ],
    },
    { record: 'مقال', excerpt: around('حزب', 'حزب') },
  ),
  problem(
    'text/bidi-mark',
    { file: 'seeds/a\u202etxt.b.txt', line: 1, column: 6, endColumn: 7, pointer: '/text' },
    { kind: '\u200e', count: 1 },
    { record: 'a', excerpt: around('Hello\u200e, this is "left to right".', '\u200e') },
  ),
  {
    code: 'json/syntax',
    severity: 'warning',
    message: `this is not JSON: ${hostile}.`,
    location: {
      file: `::set-env name=${hostile}`,
      line: 7,
      column: 212,
      byte: 1000,
      pointer: `/a~1b/"${hostile}"`,
    },
    record: `"id" <&> '${hostile}'`,
    excerpt: { before: `…${hostile}`, marked: '\n\t', after: `${hostile}…` },
    fix: `50 % of a,b:c ${hostile}`,
    related: [
      { file: `::other ${hostile}`, line: 1 },
      { file: 'seeds/مقال', line: 9, column: 2 },
    ],
  },
  problem(
    'record/duplicate-key',
    { file: 'a folder/b:c,d%20&<e>.jsonl', line: 9, column: 1, pointer: '/id' },
    { id: 'a"17', place: 'more.jsonl:4' },
    { record: 'a"17', related: [{ file: 'more.jsonl', line: 4, column: 8 }] },
  ),
  problem(
    'record/required',
    { file: 'more.jsonl', line: 2, pointer: '' },
    { key: 'language', because: 'text' },
  ),
  problem(
    'arabic/mixed-digits',
    { file: 'more.jsonl', line: 12, column: 300 },
    { sets: ['Arabic-Indic', 'ASCII'] },
    { excerpt: around('一二三四五 12 六七八九十', '12') },
  ),
  problem(
    'record/unknown-key',
    { file: 'more.jsonl', line: 12 },
    { key: 'k'.repeat(100_000), meant: undefined },
  ),
]

const awkwardSummary = summaryOf(awkward, {
  files: ['seeds/0007_a.txt', 'seeds/clean & pure.txt', 'more.jsonl', 'seeds/مقال.txt'],
  records: 12_345,
  rejected: 3,
  checked: [
    'The texts of 4 files were compared with the 1 000 of the corpus; near-duplicates were not looked for.',
  ],
})

/** Warnings and notes alone, several of a code. */
const mild: readonly Problem[] = ['a.jsonl', 'b.jsonl'].flatMap(file =>
  [1, 2, 3].map(
    (line): Problem => ({
      code: line === 3 ? 'record/license-unknown' : 'file/bom',
      severity: line === 3 ? 'info' : 'warning',
      message: `line ${line} is not as it should be.`,
      location: { file, line, column: 1 },
    }),
  ),
)

const endings: Readonly<Record<string, string>> = {
  text: 'txt',
  json: 'json',
  jsonl: 'jsonl',
  github: 'github.txt',
  sarif: 'sarif',
  junit: 'xml',
}
const golden = (name: string): string => join(root, 'test/golden/reports', name)

describe.each(Object.entries(endings))('%s', (name, ending) => {
  test('reports awkward problems as the golden file has it', async () => {
    const report = rendered(name, awkward, {
      summary: awkwardSummary,
      help: code => `Error. What \`${code}\` is.\n\nMend it.`,
    })
    await expect(report).toMatchFileSnapshot(golden(`awkward.${ending}`))
  })

  test('reports a strict run as the golden file has it', async () => {
    const report = rendered(name, mild, {
      summary: summaryOf(mild, { strict: true, ok: false, rejected: 0 }),
    })
    await expect(report).toMatchFileSnapshot(golden(`strict.${ending}`))
  })

  test('reports nothing as the golden file has it', async () => {
    const report = rendered(name, [], {
      summary: summaryOf([], { files: ['seeds/a.txt'], records: 1, rejected: 0 }),
    })
    await expect(report).toMatchFileSnapshot(golden(`empty.${ending}`))
  })

  test('keeps none of the problems it is given', async () => {
    const references: WeakRef<Problem>[] = []
    const count = 20_000
    function* many(): Generator<Problem> {
      for (let line = 1; line <= count; line++) {
        const file = `${Math.floor(line / 50)}.jsonl`
        const made = problem('record/required', { file, line, pointer: '' }, { key: `key ${line}` })
        references.push(new WeakRef(made))
        yield made
      }
    }
    const summary = summaryOf([], {
      bySeverity: { error: count, warning: 0, info: 0 },
      byCode: { 'record/required': count },
    })
    let parts = 0
    let [most, longest] = [0, 0]
    for (const part of reportFormats.get(name)?.render(summary, many(), { ...plain, maxShown: count }) ??
      []) {
      longest = Math.max(longest, part.length)
      if (++parts % 200 !== 0 || parts > 1200) continue
      await new Promise(resolve => setImmediate(resolve))
      collectGarbage()
      most = Math.max(most, references.filter(reference => reference.deref() !== undefined).length)
    }
    expect(references.length).toBe(count)
    expect(parts).toBeGreaterThan(400)
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThan(500)
    expect(longest).toBeLessThan(50_000)
  })

  test('is bounded where it is made for people, and whole where it is made for programs', () => {
    const count = 100_000
    function* many(): Generator<Problem> {
      for (let line = 1; line <= count; line++)
        yield problem('record/required', { file: 'more.jsonl', line }, { key: 'key' })
    }
    const summary = summaryOf([], {
      bySeverity: { error: count, warning: 0, info: 0 },
      byCode: { 'record/required': count },
      ok: false,
    })
    let lines = 0
    for (const part of reportFormats.get(name)?.render(summary, many(), plain) ?? [])
      lines += part.split('\n').length - 1
    const expected = { text: 2006, json: count + 2, jsonl: count, github: 1001, sarif: 25_010, junit: 211 }
    expect({ [name]: lines }).toEqual({ [name]: Object.entries(expected).find(([of]) => of === name)?.[1] })
  })
})

test('reports awkward problems on a terminal as the golden file has it', async () => {
  const report = rendered('text', awkward, { summary: awkwardSummary, terminal: true, color: true })
  await expect(report).toMatchFileSnapshot(golden('awkward.terminal.txt'))
})

test('every format has golden files, and the name it is found by', () => {
  expect([...reportFormats.keys()]).toEqual(Object.keys(endings))
  for (const [name, format] of reportFormats) expect(format.name).toBe(name)
})

const severity = fc.constantFrom<Severity>('error', 'warning', 'info')
const count = fc.integer({ min: 1, max: 1_000_000 })
const location = fc.record(
  { file: awkwardText, line: count, column: count, endColumn: count, byte: fc.nat(), pointer: awkwardText },
  { requiredKeys: ['file'] },
)
const anyText = fc.oneof(
  awkwardText,
  fc
    .tuple(awkwardText, fc.constantFrom('##[error]', '##vso[task]', '::error::', '\u001b[2J'))
    .map(parts => parts.join('')),
)
const anyProblem: fc.Arbitrary<Problem> = fc.record(
  {
    code: fc.constantFrom<Code>('file/bom', 'text/bidi-mark', 'record/type', 'duplicate/exact'),
    severity,
    message: anyText,
    location,
    record: anyText,
    excerpt: fc.record({ before: anyText, marked: anyText, after: anyText }),
    fix: anyText,
    related: fc.array(location, { maxLength: 3 }),
  },
  { requiredKeys: ['code', 'severity', 'message', 'location'] },
)
const anyProblems = fc.array(anyProblem, { maxLength: 12 })

/** All that people must not be shown as it is, the ends of our own lines aside. */
const OBEYED =
  /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]|\p{Cs}|##\[|##vso\[/u

describe('json and jsonl', () => {
  test('say the same when they are read again, and stand on one line for every reader', () => {
    fc.assert(
      fc.property(anyProblems, problems => {
        const lines = rendered('jsonl', problems)
        expect(
          lines
            .split('\n')
            .slice(0, -1)
            .map(line => JSON.parse(line)),
        ).toEqual(problems)
        const summary = summaryOf(problems)
        const whole = rendered('json', problems, { summary })
        expect(JSON.parse(whole)).toEqual({ summary, problems })
        expect(whole).not.toMatch(
          /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|\p{Cs}|##\[|##vso\[/u,
        )
      }),
    )
  })
})

describe('what people read', () => {
  test('holds nothing of an input that a terminal, a build server or XML would obey', () => {
    fc.assert(
      fc.property(anyProblems, fc.boolean(), (problems, strict) => {
        const summary = summaryOf(problems, { strict })
        for (const name of ['text', 'junit', 'sarif'])
          expect(rendered(name, problems, { summary })).not.toMatch(name === 'sarif' ? /\p{Cs}/u : OBEYED)
        const github = rendered('github', problems, { summary })
        expect(github.replaceAll(/ file=[^,:]*/g, '')).not.toMatch(OBEYED)
        expect(github).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u)
      }),
    )
  })

  test('has isolates in pairs on a terminal, and only those; colours are our own', () => {
    fc.assert(
      fc.property(anyProblems, problems => {
        const lines = rendered('text', problems, { terminal: true, color: true }).split('\n')
        for (const line of lines) {
          const rest = line.replaceAll(/\u001b\[(?:[124]|22|24|3[1236]|39)m/g, '')
          expect(rest.replaceAll(/\u2068[^\u2068\u2069]*\u2069/g, '')).not.toMatch(OBEYED)
          const open = [...line.matchAll(/\u001b\[(\d+)m/g)].map(([, code]) => Number(code))
          expect(
            open.filter(code => code > 20 && code !== 31 && code !== 32 && code !== 33 && code !== 36)
              .length * 2,
          ).toBe(open.length)
        }
      }),
    )
  })

  test('gives a command of a build server no start of a line', () => {
    const place = { file: '  ::error::owned', line: 1 }
    expect(describeProblem(problem('file/bom', place, {}))).toMatch(
      /^\.\/ {2}::error::owned:1: error file\/bom/,
    )
    expect(safe('##[error] ##VSO[x] ##teamcity[x] ## [')).toBe(
      '#<U+0023>[error] #<U+0023>VSO[x] #<U+0023>teamcity[x] ## [',
    )
  })

  test('does not cut a character in two where a text is too long', () => {
    expect(safe('a😀b', 2)).toBe('a…')
    expect(safe('a😀b', 3)).toBe('a😀…')
    expect(safe('a😀b', 4)).toBe('a😀b')
  })
})

describe('text', () => {
  const lines = (made: Problem, terminal = false): string[] =>
    describeProblem(made, { color: false, terminal }).split('\n')
  const at = { file: 'a.txt', line: 1, column: 1 }

  test('words a problem as ARTICLE.md has it', () => {
    const made = problem(
      'record/date',
      { file: 'seeds/0010_d.meta.yaml', line: 3, column: 12, pointer: '/published' },
      { value: '2020-02-30', partial: true },
      { related: [{ file: 'more.jsonl', line: 4 }] },
    )
    expect(lines(made)).toEqual([
      'seeds/0010_d.meta.yaml:3:12: error record/date: "2020-02-30" is not a calendar date.',
      '    at /published   see more.jsonl:4   fix: Write YYYY, YYYY-MM or YYYY-MM-DD; leave the key out if you do not know.',
    ])
  })

  test('puts carets under a place that is read from left to right', () => {
    const excerpt = around('Hello\u200b, this is it.', '\u200b')
    expect(lines(problem('file/bom', at, {}, { excerpt })).slice(1, 3)).toEqual([
      '    | Hello<U+200B>, this is it.',
      '    |      ^^^^^^^^',
    ])
    const ends = excerptOf('no end', 6)
    expect(lines(problem('file/bom', at, {}, { excerpt: ends })).slice(1, 3)).toEqual([
      '    | no end',
      '    |       ^',
    ])
  })

  test('puts brackets around a place where columns cannot be trusted, and isolates it on a terminal only', () => {
    const excerpt = around('قال حـزب الله', 'حـزب')
    const made = problem('file/bom', at, {}, { excerpt })
    expect(lines(made)[1]).toBe('    | قال ⟪حـزب⟫ الله')
    expect(lines(made)).toHaveLength(3)
    expect(lines(made, true)[1]).toBe('    | \u2068قال ⟪حـزب⟫ الله\u2069')
    const wide = problem('file/bom', at, {}, { excerpt: around('一二三', '二') })
    expect(lines(wide, true)[1]).toBe('    | 一⟪二⟫三')
  })

  test('isolates what is quoted, and a path that digits would be drawn over, on a terminal only', () => {
    const made = problem(
      'arabic/tatweel-in-word',
      { file: 'seeds/مقال', line: 3, column: 1 },
      { word: 'حـزب' },
    )
    expect(lines(made)[0]).toBe(
      'seeds/مقال:3:1: info arabic/tatweel-in-word: "حـزب" is stretched by tatweel (U+0640).',
    )
    expect(lines(made, true)[0]).toBe(
      '\u2068seeds/مقال\u2069:3:1: info arabic/tatweel-in-word: \u2068"حـزب"\u2069 is stretched by tatweel (U+0640).',
    )
    const latin = problem('file/bom', { file: 'seeds/مقال.txt', line: 3 }, {})
    expect(lines(latin, true)[0]).toMatch(/^seeds\/مقال\.txt:3: /)
  })

  test('shows errors before notes where it cannot show all, in input order, and says what is left out', () => {
    const notes = Array.from({ length: 5 }, (_, i) =>
      problem('file/no-final-newline', { file: `${i}.txt`, line: 1 }, {}),
    )
    const error = problem('file/bom', { file: '9.txt', line: 1 }, {})
    const [first, second, third, , last, ...rest] = rendered('text', [...notes, error], {
      maxShown: 2,
    }).split('\n')
    expect([first, second, third, last]).toEqual([
      '0.txt:1: info file/no-final-newline: the file does not end with a line feed.',
      '9.txt:1: error file/bom: a byte order mark (U+FEFF) stands at the start, which is no part of the text.',
      '    fix: Save the file as UTF-8 without BOM.',
      '',
    ])
    expect(rest).toEqual([
      'count  severity  code                   read more',
      '    1  error     file/bom               docs/problems.md#filebom',
      '    5  info      file/no-final-newline  docs/problems.md#fileno-final-newline',
      '',
      'validate: 1 error, 0 warnings, 5 notes in 6 files, 4 records, of which 2 were rejected.',
      '',
    ])
    expect(rendered('text', [...notes, error], { maxShown: 2 })).toContain(
      '\n… 4 notes not shown: --max-shown shows more, --format jsonl all.\n',
    )
    expect(rendered('text', [...notes, error], { maxShown: 0 }).split('\n')[0]).toBe(
      '… 1 error and 5 notes not shown: --max-shown shows more, --format jsonl all.',
    )
  })

  test('reads no further than it shows', () => {
    let pulled = 0
    let closed = false
    function* many(): Generator<Problem> {
      try {
        for (;;) {
          pulled++
          yield problem('file/bom', { file: 'a.txt' }, {})
        }
      } finally {
        closed = true
      }
    }
    const summary = summaryOf([], { bySeverity: { error: 1e6, warning: 0, info: 0 } })
    for (const _ of reportFormats.get('text')?.render(summary, many(), { ...plain, maxShown: 3 }) ?? []);
    expect([pulled, closed]).toEqual([3, true])
  })

  test('counts in words', () => {
    expect(describeSome({ error: 1, warning: 2000, info: 3 })).toBe('1 error, 2 000 warnings and 3 notes')
    expect(describeSome({ error: 0, warning: 0, info: 0 })).toBe('')
    const strict = summaryOf([], {
      strict: true,
      ok: false,
      bySeverity: { error: 0, warning: 1, info: 0 },
      rejected: 1,
    })
    expect(describeSummary(strict)).toBe(
      'validate: 0 errors, 1 warning, 0 notes in 0 files, 4 records, of which 1 was rejected. Warnings fail this run: it is strict.',
    )
  })
})

describe('github', () => {
  /** As the runner decodes them: the longest escape last. */
  const decodedData = (text: string): string =>
    text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
  const decodedProperty = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%')

  test('escapes what the runner decodes to the same', () => {
    const text = fc
      .array(fc.oneof(awkwardText, fc.constantFrom('%', '%0A', '%25', '%3A', '\r', '\n', ':', ',', '::')), {
        maxLength: 12,
      })
      .map(parts => parts.join(''))
    fc.assert(
      fc.property(text, said => {
        expect(decodedData(data(said))).toBe(said)
        expect(data(said)).not.toMatch(/[\r\n]/)
        expect(decodedProperty(property(said))).toBe(said)
        expect(property(said)).not.toMatch(/[\r\n:,]/)
      }),
    )
  })

  test('is one command on a line for each problem, after one for the sum', () => {
    fc.assert(
      fc.property(anyProblems, problems => {
        const lines = rendered('github', problems).split('\n').slice(0, -1)
        const commands = lines.map(line => /^::(error|warning|notice) ([^:]*)::(.*)$/s.exec(line)?.slice(1))
        expect(commands[0]?.slice(0, 2)).toEqual(['notice', 'title=warraq validate'])
        const kinds = { error: 'error', warning: 'warning', info: 'notice' }
        expect(commands.slice(1).map(command => command?.[0])).toEqual(problems.map(of => kinds[of.severity]))
        for (const [i, { code, location }] of problems.entries()) {
          const properties = new Map(
            commands[i + 1]?.[1]
              ?.split(',')
              .map(part => part.split('=', 1).concat(part.slice(part.indexOf('=') + 1)) as [string, string]),
          )
          expect(decodedProperty(properties.get('title') ?? '')).toBe(code)
          expect(properties.get('line')).toBe(location.line?.toString())
        }
      }),
    )
  })

  test('says that GitHub shows ten of each kind, and what the log leaves out', () => {
    const many = Array.from({ length: 11 }, () => problem('file/bom', { file: 'a.txt' }, {}))
    const [notice, ...rest] = rendered('github', many, { maxShown: 4 }).split('\n')
    expect(notice).toMatch(
      /%0AGitHub shows ten of each kind; the log has more\.%0AThe log leaves out 7 errors: --max-shown shows more\.$/,
    )
    expect(rest).toHaveLength(5)
    expect(rendered('github', many.slice(1)).split('\n')[0]).not.toContain('GitHub')
  })
})

describe('sarif', () => {
  interface Result {
    readonly ruleId: string
    readonly ruleIndex: number
    readonly partialFingerprints: Readonly<Record<string, string>>
    readonly locations: readonly {
      readonly physicalLocation?: {
        readonly artifactLocation: { readonly uri: string; readonly index: number }
      }
    }[]
  }
  interface Run {
    readonly results: readonly Result[]
    readonly artifacts: readonly { readonly location: { readonly uri: string } }[]
    readonly tool: {
      readonly driver: {
        readonly rules: readonly { readonly id: string; readonly help: { readonly text: string } }[]
      }
    }
    readonly invocations: readonly {
      readonly toolExecutionNotifications: readonly {
        readonly level: string
        readonly message: { readonly text: string }
      }[]
    }[]
  }
  const runOf = (report: string): Run => JSON.parse(report).runs[0]

  test('names rules and files by their places', () => {
    fc.assert(
      fc.property(anyProblems, problems => {
        const { results, artifacts, tool } = runOf(rendered('sarif', problems, { help: readHelp() }))
        expect(results).toHaveLength(problems.length)
        for (const [i, result] of results.entries()) {
          expect(tool.driver.rules[result.ruleIndex]?.id).toBe(problems[i]?.code)
          const place = result.locations[0]?.physicalLocation?.artifactLocation
          const file = problems[i]?.location.file ?? ''
          expect(place === undefined).toBe(file === '')
          if (place === undefined) continue
          expect(artifacts[place.index]?.location.uri).toBe(place.uri)
          expect(decodeURIComponent(place.uri)).toBe(
            (file.startsWith('/') ? 'file://' : '') + file.toWellFormed(),
          )
        }
        const prints = results.map(result => result.partialFingerprints['warraqProblem/v1'])
        expect(new Set(prints).size).toBe(prints.length)
      }),
    )
  })

  test('spells paths as URI references', () => {
    expect(uriOf('seeds/مقال ١.txt')).toBe('seeds/%D9%85%D9%82%D8%A7%D9%84%20%D9%A1.txt')
    expect(uriOf('a:b#c?d%20')).toBe('a%3Ab%23c%3Fd%2520')
    expect(uriOf('/a/b')).toBe('file:///a/b')
    expect(new URL(uriOf('../a:b'), 'file:///x/y/').href).toBe('file:///x/a%3Ab')
  })

  test('has fingerprints that stay when lines move, and differ when anything else does', () => {
    const excerpt = around('قال حـزب الله', 'حـزب')
    const made = problem(
      'arabic/tatweel-in-word',
      { file: 'a.jsonl', line: 3, column: 4, pointer: '/text' },
      { word: 'حـزب' },
      { excerpt, record: 'a' },
    )
    const [first] = [fingerprints()(made)]
    expect(fingerprints()({ ...made, location: { ...made.location, line: 99, column: 1 } })).toBe(first)
    const others: Problem[] = [
      { ...made, location: { ...made.location, file: 'b.jsonl' } },
      { ...made, location: { ...made.location, pointer: '/title' } },
      { ...made, record: 'b' },
      { ...made, code: 'file/bom' },
      { ...made, excerpt: { ...excerpt, after: '' } },
    ]
    const prints = others.map(other => fingerprints()(other))
    expect(new Set([first, ...prints]).size).toBe(others.length + 1)
    const numbered = fingerprints()
    expect([numbered(made), numbered(made)].map(print => print.split(':')[1])).toEqual(['1', '2'])
    const twice = (place: string) =>
      fingerprints()(problem('record/duplicate-key', { file: 'a.jsonl' }, { id: 'x', place }))
    expect(twice('a.jsonl:4')).toBe(twice('a.jsonl:17'))
    expect(twice('a.jsonl:4')).not.toBe(twice('b.jsonl:4'))
  })

  test('keeps within what GitHub accepts, and says what is missing', () => {
    function* many(): Generator<Problem> {
      for (let line = 1; line <= 30_000; line++)
        yield problem('file/no-final-newline', { file: 'a', line }, {})
      yield problem('file/bom', { file: 'a' }, {})
    }
    const summary = summaryOf(many())
    const report = [...(reportFormats.get('sarif')?.render(summary, many(), plain) ?? [])].join('')
    const { results, invocations } = runOf(report)
    expect(results).toHaveLength(25_000)
    expect(results.at(-1)?.ruleId).toBe('file/bom')
    expect(invocations[0]?.toolExecutionNotifications.at(-1)).toEqual({
      level: 'warning',
      message: {
        text: '5 001 notes not included: a run here has at most 25000 results; --format jsonl has all.',
      },
    })
  })

  test('makes no link of what an input says', () => {
    const report = rendered('sarif', [{ ...awkward[0]!, message: '[here](https://example.org)' }])
    expect(report).toContain('"[here] (https://example.org)')
  })
})

describe('junit', () => {
  const cases = (xml: string): string[] =>
    xml.match(/<testcase [^>]*name="[^"]*"|<failure|<testsuite name="[^"]*" tests="\d+" failures="\d+"/g) ??
    []

  test('fails a case for errors, and for warnings where they fail the run', () => {
    const warning: Problem = { code: 'file/bom', severity: 'warning', message: 'w', location: { file: 'a' } }
    const note = problem('file/no-final-newline', { file: 'b' }, {})
    const options = { files: ['a', 'b', 'c'] }
    const summary = summaryOf([warning, note], options)
    const run = '<testsuite name="warraq validate" tests="1" failures="0"'
    expect(cases(rendered('junit', [warning, note], { summary }))).toEqual([
      run,
      '<testcase classname="warraq" name="validate"',
      '<testsuite name="a" tests="1" failures="0"',
      '<testcase classname="a" name="file/bom"',
      '<testsuite name="b" tests="1" failures="0"',
      '<testcase classname="b" name="file/no-final-newline"',
      '<testsuite name="c" tests="1" failures="0"',
      '<testcase classname="c" name="no problems"',
    ])
    const strict = summaryOf([warning, note], { ...options, strict: true, ok: false })
    expect(cases(rendered('junit', [warning, note], { summary: strict })).slice(0, 5)).toEqual([
      run,
      '<testcase classname="warraq" name="validate"',
      '<testsuite name="a" tests="1" failures="1"',
      '<testcase classname="a" name="file/bom"',
      '<failure',
    ])
  })

  test('fails where the run does and no file is to blame', () => {
    expect(rendered('junit', [], { summary: summaryOf([], { ok: false }) })).toContain(
      '<testcase classname="warraq" name="validate"><failure type="run" message="The run failed."/></testcase>',
    )
  })
})

describe('excerptOf', () => {
  const text = fc
    .array(fc.oneof(awkwardText, fc.constantFrom('\n', 'قال ', 'x'.repeat(60), 'ا\u064b\u0651')), {
      maxLength: 12,
    })
    .map(parts => parts.join('').replaceAll('…', '·'))

  test('is a part of the line with the place in it, cut only where it says so', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(100), (said, seed, length) => {
        const start = said.length === 0 ? 0 : seed % (said.length + 1)
        const end = Math.min(start + length, said.length)
        const { before, marked, after } = excerptOf(said, start, end)
        const lineStart = said.lastIndexOf('\n', start - 1) + 1
        const lineEnd = said.indexOf('\n', start) === -1 ? said.length : said.indexOf('\n', start)
        const line = said.slice(start === 0 ? 0 : lineStart, lineEnd)
        const bare = before.replace(/^…/, '') + marked.replace(/…$/, '') + after.replace(/…$/, '')
        expect(line).toContain(bare)
        expect([...before].length).toBeLessThanOrEqual(41 + 32 + 32)
        expect([...marked].length).toBeLessThanOrEqual(81 + 64)
        expect([...after].length).toBeLessThanOrEqual(41 + 32)
        if (end <= lineEnd && end - start <= 80)
          expect(marked).toContain(
            said.slice(start, end).toWellFormed() === said.slice(start, end) ? said.slice(start, end) : '',
          )
        if (!before.startsWith('…') && !marked.endsWith('…') && !after.endsWith('…')) expect(bare).toBe(line)
      }),
      { numRuns: 500 },
    )
  })

  test('marks one character where no end is given, and none at the end of a line', () => {
    expect(excerptOf('a😀b', 1)).toEqual({ before: 'a', marked: '😀', after: 'b' })
    expect(excerptOf('a😀b', 2)).toEqual({ before: 'a', marked: '😀', after: 'b' })
    expect(excerptOf('ab\ncd', 2)).toEqual({ before: 'ab', marked: '', after: '' })
    expect(excerptOf('ab\ncd', 3)).toEqual({ before: '', marked: 'c', after: 'd' })
    expect(excerptOf('', 0)).toEqual({ before: '', marked: '', after: '' })
  })

  test('does not tear a mark from its letter, nor what is drawn as one', () => {
    expect(excerptOf('كِتَاب', 1, 2)).toEqual({ before: '', marked: 'كِ', after: 'تَاب' })
    expect(excerptOf('كِتَاب', 2)).toEqual({ before: 'كِ', marked: 'تَ', after: 'اب' })
    const family = '👨\u200d👩\u200d👧'
    for (const whole of [family, '👍🏽', '🇱🇧', '\u1100\u1161\u11a8', '\u0601١', 'e\u0301\u0302']) {
      for (let pad = 30; pad < 45; pad++) {
        const { before } = excerptOf(`ab${whole}${'x'.repeat(pad)}!`, 2 + whole.length + pad)
        expect(['…', 'ab', `…${whole}`, `…b${whole}`, `ab${whole}`, '…x']).toContain(
          before.replace(/x*$/, '').replace(/^…$/, '…'),
        )
        const { after } = excerptOf(`!${'x'.repeat(pad)}${whole}ab`, 0)
        expect(['…', `${whole}…`, `${whole}a…`, `${whole}ab`]).toContain(after.replace(/^x*/, ''))
      }
    }
  })

  test('cuts a place that is long, and ends with its line', () => {
    expect(excerptOf('x'.repeat(1000), 500, 700)).toEqual({
      before: `…${'x'.repeat(40)}`,
      marked: `${'x'.repeat(80)}…`,
      after: '',
    })
    expect(excerptOf('one\ntwo', 1, 6)).toEqual({ before: 'o', marked: 'ne…', after: '' })
  })

  test('costs the same in a text of millions', () => {
    const large = 'كِتَاب '.repeat(1_000_000)
    const started = performance.now()
    for (let i = 0; i < 20_000; i++) excerptOf(large, 7 * i * 50, 7 * i * 50 + 3)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('help', () => {
  const page = readFileSync(join(root, 'docs/problems.md'), 'utf8')

  test('has a lead and prose for every code, and no example in it', () => {
    const help = helpFrom(page)
    for (const code of Object.keys(catalogue)) {
      const section = help(code) ?? ''
      expect(leadOf(section), code).toMatch(/^(?!Error|Warning|Note)[^\n]+\.$/)
      expect(proseOf(section), code).not.toContain('```')
      expect(section, code).toContain(leadOf(section).split(' ')[0])
    }
    expect(help('no/such-code')).toBe(undefined)
    expect(readHelp()('file/bom')).toBe(help('file/bom'))
  })

  test('leads to headings that the page has', () => {
    const anchors = [...page.matchAll(/^## (.*)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, ''),
    )
    expect(anchors.length).toBeGreaterThan(50)
    expect(Object.keys(catalogue).map(code => headingOf(code))).toEqual(
      anchors.map(anchor => `docs/problems.md#${anchor}`),
    )
  })
})

describe('docs/reports.md', () => {
  const path = join(root, 'docs/reports.md')
  const page = readFileSync(path, 'utf8')

  /** What the examples of the page report. */
  const example: readonly Problem[] = [
    problem(
      'record/date',
      { file: 'seeds/0010_d.meta.yaml', line: 3, column: 12, pointer: '/published' },
      { value: '2020-02-30', partial: true },
      { excerpt: around('published: 2020-02-30', '2020-02-30') },
    ),
    problem(
      'arabic/tatweel-in-word',
      { file: 'seeds/مقال.txt', line: 1, column: 17, endColumn: 21, pointer: '/text' },
      { word: 'حـزب' },
      { record: 'a17', excerpt: around(arabic, 'حـزب') },
    ),
  ]
  const summary = summaryOf(example, {
    records: 31,
    rejected: 1,
    checked: ['The 31 texts were compared with each other.'],
  })
  const shown = (name: string): string => {
    const report = rendered(name, example, { summary, help: readHelp() })
    return name === 'sarif' ? `${JSON.stringify(JSON.parse(report).runs[0].results[1], null, 2)}\n` : report
  }

  test('shows what is rendered', () => {
    const sections = page.split(/^(?=## )/m)
    const expected = sections.map(section => {
      const name = /^## `(\w+)`/.exec(section)?.[1]
      if (name === undefined) return section
      return section.replace(
        /^(```\w+\n)[\s\S]*?^```$/m,
        (_, start: string) => `${start}${shown(name)}\`\`\``,
      )
    })
    expect(sections).toHaveLength(reportFormats.size + 1)
    if (process.env['DOCS'] === 'write') writeFileSync(path, expected.join(''))
    else expect(page).toBe(expected.join(''))
  })

  test('has every format, and every key of the JSON in its order', () => {
    const first = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name)
    const { summary: sums } = JSON.parse(rendered('json', awkward, { summary }))
    const problems: Problem[] = awkward.map(one => JSON.parse(rendered('jsonl', [one])))
    const full = problems.find(({ related, fix, excerpt, record }) => related && fix && excerpt && record)
    const placed = JSON.parse(rendered('jsonl', [awkward[2]!])).location
    expect(first).toEqual([
      ...reportFormats.keys(),
      ...Object.keys(sums),
      ...Object.keys(full ?? {}),
      ...Object.keys(placed),
    ])
  })
})

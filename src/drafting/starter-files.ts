import { yamlOf } from '../text/yaml-scalar.js'
import { tool } from '../tool.js'

/** A source as corpus.yaml states it. */
export interface StatedSource {
  readonly path: string
  readonly format: string
  readonly encoding?: string | undefined
  readonly separator?: string | undefined
  readonly missing?: readonly string[] | undefined
}

export interface Starter {
  readonly name: string
  readonly title: string
  /** YYYY-MM-DD */
  readonly released: string
  readonly languages: readonly string[]
  /** What is said beside the languages where they were guessed, or nobody knows. */
  readonly languageNote?: string | undefined
  readonly schema: string
  readonly sources: readonly StatedSource[]
  /** Lints that are turned off, each with the reason. */
  readonly lints: Readonly<Record<string, string>>
  readonly description: string
}

/** Writes a file of the new corpus. */
export type Write = (path: string, content: string) => void

/** What every new corpus has beside its schema and its sources. */
export function writeStarter(starter: Starter, dataFolder: string, write: Write): void {
  write('.gitattributes', starterAttributes(dataFolder))
  write('.gitignore', starterIgnored)
  write('.github/workflows/corpus.yml', starterWorkflow)
  write('README.md', starterReadme(starter))
  write('corpus.yaml', starterStatement(starter))
}

/** corpus.yaml of a new corpus. It can be used as it stands; what it cannot know is marked with FILL IN. */
function starterStatement(starter: Starter): string {
  const { name, title, released, languages, languageNote, schema, sources, lints, description } = starter
  const lintLines = Object.entries(lints).flatMap(([code, reason]) => [`  # ${reason}`, `  ${code}: off`])
  return `# What people say of this corpus; everything else in a release is derived or measured.
# It can be exported as it stands. What nobody but you can know is marked with FILL IN.

# Name of the data files: lower-case letters, digits, _ and -.
name: ${yamlOf(name)}
title: ${yamlOf(title)} # FILL IN
# The version has to rise with what changes; export says how far.
version: 0.1.0
# The day of the release. No clock is asked when exporting, so change it for each release.
released: ${released}
# Where the data set will be at home: an http or https address, or a urn: while it has none. FILL IN
url: urn:example:${name}
# A few sentences: what it holds, where it comes from, what it is for. FILL IN
description: ${yamlOf(description)}
# The licence of what the records hold: an SPDX expression such as CC-BY-4.0. NOASSERTION says that it is not known. FILL IN
license: NOASSERTION
# Who made the data set: persons and organisations. FILL IN
creators:
  - name: ${yamlOf(`The makers of ${title}`)}
    type: organisation
# Languages of the texts: ar, en, or several: [ar, en].${languageNote === undefined ? '' : ` ${languageNote}`}
language: ${yamlOf(languages)}
# What a record is. Its comments say what was guessed.
schema: ${yamlOf(schema)}
sources:
${sources.map(sourceLines).join('')}${lintLines.length === 0 ? '' : `lints:\n${lintLines.join('\n')}\n`}
# Warnings stop an export when this is true.
strict: false

# The questions of the datasheet are answered by \`warraq datasheet\`, or below.
#datasheet:
#  motivation.purpose:
#    status: answered
#    answer: Why the data set was made.
`
}

function sourceLines({ path, format, encoding, separator, missing }: StatedSource): string {
  const more = [
    ...(encoding === undefined ? [] : [`    encoding: ${yamlOf(encoding)}\n`]),
    ...(separator === undefined ? [] : [`    separator: ${yamlOf(separator)}\n`]),
    ...(missing === undefined ? [] : [`    missing: ${yamlOf(missing)}\n`]),
  ]
  return `  - path: ${yamlOf(path)}\n    format: ${format}\n${more.join('')}`
}

/** Files that stay as they are, byte for byte, whatever git would like to do with line ends. */
const starterAttributes = (folder: string): string =>
  `* text=auto eol=lf
${folder}/** -text
dist-data/** -text
*.parquet binary
*.arrow binary
`

const starterIgnored = `# What an interrupted export may leave, and what set records aside.
/dist-data.*
/rejected*
# A release that is too large for git: remove the # below.
#/dist-data/
`

const starterReadme = ({ title, schema, sources }: Pick<Starter, 'title' | 'schema' | 'sources'>): string =>
  `# ${title.replaceAll(/[\\`*_<>[\]#]/g, '\\$&')}

A corpus for warraq, which makes releases of it: JSON Lines, CSV, Arrow and Parquet with metadata, a datasheet and checksums.

| What | Where |
| --- | --- |
| what people say of it | [corpus.yaml](corpus.yaml): look for FILL IN |
| what a record is | [${schema}](${schema}) |
| what the records come from | ${sources.map(({ path }) => `\`${path}\``).join(', ')} |
| the release | \`dist-data/\`, once it was exported |

\`\`\`sh
warraq validate   # everything that is wrong, where, and how to mend it
warraq export     # the release, replaced as a whole or not at all
warraq verify     # proof that it is complete and unchanged
\`\`\`
`

/** A pull request is checked, and the release can be made from it. */
const starterWorkflow = `name: Corpus
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
      - run: npm install --global ${tool.name}@${tool.version}
      - run: warraq validate --format github
      # Outside of the checkout: what was published last stays as it is.
      - run: warraq export --out "$RUNNER_TEMP/release"
      - run: warraq verify "$RUNNER_TEMP/release"
`

import type { Party } from '../../corpus/corpus.js'
import type { ScalarKind } from '../../schema/field.js'
import { enumerated } from '../../text/sentence.js'
import { address, bullets, code, counted, grouped, inline, share } from '../metadata/markdown.js'

/** A set of texts, one language each, that says the same as the English one. */
export type Words = typeof english

/** A value and how often it occurs. */
export type Count = readonly [value: string, count: number]

const typeNames: Record<ScalarKind, readonly [one: string, several: string]> = {
  string: ['string', 'strings'],
  int32: ['integer (32 bits)', 'integers (32 bits)'],
  int64: ['integer (64 bits)', 'integers (64 bits)'],
  float64: ['number', 'numbers'],
  boolean: ['boolean', 'booleans'],
  date: ['date', 'dates'],
  timestamp: ['timestamp (UTC)', 'timestamps (UTC)'],
  json: ['JSON', 'JSON values'],
}

const joined = (counts: readonly Count[]): string =>
  counts.map(([value, count]) => `${code(value)} ${grouped(count)}`).join(', ')

/** What release pages say in English. Arguments are plain text unless they are called Markdown; the result is Markdown. */
export const english = {
  language: 'en',
  direction: 'ltr',
  code,
  address,
  /** Markdown on one line, in a language that nobody stated. */
  foreign: (markdown: string): string => markdown,
  /** The same as blocks of a quotation, or paragraphs. */
  foreignBlock: (markdown: string): string => markdown,
  listed: enumerated,
  share,
  joined,
  /** What is said in several languages, and whether it is said in this one. */
  chosen: (
    own: string | undefined,
    _arabic: string | undefined,
  ): { text: string; native: boolean } | undefined =>
    own === undefined ? undefined : { text: own, native: true },
  question: (own: string, _arabic: string): string => own,

  sections: {
    motivation: 'Motivation',
    composition: 'Composition',
    collection: 'Collection process',
    preprocessing: 'Preprocessing, cleaning and labelling',
    uses: 'Uses',
    distribution: 'Distribution',
    maintenance: 'Maintenance',
  },
  states: {
    answered: 'answered',
    computed: 'computed',
    unknown: 'unknown',
    'not-applicable': 'not applicable',
    unanswered: 'unanswered',
  },

  counts: {
    records: (n: number): string => counted(n, 'record'),
    elements: (label: string, n: number): string => `${code(label)}: ${counted(n, 'element')}`,
    length: (label: string, sum: number, range?: readonly [min: number, max: number]): string => {
      const total = `${code(label)}: ${counted(sum, 'code point')}`
      return range === undefined
        ? total
        : `${total}, from ${grouped(range[0])} to ${grouped(range[1])} in a record`
    },
    values: (label: string, counts: readonly Count[]): string => `${code(label)}: ${joined(counts)}`,
    unlisted: (label: string): string => `${code(label)}: too many different values to list`,
    setAside: (n: number, reasons: readonly Count[]): string => {
      const why = reasons.length === 0 ? '' : `: ${joined(reasons)}`
      return `${counted(n, 'record')} set aside because of errors, not released${why}`
    },
  },

  dictionary: {
    heading: 'Data dictionary',
    head: ['Field', 'Type', 'Null', 'Meaning', 'Derived'],
    vocabularies: 'Closed vocabularies:',
    words: (label: string, words: readonly string[]): string =>
      `${code(label)}: ${words.map(word => code(word)).join(', ')}`,
    nulls: { no: 'no', yes: 'yes', absent: 'may be absent' },
    scalar: (kind: ScalarKind, lists: number): string =>
      `${listsOf(lists)}${typeNames[kind][lists > 0 ? 1 : 0]}`,
    object: (lists: number): string => `${listsOf(lists)}${lists > 0 ? 'objects' : 'object'}`,
    always: (value: string): string => `always ${code(value)}`,
    key: 'key',
    by: (rule: string): string => `by ${code(rule)}`,
    byElse: (rule: string): string => `by ${code(rule)} where nobody stated it`,
    span: (label: string): string => `offsets into ${code(label)}`,
    join: (parts: readonly string[]): string => parts.join('; '),
  },

  sheet: {
    title: (title: string): string => `Datasheet: ${inline(title)}`,
    edition: (version: string, released: string, url: string): string =>
      `Version ${inline(version)}, released ${inline(released)}, ${address(url)}.`,
    warnings: 'Read this first',
    summary: 'Questions and answers',
    total: (n: number, states: readonly Count[]): string =>
      `${counted(n, 'question')}: ${states.map(([state, count]) => `${count} ${state}`).join(', ')}.`,
    noneUnanswered: 'No question is unanswered.',
    unanswered: 'Unanswered:',
    partly: 'Computed in part; the rest nobody answered:',
    explained:
      'The questions follow Gebru et al., “Datasheets for Datasets”, in other words and by section. What people say stands as a quotation and comes from corpus.yaml; under “Computed” stands what the program measured or read, and how. Unknown means that somebody looked at the question and does not know.',
    named: (section: string, question: string, slug: string): string =>
      `${section}: ${inline(question)} (${code(slug)})`,
    state: (slug: string, state: string, computed: boolean): string =>
      `${code(slug)}: ${state}${computed ? ', computed' : ''}`,
    asGiven: 'As given:',
    computed: (how: string): string => `Computed (${how}):`,
    pictures: 'Pictures',
  },

  pictures: {
    length: (field: string, records: number) => ({
      title: 'Length of the text',
      subtitle: `Code points in ${field}, ${counted(records, 'record')}`,
    }),
    languages: (field: string, records: number) => ({
      title: 'Languages',
      subtitle: `Values of ${field}, ${counted(records, 'record')}`,
    }),
    sources: {
      outlet: (field: string, records: number) => ({
        title: 'Outlets',
        subtitle: `Values of ${field}, ${counted(records, 'record')}`,
      }),
      path: (field: string, records: number) => ({
        title: 'Folders of the raw files',
        subtitle: `Folders in ${field}, ${counted(records, 'record')}`,
      }),
    },
    missing: (fields: number, shown: number, records: number) => ({
      title: 'What is missing',
      subtitle: `${shown < fields ? `The ${shown} of ${counted(fields, 'field')} that are most often` : 'Fields that are'} null or absent, ${counted(records, 'record')}`,
    }),
    published: (field: string, given: number, records: number) => ({
      title: 'Published over time',
      subtitle: `Dates in ${field}, given in ${grouped(given)} of ${counted(records, 'record')}`,
    }),
    retrieved: (field: string, given: number, records: number) => ({
      title: 'Retrieved over time',
      subtitle: `Dates in ${field}, given in ${grouped(given)} of ${counted(records, 'record')}`,
    }),
    others: (n: number): string => `${counted(n, 'other')}`,
    empty: '(empty)',
    described: (title: string, subtitle: string, bars: readonly (readonly [string, string])[]): string =>
      `${title}. ${subtitle}: ${bars.map(([label, said]) => `${label} ${said}`).join('; ')}.`,
  },

  how: {
    schema: 'read from the record schema',
    records: 'counted over all records',
    corpus: 'read from corpus.yaml',
    creators: 'read from `creators` in corpus.yaml',
    sources: 'read from `sources` in corpus.yaml',
    contact: 'read from `contact` in corpus.yaml',
    licenses: 'read from `license` and `metadata_license` in corpus.yaml',
    channel: 'read from `url` in corpus.yaml and from the files of the release',
    dates: 'smallest and largest date over all records',
    rules: 'read from the record schema, by which the release was made',
    checksum: 'the checksum is computed from the text of every record',
    program: 'as the program names itself',
    documented: 'as the program documents itself',
    checks: 'by the checks that every record passed through before release',
    missing:
      'counted over all records; fields that can be neither null nor an empty list are left out, and so are fields inside lists',
    identifiable: 'counted over all records; names inside a text are not looked for',
  },

  making: {
    creators: (creators: readonly Party[]): string =>
      `Creators of the release: ${creators.map(creator).join('; ')}.`,
    bases: 'Records state on what basis they give a value or leave it out:',
    basesHead: ['Basis', 'Times'],
    read: (tool: string, version: string, sources: readonly { path: string; format: string }[]): string =>
      `${inline(tool)} ${inline(version)} read ${enumerated(sources.map(({ path, format }) => `${code(path)} (${format})`))} of the corpus; how the files came there is not known to it.`,
    dates: (
      label: string,
      given: number,
      records: number,
      range?: readonly [min: string, max: string],
    ): string => {
      const span = range === undefined ? '' : `, from ${inline(range[0])} to ${inline(range[1])}`
      return `${code(label)}: given in ${grouped(given)} of ${counted(records, 'record')}${span}`
    },
    always: 'always',
    otherwise: 'where nobody stated it',
    rulesHead: ['Field', 'Rule', 'When'],
    noRules: 'No field is filled by a rule.',
    rules: (unicode: string): string =>
      `These rules filled fields (the number is the rule’s version; Unicode ${inline(unicode)}):`,
    asSupplied: (label: string): string =>
      `${code(label)} is the input as it was supplied; no rule changed it.`,
    raw: (text: string, checksum: string): string =>
      `Yes, in the release: the raw file can be rebuilt from ${code(text)}, whose UTF-8 bytes it is, and ${code(checksum)}, their SHA-256, proves it.`,
    software: (tool: string, version: string, unicode: string): string =>
      `${inline(tool)} ${inline(version)}, with the character properties of Unicode ${inline(unicode)}.`,
  },

  composition: {
    instance: (title: string | undefined): string =>
      `An instance is a record${title === undefined ? '' : ` of the kind “${inline(title)}”`}; there is one kind.`,
    meaning: (markdown: string): string => ` The schema says: ${markdown}`,
    content: (fields: number, text: string | undefined): string =>
      `A record has ${counted(fields, 'field')}; the data dictionary above describes them. ${text === undefined ? 'No field is marked as the text.' : `The text is in ${code(text)}.`}`,
    noLabels: 'No: the schema marks no field as a label.',
    labels: (labels: readonly string[]): string => `Yes: ${enumerated(labels.map(code))}.`,
    noneMissing: 'Nothing can be missing: the schema lets no field be null, absent or an empty list.',
    missingHead: ['Field', 'Null or absent', 'Share', 'Empty list', 'Basis that records state'],
    links: (spans: readonly (readonly [from: string, into: string])[]): string => {
      const points = spans.map(([from, into]) => `${code(from)} points into ${code(into)}`)
      const within =
        points.length === 0 ? '' : ` Inside a record, ${enumerated(points)} by code point offsets.`
      return `The schema declares no reference from one record to another.${within}`
    },
    notSplit: 'The release is not split.',
    clean: (key: string | undefined): string =>
      `No released record has an error that the checks look for${key === undefined ? '' : `; no two records share their ${code(key)}`}.`,
    nothingNoted: 'The checks noted nothing.',
    noted: 'The checks noted:',
    notedHead: ['Check', 'Times'],
    silent: (checks: readonly string[]): string =>
      `Looked for and not noted: ${checks.map(code).join(', ')}.`,
    accepted: 'Warnings that people accepted:',
    acceptedHead: ['Check', 'Record', 'Times', 'Reason'],
    all: 'all',
    acceptedMore: (n: number): string => `And ${counted(n, 'warning')} that sidecars accept.`,
    turnedOff: (checks: readonly string[]): string =>
      `Not looked for, by choice of the corpus: ${checks.map(code).join(', ')}.`,
    held: 'The records are in the files of this release; reading them needs nothing else.',
    addresses: (label: string, given: number, records: number): string =>
      ` ${code(label)} holds an outside address in ${grouped(given)} of ${counted(records, 'record')}.${given === 0 ? '' : ' Whether these still answer was not tried.'}`,
    names: (label: string, n: number): string => `${code(label)}: ${counted(n, 'name')}`,
    notes: (check: string, n: number): string => `${code(check)}: ${grouped(n)} noted`,
  },

  distribution: {
    channel: (url: string, formats: readonly string[]): string =>
      `Identifier of the data set: ${address(url)}. Formats: ${enumerated(formats.map(inline))}.`,
    date: (version: string, released: string): string =>
      `Version ${inline(version)} was released on ${inline(released)}.`,
    license: (content: string, metadata: string | undefined): string =>
      bullets([
        `content of the records: ${code(content)}${content === 'NOASSERTION' ? ' (no licence is known)' : ''}`,
        `schema, metadata and datasheet: ${metadata === undefined ? 'not stated' : code(metadata)}`,
      ]),
    licenses: (counts: readonly Count[] | undefined): string =>
      `licences of records: ${counts === undefined ? 'too many different ones to list' : joined(counts)}`,
    holders: (named: number, records: number): string =>
      `a holder of the rights is named in ${grouped(named)} of ${counted(records, 'record')}`,
    contact: (parts: readonly string[]): string => `${parts.join(', ')}.`,
    version: (version: string): string =>
      `This is version ${inline(version)}. What has changed from version to version stands in ${code('CHANGELOG.md')}, in the folder of the release.`,
    contributions: (tool: string): string =>
      `Records and texts that others add are checked by ${code(`${tool} validate`)} and ${code(`${tool} export`)}, which publishes nothing while one of them has an error.`,
  },
}

const listsOf = (lists: number): string => (lists === 0 ? '' : `list of ${'lists of '.repeat(lists - 1)}`)

function creator({ name, type, affiliation }: Party): string {
  return `${inline(name)} (${type}${affiliation === undefined ? '' : `, ${inline(affiliation)}`})`
}

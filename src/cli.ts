#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander'
import { tool } from './tool.js'

/** Exit codes: see docs/cli.md. */
const WRONG_USE = 2
const A_BUG = 70

/** The commands load what they need only when they run, so that `--version` and `--help` are quick. */
export function program(): Command {
  const warraq = new Command('warraq')
    .description('Turns texts and records into a data set that researchers can trust.')
    .version(`${tool.name} ${tool.version}`, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .configureHelp({ sortSubcommands: false, sortOptions: false })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      `
Exit codes: 0 clean, 1 the data has errors, 2 wrong use, 70 a bug in warraq.
Run "warraq COMMAND --help" for what a command does.`,
    )

  const corpus = () =>
    new Option('--corpus <folder>', 'the corpus: the folder that holds its corpus.yaml').default(
      '.',
      'this folder',
    )
  const json = () => new Option('--json', 'print one JSON object for programs instead of text')
  const strict = () => new Option('--strict', 'let warnings fail, as errors do')
  const maxShown = (shown = 'problems that are shown', count = '1000') =>
    new Option('--max-shown <n>', `${shown}; all are counted`).default(count)
  const missing = () =>
    new Option(
      '--missing <text>',
      'what stands in cells of CSV that have no value, such as NA; may be repeated',
    ).argParser((text, all: readonly string[] = []) => [...all, text])
  const problems = () => new Option('--problems <file>', 'write every problem to FILE, as JSON Lines')
  const format = () =>
    new Option('--format <name>', 'how to report: text, json, jsonl, github, sarif, junit').default('text')

  warraq
    .command('init')
    .summary('start a corpus that can be exported at once, with an example or from your own data')
    .description(
      paragraphs(
        `Makes the folder of a new corpus: corpus.yaml, a record schema, what the records come from, and what git and its
         server need. It can be exported as it stands; what only you know is marked in corpus.yaml.`,
        `With --from the records come from your files, and the schema is drafted from them: types, keys, forms, bounds. It
         is never wider than what was seen without saying so; what is guessed stands in a comment beside it.`,
      ),
    )
    .argument('[folder]', 'the new corpus: a folder that is missing or empty', '.')
    .option('--from <files...>', 'JSON Lines, a JSON array, CSV, Parquet, Arrow, or a folder of texts')
    .option('--move', 'move the files into the corpus instead of copying them')
    .option('--key <name>', 'the field that tells the records apart')
    .option('--schema <file>', 'your own record schema, which is taken as it is')
    .option('--encoding <name>', 'the encoding of CSV or texts, such as windows-1256, where it is not UTF-8')
    .option('--separator <character>', 'what parts the cells of CSV, where it is not to be found out')
    .addOption(missing())
    .option('--language <tag>', 'the language of the texts, such as ar')
    .option('--released <day>', 'the day of the release, YYYY-MM-DD (default: today)')
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  warraq init letters                                   with one text as an example
  warraq init stations --from stations.jsonl            from records
  warraq init archive --from archive.csv --encoding windows-1256
  warraq init frame --from frame.csv --missing NA       as R writes it
  warraq init letters --from ~/letters --language ar    from a folder of texts`,
    )
    .action(async (folder, options) => {
      const { runInit } = await import('./commands/init.js')
      process.exitCode = await runInit(folder, options)
    })

  warraq
    .command('inspect')
    .summary('tell what a file is, and what is in it, in a second for any size')
    .description(
      paragraphs(
        `Tells the form of a file by its content, whatever it is called: its encoding, its fields with types, counts, nulls,
         different values, lengths, scripts and languages, and samples that are safe to show. Also of a folder: a release,
         texts, or files of records.`,
        `Of a large file a part is looked at that is spread over it; what was counted and what is estimated is said.`,
      ),
    )
    .argument('<path>', 'a file or a folder')
    .option('--all', 'read everything')
    .option('--encoding <name>', 'the encoding, where it is neither UTF-8 nor guessed rightly')
    .option('--separator <character>', 'what parts the cells of CSV, where it is not found out rightly')
    .addOption(missing())
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  warraq inspect ~/Downloads/unknown.dat      what is this?
  warraq inspect --all stations.jsonl         with exact counts
  warraq inspect dist-data                    a release`,
    )
    .action(async (path, options) => {
      const { runInspect } = await import('./commands/inspect.js')
      process.exitCode = await runInspect(path, options)
    })

  warraq
    .command('export')
    .summary('write the release: every record in every format, checked, described and sealed')
    .description(
      paragraphs(
        `Reads the corpus that corpus.yaml describes, checks every record against the record schema, and
         writes one folder, the release: the records as JSON Lines, CSV, Arrow and Parquet, a datasheet,
         metadata, and checksums that "sha256sum -c" understands.`,
        `The folder is replaced as a whole or not at all: when a record has an error, when the disk is full
         or when the export is interrupted, the release that was there stays as it was. The same input
         gives the same bytes on every machine.`,
      ),
    )
    .addOption(corpus())
    .option('--out <folder>', 'the release', 'dist-data')
    .option('--formats <list>', 'formats to write, separated by commas', 'jsonl,csv,arrow,parquet')
    .option('--shard-size <size>', 'start a new file about every SIZE of input, such as 64MB', '256MB')
    .option('--datasheet <file>', 'also write the datasheet to FILE')
    .option('--excel <file>', 'also write the tables to FILE, a workbook (.xlsx) for Excel and its like')
    .option('--as-of <day>', 'refuse dates after DAY (by default the day of the release)')
    .option('--rejected <file>', 'publish without the records that have an error, and copy those to FILE')
    .option('--max-rejected <n>', 'publish nothing if more records than N have an error')
    .option('--strict', 'let warnings stop the export, as errors do')
    .option(
      '--threads <n>',
      'threads that shards are worked on; the release is the same (default: one for each core)',
    )
    .option('--resume', 'go on from the shards that an interrupted export finished')
    .option('--since <folder>', 'an earlier release that the version is judged against as well')
    .option('--unpublished', 'the release that is replaced was never given out: its version may stay')
    .addOption(maxShown())
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  warraq export                              the corpus in this folder, into dist-data
  warraq export --out ../release-2           into another folder
  warraq export --formats jsonl,parquet      two formats only
  warraq export --resume                     go on where an export was interrupted
  warraq export --json | jq .contentDigest   for programs`,
    )
    .action(async options => {
      const { runExport } = await import('./commands/export.js')
      process.exitCode = await runExport(options)
    })

  warraq
    .command('types')
    .summary('print what follows from the record schema: types, columns, the sidecar schema')
    .description(
      paragraphs(
        `Prints the TypeScript types of a record. With --columns: how each property becomes a column, and
         what each format cannot tell apart. With --sidecar: the JSON Schema of sidecars, for editors.`,
      ),
    )
    .addOption(corpus())
    .option('--schema <file>', 'a record schema, without a corpus')
    .option('--columns', 'print the columns')
    .option('--sidecar', 'print the JSON Schema of sidecars')
    .addOption(json())
    .action(async options => {
      const { runTypes } = await import('./commands/types.js')
      process.exitCode = await runTypes(options)
    })

  warraq
    .command('validate')
    .summary('tell everything that is wrong with records or texts, where, and how to mend it')
    .description(
      paragraphs(
        `Checks records that somebody sends in: JSON Lines, a JSON array, CSV, Arrow, Parquet, or raw texts with
         their sidecars; without FILES the whole corpus. Every problem of every record is told in one run, with its
         place and what mends it, and the records are compared with each other and with the corpus.`,
        `Nothing is changed, unless --fix is given. With --schema any JSON Schema is enough, and no corpus is needed.`,
      ),
    )
    .argument('[files...]', 'files and folders; - for standard input')
    .addOption(corpus())
    .option('--schema <file>', 'check against this JSON Schema, without a corpus')
    .option('--as <form>', 'the form of the files: text, jsonl, json, csv, arrow, parquet')
    .option('--update', 'the records may be corrections of records of the corpus')
    .addOption(strict())
    .option('--as-of <day>', 'dates after this day, YYYY-MM-DD, are errors')
    .option('--annotate-formats', 'do not check "format", as JSON Schema allows')
    .option(
      '--near-limit <n>',
      'look for texts that are nearly the same among at most so many records',
      '250000',
    )
    .option(
      '--threads <n>',
      'threads for large inputs: what is found is the same (default: one for each core)',
    )
    .option('--accepted <file>', 'write the records without an error to FILE, as they stand in the input')
    .option('--rejected <file>', 'write all other records to FILE, as they stand in the input')
    .addOption(problems())
    .option('--fix', 'first mend in new raw texts what a program may mend, and show what changed')
    .option('--diff', 'show what --fix would change, and change nothing')
    .option('--release <folder>', 'texts that this release holds are never mended', 'dist-data')
    .addOption(format())
    .addOption(maxShown())
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  warraq validate                                     the whole corpus
  warraq validate seeds/new.txt                       a new text, before it is sent
  warraq validate more.jsonl --rejected wrong.jsonl   set the wrong records aside
  warraq validate --schema point.json points.csv      any schema, any records
  curl … | warraq validate --schema point.json -      from a pipe`,
    )
    .action(async (files, options) => {
      const { runValidate } = await import('./commands/validate.js')
      process.exitCode = await runValidate(files, options)
    })

  warraq
    .command('diff')
    .summary('tell what has changed from one release to another, and the version that it calls for')
    .description(
      paragraphs(
        `Compares two releases: records that were added, removed or changed, field by field; the record schema; the
         formats; the licence and what else is said. Then says which version the change calls for, and why.`,
        `Every record is read, whatever the checksums say. The exit code is 0, unless --exit-code is given.`,
      ),
    )
    .argument('<old>', 'folder of the earlier release')
    .argument('<new>', 'folder of the later release')
    .option('--exit-code', 'end with 1 when something differs')
    .addOption(maxShown('records of each kind that are shown', '10'))
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  warraq diff ../articles-1 dist-data                what has changed
  warraq diff --json old new | jq .expected          the version that it calls for
  warraq diff --exit-code old new >/dev/null         whether anything has`,
    )
    .action(async (before, after, options) => {
      const { runDiff } = await import('./commands/diff.js')
      process.exitCode = await runDiff(before, after, options)
    })

  warraq
    .command('add')
    .summary('add texts, HTML pages and Markdown to the corpus, each with a sidecar to fill in')
    .description(
      paragraphs(
        `Copies texts, byte for byte, into the folder of raw texts, and writes a sidecar beside each that asks for what
         has to be known. A file keeps its name if that can be an id; else the id is made from its bytes.`,
        `Of HTML and Markdown a text is made: the article without the rest of the page. What the file says of it (title,
         authors, date, …) goes into the sidecar; where it says two things, neither does. Nothing is loaded or run.`,
        `Of a folder all texts, pages and Markdown below it are taken. A file that is refused is named with the reason,
         and nothing is written for it; the others are added, and the same command adds the rest later.`,
      ),
    )
    .argument('<files...>', 'files and folders, in UTF-8; - for standard input')
    .addOption(corpus())
    .option('--into <folder>', 'a folder of raw texts, other than the first of corpus.yaml')
    .option('--as <form>', 'text, html or markdown, where the ending of the name does not say so')
    .option('--from <encoding>', 'convert from another encoding, such as windows-1256')
    .option('--id <id>', 'the id, where there is one file')
    .option('--language <tag>', 'the language of the texts, such as ar')
    .option('--license <expression>', 'the licence of the texts: SPDX, or NOASSERTION where it is not known')
    .option(
      '--set <pair>',
      'another sidecar key, as key=value; may be repeated, and again for each element of a list',
      (pair: string, all: readonly string[] = []) => [...all, pair],
    )
    .option('--dry-run', 'say what would be done, and write nothing')
    .addOption(maxShown())
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  warraq add --license NOASSERTION pages/
  warraq add ~/Downloads/storm.txt --language ar --license NOASSERTION
  warraq add --from windows-1256 old/*.txt
  warraq add --set title="The storm" --set authors="A. Example" storm.txt
  pbpaste | warraq add --id storm -`,
    )
    .action(async (files, options) => {
      const { runAdd } = await import('./commands/add.js')
      process.exitCode = await runAdd(files, options)
    })

  warraq
    .command('withdraw')
    .summary('take an article out of the corpus for good')
    .description(
      paragraphs(
        `Removes a raw text with its sidecar, or the record's line from its JSON Lines file, and writes the id into
         withdrawn.jsonl, with the reason, so that it is never used again. A release that was published is not changed.`,
      ),
    )
    .argument('<id>', 'the id of the record')
    .addOption(corpus())
    .requiredOption('--reason <text>', 'why, for everybody to read')
    .option('--date <date>', 'the day, YYYY-MM-DD; without it, the day of release that corpus.yaml states')
    .option('--dry-run', 'say what would be done, and write nothing')
    .addOption(json())
    .action(async (id, options) => {
      const { runWithdraw } = await import('./commands/withdraw.js')
      process.exitCode = await runWithdraw(id, options)
    })

  const datasheet = warraq
    .command('datasheet')
    .summary('list what the datasheet leaves unanswered; on a terminal, ask for it')
    .description(
      paragraphs(
        `Lists the questions of the datasheet that nobody answered in corpus.yaml, those computed in part, and those answered
         with unknown. On a terminal it first asks for what is unanswered, one by one, and writes each answer into corpus.yaml, of
         which every other byte stays.`,
      ),
    )
    .addOption(corpus())
    .option('--no-ask', 'ask nothing, on a terminal either')
    .option('--strict', 'ask nothing, and end with 1 when a question is unanswered')
    .addOption(json())
    .action(async options => {
      const { runDatasheet } = await import('./commands/datasheet.js')
      process.exitCode = await runDatasheet(options)
    })

  datasheet
    .command('set')
    .summary('answer one question')
    .argument('<slug>', 'the question, such as motivation.purpose')
    .option('--answer <text>', 'the answer, in Markdown')
    .option('--answer-ar <text>', 'the answer in Arabic')
    .option('--unknown <reason>', 'nobody knows, and why')
    .option('--not-applicable <reason>', 'it does not apply, and why')
    .option('--reason-ar <text>', 'the reason in Arabic')
    .helpOption('--help', 'print this help')
    .action(async (slug, options) => {
      const { runDatasheetSet } = await import('./commands/datasheet.js')
      process.exitCode = await runDatasheetSet(slug, { ...datasheet.opts(), ...options })
    })

  warraq
    .command('verify')
    .summary('prove that a release is complete, unchanged, and the same in all its formats')
    .description(
      paragraphs(
        `Checks every file and checksum of a release, every record in every format, that all formats hold the same
         records, and that all it says of itself follows from them. Every fault is told with the file, the record and
         the field. A bag or a Data Package that warraq did not write is judged by its standard.`,
        `Nothing is changed, save that what an interrupted export left is brought in order first.`,
      ),
    )
    .argument('[folder]', 'the release', 'dist-data')
    .option('--rebuild', 'also export the sources again, and compare every file')
    .option(
      '--thorough',
      'read every record in every format, also where the bytes show that they are the same',
    )
    .option(
      '--corpus <folder>',
      'with --rebuild: the corpus that the release was made from (default: this folder)',
    )
    .option(
      '--threads <n>',
      'threads that shards are worked on: what is found is the same (default: one for each core)',
    )
    .addOption(strict())
    .addOption(problems())
    .addOption(format())
    .addOption(maxShown())
    .addOption(json())
    .addHelpText(
      'after',
      `
Examples:
  warraq verify                       the release in dist-data
  warraq verify ~/Downloads/release   one that somebody sent
  warraq verify --rebuild             and that the sources still give it`,
    )
    .action(async (folder, options) => {
      const { runVerify } = await import('./commands/verify.js')
      process.exitCode = await runVerify(folder, options)
    })

  for (const command of warraq.commands)
    command.helpOption('--help', 'print this help').showHelpAfterError(false)
  return warraq
}

/** Help is wrapped to the width of the terminal: lines of the source are joined. */
function paragraphs(...texts: readonly string[]): string {
  return texts.map(text => text.replaceAll(/\s+/g, ' ')).join('\n\n')
}

async function main(argv: readonly string[]): Promise<void> {
  if (process.platform === 'win32') {
    process.stderr.write('warraq runs on Linux and macOS. On Windows, run it inside WSL.\n')
    process.exitCode = WRONG_USE
    return
  }
  try {
    await program().parseAsync(argv, { from: 'user' })
  } catch (error) {
    process.exitCode = await codeOf(error)
  }
}

async function codeOf(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE
  const { UsageError } = await import('./errors.js')
  const { translateIoError } = await import('./files/io-error.js')
  const path = error instanceof Error && 'path' in error ? String(error.path) : 'a file'
  const translated = translateIoError(error, { path, done: 'read or written' })
  if (translated instanceof UsageError) {
    const { printUsageError } = await import('./commands/print.js')
    printUsageError(translated)
    return WRONG_USE
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`This is a bug in ${tool.name} ${tool.version}.\n${trace}\n`)
  return A_BUG
}

/** `warraq … | head` closes the pipe early; that is no error, and what was begun is cleared away. */
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') return
  process.stderr.write(`Standard output cannot be written: ${error.message}\n`)
  process.exit(WRONG_USE)
})

await main(process.argv.slice(2))

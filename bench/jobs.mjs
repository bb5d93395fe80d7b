/**
 * What is measured: each job is the same work done by warraq and by what people would use instead. A command is made for the
 * corpus in `folder` and writes to `out`; `facts` reads from what it printed, or wrote, what all must agree on.
 */
export function jobsFor({ warraq, python, sourcemeta, peers, megabytes }) {
  const schema = ({ folder }) => `${folder}/record.schema.json`
  const records = ({ folder }) => `${folder}/records/all.jsonl`
  const validate = {
    warraq: {
      command: at => [
        ...warraq,
        'validate',
        '--schema',
        schema(at),
        '--problems',
        `${at.out}.jsonl`,
        records(at),
      ],
      facts: ({ stdout }) => {
        const said = stdout.replace(/(?<=\d)\D(?=\d{3})/g, '')
        const [, all, rejected = 0] = /(\d+) records(?:, of which (\d+))?/.exec(said) ?? []
        return `${all - rejected} of ${all} valid`
      },
    },
    'ajv, 2 threads': {
      command: at => [process.execPath, `${peers}/ajv.mjs`, schema(at), records(at), '2'],
      facts: ({ stdout }) => {
        const { records, valid } = JSON.parse(stdout)
        return `${valid} of ${records} valid`
      },
    },
  }
  const fast = {
    'sourcemeta --fast': {
      command: at => [sourcemeta, 'validate', '--fast', schema(at), records(at)],
      facts: ({ stderr }) => {
        const [, all, valid] = /(\d+) validated, (\d+) passed/.exec(stderr) ?? []
        return `${valid} of ${all} valid`
      },
    },
  }
  const frictionless = {
    frictionless: {
      command: at => [python, `${peers}/frictionless_validate.py`, schema(at), records(at)],
      facts: ({ stdout }) => {
        const { records, valid } = JSON.parse(stdout)
        return `${valid} of ${records} valid`
      },
    },
  }
  const exporting = formats => ({
    command: at => [...warraq, 'export', '--corpus', at.folder, '--out', at.out, '--formats', formats],
    writes: true,
  })
  const exportedBy = tool => ({
    command: at => [python, `${peers}/export.py`, tool, records(at), at.out],
    writes: true,
  })
  const size = megabytes
  return [
    { name: 'validate long', kind: 'long', size, contenders: { ...validate, ...fast } },
    { name: 'validate ascii', kind: 'ascii', size, contenders: validate },
    { name: 'validate short', kind: 'short', size, contenders: validate },
    { name: 'validate mixed', kind: 'mixed', size, contenders: validate },
    { name: 'validate some-invalid', kind: 'some-invalid', size, contenders: validate },
    { name: 'validate all-invalid', kind: 'all-invalid', size, contenders: validate },
    {
      name: 'validate a part of long',
      kind: 'long',
      size: size / 20,
      contenders: { warraq: validate.warraq, ...frictionless },
    },
    {
      name: 'export long',
      kind: 'long',
      size,
      contenders: {
        'warraq: JSON Lines, CSV, Arrow': exporting('jsonl,csv,arrow'),
        'warraq: and Parquet': exporting('jsonl,csv,arrow,parquet'),
        'DuckDB: JSON, CSV, Parquet': exportedBy('duckdb'),
        'polars: JSON, CSV, Arrow, Parquet': exportedBy('polars'),
        'pyarrow: Arrow, Parquet': exportedBy('pyarrow'),
      },
    },
    {
      name: 'export articles, with all rules and lints',
      kind: 'articles',
      size: size / 5,
      once: true,
      // There is nobody to agree with.
      contenders: { warraq: { ...exporting('jsonl,csv,arrow,parquet'), writes: false } },
    },
    ...[10, 30, 100, 500, 1000, 3000, 10_000]
      .filter(megabytes => megabytes <= size * 10)
      .map(megabytes => ({
        name: `growth ${megabytes}`,
        kind: 'long',
        size: megabytes,
        once: megabytes > size,
        contenders: {
          validate: validate.warraq,
          export: exporting('jsonl,csv,arrow,parquet'),
        },
      })),
  ]
}

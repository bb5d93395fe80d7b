// Reads a release in a page, in every way that there is, and tells the server what it read.
import { find, openRelease, readRecords, toUtf16 } from 'warraq'

const exact = (_, value) => (typeof value === 'bigint' ? { integer: String(value) } : value)

async function all(records) {
  const read = []
  for await (const record of records) read.push(record)
  return read
}

async function chosen(release) {
  const paths = ['datapackage.json', `schema/${release.schemaName}`, ...release.files.keys()]
  return Promise.all(
    paths.map(async path => {
      const file = new File([await (await fetch(`/release/${path}`)).blob()], path.split('/').at(-1))
      Object.defineProperty(file, 'webkitRelativePath', { value: `chosen/${path}` })
      return file
    }),
  )
}

async function told() {
  const release = await openRelease('/release')
  const schema = (await (await fetch('/release/datapackage.json')).json()).jsonSchema
  const files = await chosen({ ...release, schemaName: schema.split('/').at(-1) })
  const read = {}
  for (const format of ['jsonl', 'arrow', 'parquet']) {
    read[format] = await all(readRecords(release, { format }))
    read[`${format}, chosen`] = await all(readRecords(await openRelease(files), { format }))
  }
  const text = '🙂 إيران'
  const [hit] = find(text, 'ايران')
  return { title: release.title, read, found: text.slice(toUtf16(text, hit.start), toUtf16(text, hit.end)) }
}

const body = await told().then(
  value => JSON.stringify(value, exact),
  error => JSON.stringify({ error: `${error.stack}\n${error.cause?.stack ?? ''}` }),
)
await fetch('/told', { method: 'POST', body })

import { UsageError } from '../errors.js'
import { getAt } from '../records/paths.js'
import { openRelease, releasedRecords } from './opened.js'
import { inspect } from './target.js'

/**
 * Which of the ids a release holds; none where there is no release. Throws UsageError where something stands at `folder` that
 * cannot be read as one.
 */
export async function releasedIds(folder: string, wanted: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const { kind } = inspect(folder)
  const found = new Set<string>()
  if (kind === 'missing' || kind === 'empty' || wanted.size === 0) return found
  if (kind !== 'release') {
    throw new UsageError(`Which articles are released cannot be read from ${folder}: it is no release.`, {
      fix: 'Name the folder of the release.',
    })
  }
  const release = await openRelease(folder)
  const pointer = release.corpus.schema.keyField?.pointer
  if (pointer === undefined) return found
  for await (const { records } of releasedRecords(release)) {
    for (const record of records) {
      const id = getAt(record, pointer)
      if (id !== null && id !== undefined && typeof id !== 'object' && wanted.has(String(id)))
        found.add(String(id))
    }
    if (found.size === wanted.size) break
  }
  return found
}

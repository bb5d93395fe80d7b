import { appendFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportCorpus } from '../src/export.js'
import { tagFiles } from '../src/release/metadata/tag-files.js'
import { byCodePoint } from '../src/text/order.js'
import { copyOfCorpus, workdir } from './cli.js'

/** Files outside data/, by code point. */
function beside(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => !path.startsWith('data/') && statSync(join(folder, path)).isFile())
    .sort(byCodePoint)
}

describe.each(['seed', 'readings', 'haiku'] as const)('the files beside the data of "%s"', name => {
  test.each([false, true])(
    'are those that an export writes (with a withdrawn record: %s)',
    async withdrawn => {
      const corpus = copyOfCorpus(name)
      if (withdrawn) {
        const line = { id: 'gone', reason: 'It was wrong.', date: '2020-01-01' }
        appendFileSync(join(corpus, 'withdrawn.jsonl'), `${JSON.stringify(line)}\n`)
      }
      const { release, target } = await exportCorpus({
        corpus,
        out: join(workdir(), 'out'),
        formats: ['jsonl'],
      })
      if (release === undefined) throw new Error('nothing was published')
      expect(tagFiles(release).map(({ path }) => path)).toEqual(beside(target))
    },
  )
})

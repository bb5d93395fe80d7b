import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FileSink } from '../../files/file-sink.js'
import type { Statistics } from '../../records/statistics.js'
import { type OpenSink, runShard, type ShardTask } from '../../shards/shard.js'
import type { FileToWrite } from '../../shards/shard-files.js'
import { findDuplicates } from '../../shards/unique.js'
import { type ByteComparison, openByteComparison } from './same-bytes.js'

/** What a shard came to whose files hold, byte for byte, what is written of its records. Plain data. */
export interface SameShard {
  readonly records: number
  readonly statistics: Statistics
  /** Records, or lines of a child table, by the paths of the files. */
  readonly counts: Readonly<Record<string, number>>
  /** Sorted runs of unique values; a place's slice is that of the task. */
  readonly uniqueFiles: readonly string[]
}

/**
 * Makes a shard of a release again from one of its files, as `export` makes one, and compares the bytes instead of keeping them.
 * Where all are the same and no record has an error, all formats hold the same records, and nothing else could be found by
 * reading them. Undefined in every other case: it is not said what is wrong. Content digests and unique values go where the
 * task says, as those of an export.
 */
export async function sameShard(
  task: ShardTask,
  onProgress: (records: number) => void = () => undefined,
): Promise<SameShard | undefined> {
  const opened: Compared[] = []
  const openSink: OpenSink = about => {
    const sink = compared(about, openByteComparison(join(task.folder, about.path)))
    opened.push(sink)
    return sink
  }
  const isSame = () => opened.every(sink => sink.isSame())
  try {
    const report = await runShard(task, {
      openSink,
      onProgress: ({ records }) => {
        if (!isSame()) throw new Error('nothing is left to find out')
        onProgress(records)
      },
    })
    if (!isSame() || report.rejected > 0 || report.problems.bySeverity.error > 0) return undefined
    // Lines of a list's table are found by the id of their record: those of two records with one id cannot be told apart.
    const uniqueFiles = uniqueFilesOf(task)
    if (opened.some(({ table }) => table !== '') && hasKeyTwice(uniqueFiles)) return undefined
    const counts = Object.fromEntries(report.files.map(({ path, records }) => [path, records]))
    return { records: report.records, statistics: report.statistics, counts, uniqueFiles }
  } catch {
    // What cannot be read or made again is told by those who read every format.
    return undefined
  }
}

/** The sorted runs of unique values that a task left. */
const uniqueFilesOf = ({ out, unique }: ShardTask): string[] => {
  const files: string[] = []
  for (;;) {
    const path = join(out, `${unique}-${files.length}`)
    if (!existsSync(path)) return files
    files.push(path)
  }
}

function hasKeyTwice(uniqueFiles: readonly string[]): boolean {
  for (const { kind } of findDuplicates(uniqueFiles)) if (kind === 'key') return true
  return false
}

/** A longer line is taken by no reader; so many bytes are written at once only where a line is that long, or nearly. */
const MOST_AT_ONCE = 2 ** 26

type Compared = FileSink & { readonly table: string; isSame(): boolean }

function compared({ path, table }: FileToWrite, comparison: ByteComparison): Compared {
  let bytes = 0
  let isShort = true
  let isEnded = false
  let differs = false
  return {
    path,
    table,
    write: chunk => {
      bytes += chunk.length
      if (chunk.length > MOST_AT_ONCE) isShort = false
      comparison.write(chunk)
    },
    close: () => {
      differs = comparison.end() !== undefined
      isEnded = true
      return { path, bytes, sha256: '' }
    },
    abort: comparison.abort,
    settled: async () => undefined,
    isSame: () => isShort && (isEnded ? !differs : comparison.isSame()),
  }
}

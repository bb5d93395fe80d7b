import type { ExportProgress } from '../export-shards.js'
import { counted } from '../text/sentence.js'

export interface Progress {
  show(progress: ExportProgress): void
  /** Takes the line away. */
  end(): void
}

/** A line that tells people how far it has come: on a terminal only, at most ten times a second. */
export function startProgress(stream: NodeJS.WriteStream): Progress {
  if (stream.isTTY !== true) return { show: () => {}, end: () => {} }
  const started = performance.now()
  let last = 0
  let shown = false
  return {
    show: progress => {
      const now = performance.now()
      if (now - last < 100) return
      last = now
      shown = true
      stream.write(`\r\u001b[K${line(progress, (now - started) / 1000)}`)
    },
    end: () => {
      if (shown) stream.write('\r\u001b[K')
    },
  }
}

function line({ bytes, totalBytes, records, problems }: ExportProgress, seconds: number): string {
  const rate = Math.round(records / Math.max(seconds, 0.001))
  const share = totalBytes === 0 ? 1 : bytes / totalBytes
  const left = share > 0.01 ? `, ${Math.ceil((seconds / share) * (1 - share))} s left` : ''
  return `${Math.floor(share * 100)} %  ${counted(records, 'record')}  ${rate}/s  ${counted(problems, 'problem')}${left}`
}

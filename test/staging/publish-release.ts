import { payloadManifest, renderBagInfo, tagManifest } from '../../src/release/bag.js'
import { openStaging, type Staging } from '../../src/release/staging.js'

/** Publishes a small release whose files all say `label`; `size` is the bytes of its largest one. */
export function publishRelease(
  target: string,
  label: string,
  { size = 2_000, protect = [] }: { size?: number; protect?: readonly string[] } = {},
): Staging {
  const staging = openStaging(target, { protect })
  try {
    writeRelease(staging, label, size)
    staging.publish()
    return staging
  } finally {
    staging.discard()
  }
}

export function writeRelease(staging: Staging, label: string, size = 2_000): void {
  const write = (path: string, ...chunks: string[]) => {
    const sink = staging.createFile(path)
    for (const chunk of chunks) sink.write(Buffer.from(chunk))
    return sink.close()
  }
  const line = `${label} `.repeat(9) + '\n'
  write('data/articles.jsonl', ...Array.from({ length: Math.ceil(size / line.length) }, () => line))
  write('data/articles.csv', label)
  write('schema/article.schema.json', label)
  write('README.md', label)
  write('bag-info.txt', renderBagInfo([['External-Description', label]], staging.files()))
  write('manifest-sha256.txt', payloadManifest(staging.files()))
  write('tagmanifest-sha256.txt', tagManifest(staging.files()))
}

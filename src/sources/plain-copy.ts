import { closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { translateIoError } from '../files/io-error.js'
import { temporaryFolder } from '../files/temporary-folder.js'
import { writeFully } from '../files/write-fully.js'
import { type Location, type Problem, problem } from '../problem.js'
import { transcoderOf } from '../text/transcode.js'
import { firstBadByte } from '../text/utf8.js'
import { absolutePath, isPacked, openBytes } from './bytes.js'
import type { InputFile, SourceContext } from './source.js'

/** A file of text that can be read from anywhere: itself, or a copy of it that is unpacked and in UTF-8. */
export interface PlainFile {
  /** Absolute. */
  readonly path: string
  /** The encoding that it was copied from. */
  readonly encoding: string | undefined
  readonly problems: readonly Problem[]
  /** What ended the copy before its time, with the place at which it ends; undefined where it is whole. */
  readonly cut: ((at: Location) => Problem) | undefined
  /** Removes the copy. */
  close(): void
}

/** The copy lies on the disk, and so it may not be as large as what only passes through memory. */
const copyLimits = { bytes: 2 ** 30, ratio: 100 }

/** Copies a file where it is packed, or is said to be in another encoding than UTF-8. */
export async function plainFile(
  place: Pick<InputFile, 'path' | 'at' | 'stated'>,
  context: Pick<SourceContext, 'folder'>,
): Promise<PlainFile> {
  const path = absolutePath(place, context)
  const { path: file, at, stated } = place
  const transcoder = stated?.encoding === undefined ? undefined : await transcoderOf(stated.encoding)
  const encoding = transcoder?.encoding === 'utf-8' ? undefined : transcoder?.encoding
  const bytes = await openBytes({ path: file, ...(at !== undefined && { at }) }, context, {
    limits: copyLimits,
  })
  if (encoding === undefined && !isPacked(path) && bytes.fault({ file }) === undefined) {
    await bytes.close()
    return { path, encoding, problems: [], cut: undefined, close: () => {} }
  }
  const folder = temporaryFolder()
  const copy = join(folder, 'copy')
  const close = () => rmSync(folder, { recursive: true, force: true })
  try {
    const output = openSync(copy, 'wx')
    const write = (chunk: Buffer, isWhole = false) =>
      writeFully(output, encoding === undefined ? chunk : (transcoder?.write(chunk, isWhole) ?? chunk))
    try {
      for await (const chunk of bytes.chunks) write(chunk)
      write(Buffer.alloc(0), true)
    } finally {
      closeSync(output)
    }
  } catch (error) {
    close()
    throw translateIoError(error, { path: copy, done: 'written' })
  }
  const isUtf8 = encoding !== undefined && !encoding.startsWith('utf') && isUtf8Text(bytes.head)
  return {
    path: copy,
    encoding,
    problems: isUtf8 ? [problem('csv/utf8-already', { file }, { encoding })] : [],
    cut: bytes.fault({ file }) && (location => bytes.fault(location) ?? problem('file/empty', location, {})),
    close,
  }
}

/** Texts in other encodings are hardly ever UTF-8 by chance, save for plain ASCII. The head may end within a character. */
const isUtf8Text = (head: Buffer): boolean =>
  head.some(byte => byte > 0x7f) && firstBadByte(head) > head.length - 4

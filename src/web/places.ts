import { UsageError } from '../errors.js'

/** A file that somebody chose: what `<input type="file" webkitdirectory>` gives. */
export interface ChosenFile extends Blob {
  readonly name: string
  /** With the chosen folder in front; empty where files were chosen one by one. */
  readonly webkitRelativePath?: string
}

/** Where a release is: the address of its folder, or all of its files. */
export type ReleasePlace = string | URL | Iterable<ChosenFile>

/** A file of a release, in parts and as a whole. */
export interface WebFile {
  /** How messages call it. */
  readonly name: string
  stream(): Promise<AsyncIterable<Uint8Array>>
  /** Half-open. */
  part(start: number, end: number): Promise<ArrayBuffer>
}

/** The files of a release by their paths in it. Throws UsageError where one is not there. */
export function filesAt(place: ReleasePlace): (path: string) => WebFile {
  if (typeof place !== 'string' && !(place instanceof URL)) return chosenFiles([...place])
  const base = new URL(place, pageAddress())
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return path => fetchedFile(new URL(path, base))
}

/** A worker and Node have none. */
function pageAddress(): string | undefined {
  const { location } = globalThis as { readonly location?: { readonly href: string } }
  return location?.href
}

function fetchedFile(url: URL): WebFile {
  const name = url.href
  const get = async (headers: Record<string, string> = {}): Promise<Response> => {
    const response = await fetch(url, { headers })
    if (response.ok) return response
    throw new UsageError(`${name} cannot be read: the server answered ${response.status}.`)
  }
  let whole: Promise<ArrayBuffer> | undefined
  return {
    name,
    stream: async () => chunksOf((await get()).body),
    part: async (start, end) => {
      if (whole !== undefined) return (await whole).slice(start, end)
      const response = await get({ range: `bytes=${start}-${end - 1}` })
      const bytes = response.arrayBuffer()
      // A server need not know of ranges: then all came, and is kept.
      if (response.status !== 206) whole = bytes
      return response.status === 206 ? bytes : (await bytes).slice(start, end)
    },
  }
}

function chosenFiles(files: readonly ChosenFile[]): (path: string) => WebFile {
  const pathOf = (file: ChosenFile) => file.webkitRelativePath || file.name
  const roots = files.map(pathOf).filter(path => /(^|\/)datapackage\.json$/.test(path))
  const [root = ''] = roots.sort((a, b) => a.length - b.length)
  const folder = root.slice(0, root.length - 'datapackage.json'.length)
  const byPath = new Map(files.map(file => [pathOf(file), file]))
  return path => {
    const file = byPath.get(`${folder}${path}`)
    if (file === undefined) throw new UsageError(`${path} is not among the files of the release.`)
    return {
      name: path,
      stream: async () => chunksOf(file.stream()),
      part: (start, end) => file.slice(start, end).arrayBuffer(),
    }
  }
}

/** Not every browser can loop over a stream by itself. */
async function* chunksOf(stream: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = stream?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel()
  }
}

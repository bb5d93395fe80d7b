import { chunksOf } from '../files/chunks.js'
import type { Sink } from '../formats/format.js'
import type { Problem } from '../problem.js'
import { unpackedName } from './bytes.js'
import { type ChildLine, type Children, openChildren } from './csv-children.js'
import { isBroken, piecesOf, textIn } from './csv-table.js'
import { type OpenTables, openTables } from './csv-tables.js'
import type { PlainFile } from './plain-copy.js'
import type { Partition, SourceContext } from './source.js'

/** Lines go where their record does, as they stand, and those of its lists with them; each half has all headers. */
export async function partition(parts: Partition, context: SourceContext): Promise<void> {
  const { tables, plain, close } = await openTables(parts.file, context)
  try {
    copy(tables, plain, parts)
  } finally {
    close()
  }
}

function copy(
  tables: OpenTables | Problem,
  plain: PlainFile,
  { file, isRejected, sinkFor }: Partition,
): void {
  const ending = /\.[ct]sv$/i.exec(unpackedName(file.path))?.[0].toLowerCase() ?? '.csv'
  const halves = (name: string, header: Buffer): readonly [Sink, Sink] => {
    const sinks = [sinkFor('accepted', name), sinkFor('rejected', name)] as const
    for (const sink of sinks) sink.write(header)
    return sinks
  }
  if ('code' in tables) {
    const [, rejected] = halves(ending, Buffer.alloc(0))
    for (const chunk of chunksOf(plain.path)) rejected.write(chunk)
    return
  }
  const { main, files, key, cut } = tables
  const lines = halves(ending, main.header)
  const children = files.flatMap(of => {
    const open = openChildren(main, key, [of]).get(of.table.name)
    const sinks = halves(`.${of.table.name}${ending}`, of.header)
    if (open !== undefined && !('code' in open)) return [{ open, sinks }]
    for (const { raw } of piecesOf(of)) sinks[1].write(raw)
    return []
  })
  for (const { name, path } of tables.unread) {
    const rejected = sinkFor('rejected', `.${name}${ending}`)
    for (const chunk of chunksOf(path)) rejected.write(chunk)
  }
  let ordinal = -1
  let broken = false
  for (const piece of piecesOf(main)) {
    if (!piece.continued) ordinal++
    broken ||= cut !== undefined && isBroken(piece)
    const half = broken || isRejected(ordinal) ? 1 : 0
    lines[half].write(piece.raw)
    const text = piece.continued ? undefined : textIn(main, piece, key)
    for (const { open, sinks } of children) {
      writeAll(sinks[half], text === undefined ? [] : open.linesOf(text))
      writeAll(sinks[1], open.strays())
    }
  }
  for (const { open, sinks } of children) writeRest(open, sinks[1])
}

function writeRest(open: Children, sink: Sink): void {
  writeAll(sink, open.rest())
  writeAll(sink, open.strays())
  open.close()
}

const LINE_FEED = 0x0a

/** The file's last line may have no line feed, and may now stand before others. */
function writeAll(sink: Sink, lines: Iterable<ChildLine>): void {
  for (const { raw } of lines) {
    sink.write(raw)
    if (raw.at(-1) !== LINE_FEED) sink.write(Buffer.of(LINE_FEED))
  }
}

import { isUtf8 } from 'node:buffer'
import { bytesAt } from '../files/chunks.js'
import { type Packing, packingOf } from '../files/unpack.js'
import { openBytes, unpackedName } from '../sources/bytes.js'
import { isUtf16, markBytes } from '../sources/encoding.js'
import { type LikelyEncoding, likelyEncoding } from '../text/encoding.js'
import { firstBadByte } from '../text/utf8.js'
import { separatorOf } from './table-read.js'

/** What a file is by its content. */
export type Form = 'jsonl' | 'json' | 'csv' | 'parquet' | 'arrow' | 'text' | 'unknown'

export interface FileForm {
  readonly form: Form
  /** How it is packed, or undefined. */
  readonly packed: Packing | undefined
  /** In words, where the form is unknown: `a ZIP archive (XLSX, DOCX and EPUB are such)`. */
  readonly looksLike: string | undefined
  /** `utf-8`, another that is likely, or undefined where the file is no text, or nothing can be said. */
  readonly encoding: string | undefined
  readonly likely: LikelyEncoding | undefined
  readonly hasMark: boolean
  /** What parts the cells of a CSV table. */
  readonly separator: string | undefined
}

const HEAD_BYTES = 64 * 1024

/** Tells what a file is by its first bytes; its name decides only between forms that these bytes could be. */
export async function formOfFile(path: string): Promise<FileForm> {
  const packed = packingOf(path)
  const head = packed === undefined ? bytesAt(path, 0, HEAD_BYTES) : await unpackedHead(path)
  const known = magics.find(({ bytes }) => head.subarray(0, bytes.length).equals(bytes))
  const none = {
    packed,
    looksLike: undefined,
    encoding: undefined,
    likely: undefined,
    hasMark: false,
    separator: undefined,
  }
  if (known !== undefined) return { ...none, form: known.form, looksLike: known.looksLike }
  if (head.length === 0) {
    const looksLike = packed === undefined ? 'empty' : `packed by ${packed}, and empty or damaged`
    return { ...none, form: 'unknown', looksLike }
  }
  const mark = markBytes(head)
  if (isUtf16(head)) {
    const encoding = head[0] === 0xff || head[1] === 0 ? 'utf-16le' : 'utf-16be'
    return { ...none, form: 'text', encoding, hasMark: head[0] === 0xff || head[0] === 0xfe }
  }
  const body = wholeCharacters(head.subarray(mark))
  if (isBinary(body))
    return { ...none, form: 'unknown', looksLike: 'no text, and no form that is known here' }
  const isText = isUtf8(body)
  const likely = isText ? undefined : likelyEncoding(body, firstBadByte(body))
  const text = {
    ...none,
    encoding: isText ? 'utf-8' : likely?.encoding.toLowerCase(),
    likely,
    hasMark: mark > 0,
  }
  return { ...text, ...textForm(body, unpackedName(path.toLowerCase())) }
}

/** As much of the beginning as there is of what was packed. */
async function unpackedHead(path: string): Promise<Buffer> {
  const bytes = await openBytes({ path, at: path }, { folder: '.' })
  await bytes.close()
  return bytes.head.subarray(0, HEAD_BYTES)
}

const magic = (text: string, form: Form, looksLike?: string) => ({
  bytes: Buffer.from(text, 'latin1'),
  form,
  looksLike,
})

const magics: readonly {
  readonly bytes: Buffer
  readonly form: Form
  readonly looksLike: string | undefined
}[] = [
  magic('PAR1', 'parquet'),
  magic('ARROW1', 'arrow'),
  magic('\xff\xff\xff\xff', 'arrow'),
  magic('PK\x03\x04', 'unknown', 'a ZIP archive (spreadsheets in XLSX and ODS, DOCX and EPUB are such)'),
  magic('%PDF-', 'unknown', 'a PDF'),
  magic('SQLite format 3\0', 'unknown', 'an SQLite database'),
  magic('\x89HDF\r\n\x1a\n', 'unknown', 'HDF5'),
  magic('Obj\x01', 'unknown', 'Avro'),
  magic('ORC', 'unknown', 'ORC'),
  magic('FEA1', 'unknown', 'Feather version 1'),
  magic('PARE', 'unknown', 'an encrypted Parquet file'),
  magic('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'unknown', 'a file of old Microsoft Office (XLS, DOC)'),
  magic('BZh', 'unknown', 'packed by bzip2'),
  magic('\xfd7zXZ\0', 'unknown', 'packed by xz'),
  magic("7z\xbc\xaf'\x1c", 'unknown', 'a 7z archive'),
  magic('\x89PNG', 'unknown', 'a PNG picture'),
  magic('\xff\xd8\xff', 'unknown', 'a JPEG picture'),
  magic('\x80\x04', 'unknown', 'a Python pickle'),
]

/** Without a character that the end of the head cuts through. */
function wholeCharacters(head: Buffer): Buffer {
  if (head.length < HEAD_BYTES - 4) return head
  for (let cut = 1; cut <= 4; cut++) {
    const byte = head[head.length - cut] ?? 0
    if (byte < 0x80) return head.subarray(0, head.length - cut + 1)
    if (byte >= 0xc0) return head.subarray(0, head.length - cut)
  }
  return head
}

/** Text of any encoding that is not 16 bits wide has no NUL, and few other controls. */
function isBinary(body: Buffer): boolean {
  let controls = 0
  for (const byte of body) {
    if (byte === 0) return true
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c) controls++
  }
  return controls > body.length / 100
}

function textForm(body: Buffer, name: string): Pick<FileForm, 'form' | 'separator' | 'looksLike'> {
  const text = body.toString('latin1').trimStart()
  const said = { separator: undefined, looksLike: undefined }
  if (/\.(jsonl|ndjson)$/.test(name) && !text.startsWith('[')) return { ...said, form: 'jsonl' }
  if (text.startsWith('{') || text.startsWith('[')) {
    const lines = text.split('\n', 2).map(line => line.trim())
    const isLine = isJson(Buffer.from(lines[0] ?? '', 'latin1').toString('utf8'))
    const hasMore = /^[{[]/.test(lines[1] ?? '')
    const isLong = !text.includes('\n') && body.length >= HEAD_BYTES - 8
    if (text.startsWith('{') && isLine) {
      return { ...said, form: hasMore || !name.endsWith('.json') ? 'jsonl' : 'json' }
    }
    const isNamed = /\.(jsonl|ndjson)$/.test(name) && (lines[1] ?? '') !== ''
    if (text.startsWith('[') && isLine && (hasMore || isNamed)) return { ...said, form: 'jsonl' }
    if (isLong && /\.(jsonl|ndjson)$/.test(name)) return { ...said, form: 'jsonl' }
    if (/^[[{]\s*(["{[\]}\d-]|true|false|null)/.test(text)) return { ...said, form: 'json' }
  }
  if (/^(<!doctype html|<html|<head|<body)/i.test(text)) return { ...said, form: 'text', looksLike: 'HTML' }
  if (text.startsWith('<?xml') || /^<[a-z][^<>]*>/i.test(text))
    return { ...said, form: 'text', looksLike: 'XML or HTML' }
  const separator = separatorOf(body)
  if (/\.(csv|tsv|tab)$/.test(name)) {
    return { form: 'csv', separator: separator ?? (name.endsWith('.csv') ? ',' : '\t'), looksLike: undefined }
  }
  if (separator !== undefined && !/\.(txt|md)$/.test(name))
    return { form: 'csv', separator, looksLike: undefined }
  return { ...said, form: 'text' }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

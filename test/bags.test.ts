import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { algorithmOf } from '../src/bags/algorithms.js'
import { checkBag } from '../src/bags/check-bag.js'
import { decodePath, encodePath } from '../src/bags/manifest-line.js'
import { bagPath } from '../src/bags/path.js'
import { tagEncoding, UTF_8 } from '../src/bags/tag-encoding.js'
import { tagLines } from '../src/bags/tag-lines.js'
import { bags } from '../src/catalogue/bags.js'
import { bagFiles, digest, type Files, manifest, put, verdict as verdictOf } from './bags.js'
import { workdir } from './cli.js'

const VERSIONS = ['0.93', '0.94', '0.95', '0.96', '0.97', '1.0']
const DRAFT = '0.97'
const none = { errors: [], warnings: [] }
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16 = (text: string) => Buffer.from(text, 'utf16le').swap16()

const seen = new Set<string>()
async function verdict(folder: string) {
  const { errors, warnings } = await verdictOf(folder)
  for (const code of [...errors, ...warnings]) seen.add(code)
  return { errors, warnings }
}

const judge = (files: Files) => verdict(put(files))
const errorsOf = async (files: Files) => (await judge(files)).errors
const warned = (...warnings: string[]) => ({ errors: [], warnings })
const failed = (...errors: string[]) => ({ errors, warnings: [] })
/** A bag without tag manifests, so that its tag files may be changed. */
const bag = (files: Files = {}, version = '1.0') => ({
  ...bagFiles({ version, tagAlgorithms: [] }),
  ...files,
})
const line = (algorithm: string, path: string, content = 'alif') => `${digest(algorithm, content)}  ${path}\n`
const declared = (text: string, version = '1.0') => bag({ 'bagit.txt': text }, version)

// The names of the Library of Congress' suite, and what each of its cases is about; the bags are made here.
describe('what the conformance suite calls valid', () => {
  test.each(VERSIONS)('basic-bag, v%s', async version =>
    expect(await judge(bagFiles({ version }))).toEqual(none),
  )

  test.each(VERSIONS.slice(0, -1))('duplicate-metadata-entries, v%s', async version => {
    const info = version < '0.96' ? 'package-info.txt' : 'bag-info.txt'
    const text = 'Contact-Name: Edna\nContact-Name: Foo\nBagging-Date: 2009-10-14\nBagging-Date: 2016-10-14\n'
    const folder = put(bagFiles({ version, tags: { [info]: text }, algorithms: ['md5'] }))
    expect(await verdict(folder)).toEqual(none)
    expect((await checkBag(folder)).tags.map(([, value]) => value)).toEqual([
      'Edna',
      'Foo',
      '2009-10-14',
      '2016-10-14',
    ])
  })

  test.each(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])('basic-bag-%s', async algorithm =>
    expect(await judge(bagFiles({ version: DRAFT, algorithms: [algorithm] }))).toEqual(none),
  )

  test('minimal-bag', async () => {
    expect(await judge(bagFiles({ version: DRAFT, payload: {}, tagAlgorithms: [] }))).toEqual(none)
    expect(await judge(bagFiles({ payload: {} }))).toEqual(none)
  })

  test('bag-in-a-bag', async () => {
    const inner = Object.fromEntries(
      Object.entries(bagFiles({ version: DRAFT })).map(([path, content]) => [`data/inner/${path}`, content]),
    )
    expect(await judge(bagFiles({ version: DRAFT, payload: inner }))).toEqual(none)
  })

  test('bag-with-encoded-names, bag-with-escapable-characters and bag-with-space', async () => {
    const names = ['~a.txt', '%7Edir/%7Eb.txt', '%c.txt', 'd%0Ae', ' f  g.txt', 'h#i&j.txt', "k'l.txt"]
    const payload = Object.fromEntries(names.map(name => [`data/dir/${name}`, name]))
    expect(await judge(bagFiles({ version: DRAFT, payload }))).toEqual(none)
  })

  test('bag-with-leading-dot-slash-in-manifest', async () => {
    const files = bag(
      {
        'manifest-sha512.txt': `${line('sha512', './data/a.txt')}${line('sha512', './data/sub/b.txt', 'ba')}`,
      },
      '0.96',
    )
    expect(await judge(files)).toEqual(warned('bag/manifest-style'))
  })

  test('holey-bag: what was to be fetched is there', async () => {
    const fetch =
      'http://localhost:8989/a.txt - data/a.txt\nhttp://localhost:8989/b%20c.txt 2 data/sub/b.txt\n'
    for (const version of [DRAFT, '1.0'])
      expect(await judge(bagFiles({ version, tags: { 'fetch.txt': fetch } }))).toEqual(none)
  })

  test('local-fetch: a file that no manifest asks for', async () => {
    const tags = { 'fetch.txt': 'file:///home/somebody/picture.png 42000 picture.png\n' }
    expect(await judge(bagFiles({ version: DRAFT, tags }))).toEqual(warned('bag/fetch-not-payload'))
    expect(await errorsOf(bagFiles({ tags }))).toEqual(['bag/fetch-not-payload'])
  })

  test('uncommon-metadata-separators', async () => {
    const tags = { 'bag-info.txt': 'A:b\nC :d\nE\t:\tf\nG:   h\nI: j: k\n' }
    const folder = put(bagFiles({ version: DRAFT, tags }))
    expect(await verdict(folder)).toEqual(warned('bag/info-line'))
    expect((await checkBag(folder)).tags).toEqual(
      ['Ab', 'Cd', 'Ef', 'Gh'].map(([a, b]) => [a, b]).concat([['I', 'j: k']]),
    )
    expect(await errorsOf(bagFiles({ tags }))).toEqual(['bag/info-line'])
  })

  test('ISO-8859-1-encoded-tag-files and UTF-16-encoded-tag-files', async () => {
    const payload = { 'data/contrôle.txt': 'x' }
    for (const [encoding, encode] of [
      ['ISO-8859-1', latin1],
      ['UTF-16BE', utf16],
      ['UTF-16', (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
      ['UTF-16', utf16],
    ] as const) {
      const tags = {
        'bag-info.txt': encode('Contact-Name: René\n'),
        'fetch.txt': encode('http://localhost/x 1 data/contrôle.txt\n'),
      }
      const folder = put(bagFiles({ version: DRAFT, encoding, payload, tags, encode, algorithms: ['md5'] }))
      expect(await verdict(folder)).toEqual(none)
      expect((await checkBag(folder)).tags).toEqual([['Contact-Name', 'René']])
    }
    expect(await judge(bagFiles({ encoding: 'ISO-8859-1', encode: latin1, payload }))).toEqual(
      warned('bag/encoding'),
    )
  })

  test('bag-with-tagfiles-in-payload-manifest', async () => {
    const plain = bag({}, '0.96')
    const listed = `${plain['manifest-sha512.txt']}${manifest('sha512', { 'bagit.txt': plain['bagit.txt'] ?? '' })}`
    expect(await judge({ ...plain, 'manifest-sha512.txt': listed })).toEqual(warned('bag/not-payload'))
    expect(
      await errorsOf(
        bag({
          'manifest-sha512.txt': `${bag()['manifest-sha512.txt']}${manifest('sha512', { 'bagit.txt': bag()['bagit.txt'] ?? '' })}`,
        }),
      ),
    ).toEqual(['bag/not-payload'])
  })

  test('precomposed-character-in-filename, whichever way the disk spells it', async () => {
    for (const name of ['data/contr\u00f4le.txt', 'data/contro\u0302le.txt']) {
      const files = { ...bag({}, DRAFT), [name]: 'x' }
      const text = `${bag()['manifest-sha512.txt']}${line('sha512', 'data/contr\u00f4le.txt', 'x')}`
      const { errors } = await judge({ ...files, 'manifest-sha512.txt': text })
      expect(errors).toEqual([])
    }
  })
})

describe('what the conformance suite warns of', () => {
  test('made-with-md5sum-tools', async () => {
    const text = `${digest('md5', 'hi')} *data/hello.txt\n`
    const files = {
      'bagit.txt': bag({}, DRAFT)['bagit.txt'] ?? '',
      'data/hello.txt': 'hi',
      'manifest-md5.txt': text,
    }
    expect(await judge(files)).toEqual(warned('bag/manifest-style'))
    expect(await errorsOf({ ...files, 'data/hello.txt': 'ho' })).toEqual(['bag/checksum'])
  })

  test('relative-path', async () => {
    const text = `${line('sha512', 'data/../data/./a.txt')}${line('sha512', 'data//sub/b.txt', 'ba')}`
    expect(await judge(bag({ 'manifest-sha512.txt': text }, DRAFT))).toEqual(warned('bag/manifest-style'))
  })

  test('filename-normalization', async () => {
    const payload = { 'data/Nu\u0301n\u0303ez': '' }
    const files = bagFiles({ version: DRAFT, payload, tagAlgorithms: [] })
    const text = line('sha512', 'data/N\u00fa\u00f1ez', '')
    expect(await judge({ ...files, 'manifest-sha512.txt': text })).toEqual(warned('bag/normalization'))
  })

  test('same-filename-listed-twice-with-different-normalization', async () => {
    const both = { 'data/N\u00fa\u00f1ez': '', 'data/Nu\u0301n\u0303ez': '' }
    expect(await judge(bagFiles({ version: DRAFT, payload: both }))).toEqual(warned('bag/normalization'))
    const one = { ...bag({}, DRAFT), 'data/N\u00fa\u00f1ez': '' }
    const text = `${bag()['manifest-sha512.txt']}${manifest('sha512', both)}`
    const { errors } = await judge({ ...one, 'manifest-sha512.txt': text })
    expect(errors).toEqual([])
  })

  test('same-filename-listed-twice-with-the-same-hash', async () => {
    const twice = `${bag()['manifest-sha512.txt']}${line('sha512', 'data/a.txt')}`
    expect(await judge(bag({ 'manifest-sha512.txt': twice }, DRAFT))).toEqual(warned('bag/listed-twice'))
    expect(await errorsOf(bag({ 'manifest-sha512.txt': twice }))).toEqual(['bag/listed-twice'])
  })

  test('duplicate-file-with-different-case', async () => {
    const payload = { 'data/a.txt': 'x', 'data/A.txt': 'y' }
    expect(await judge(bagFiles({ version: DRAFT, payload }))).toEqual(warned('bag/case'))
  })

  test('special-system-files', async () => {
    for (const name of ['.DS_Store', 'Thumbs.db', 'sub/desktop.ini', '._a.txt'])
      expect(await judge(bagFiles({ version: DRAFT, payload: { [`data/${name}`]: 'x' } }))).toEqual(
        warned('bag/name'),
      )
  })
})

describe('what the conformance suite calls invalid', () => {
  test('baginfo-missing-encoding, invalid-version-number, bagit-with-invalid-whitespace', async () => {
    const encoding = 'Tag-File-Character-Encoding: UTF-8\n'
    expect(await errorsOf(declared('BagIt-Version: 0.97\n'))).toEqual(['bag/declaration'])
    expect(await errorsOf(declared(`BagIt-Version: .97\n${encoding}`))).toEqual(['bag/version'])
    for (const version of [DRAFT, '1.0']) {
      const spaced = `BagIt-Version : ${version}\nTag-File-Character-Encoding : UTF-8\n`
      expect(await errorsOf(declared(spaced, version))).toEqual(['bag/declaration'])
    }
  })

  test('bom-in-bagit.txt', async () => {
    for (const version of VERSIONS) {
      const files = bag({}, version)
      expect(await errorsOf({ ...files, 'bagit.txt': `\uFEFF${files['bagit.txt']}` })).toEqual(['bag/bom'])
    }
  })

  test('corrupt-data-file and corrupt-tag-file', async () => {
    for (const version of VERSIONS) {
      const files = bagFiles({ version, tags: { 'tags/x.txt': 'x' } })
      expect(await errorsOf({ ...files, 'data/a.txt': 'alef' })).toEqual(['bag/checksum'])
      expect(await errorsOf({ ...files, 'tags/x.txt': 'y' })).toEqual(['bag/checksum'])
    }
  })

  test('extra-file-in-bag and missing-from-manifest', async () => {
    for (const extra of ['data/bar', 'data/.DS_Store', 'data/.hidden/x', 'data/sub/Thumbs.db'])
      expect(await errorsOf({ ...bagFiles({ version: DRAFT }), [extra]: '' })).toEqual(['bag/unlisted'])
  })

  test('missing-baginfo and missing-bagit.txt', async () => {
    const files = bagFiles({ version: DRAFT, tags: { 'bag-info.txt': 'A: b\n' } })
    const { 'bag-info.txt': _, ...withoutInfo } = files
    expect(await judge(withoutInfo)).toEqual(failed('bag/missing'))
    const { 'bagit.txt': __, ...without } = files
    const report = await checkBag(put(without))
    expect(report).toMatchObject({ isBag: false, version: null, problems: [{ code: 'bag/no-declaration' }] })
    await judge(without)
  })

  test('same-filename-listed-twice-with-different-hashes', async () => {
    for (const version of [DRAFT, '1.0']) {
      const twice = `${line('sha512', 'data/a.txt', 'x')}${bag()['manifest-sha512.txt']}`
      expect(await errorsOf(bag({ 'manifest-sha512.txt': twice }, version))).toEqual([
        'bag/listed-twice',
        'bag/checksum',
      ])
    }
  })

  test.each([
    ['dot-notation', '../../../README.md'],
    ['dot-notation', 'data/../../README.md'],
    ['absolute-path', '/tmp/foo'],
    ['shortcut', '~/foo'],
    ['shortcut-username', '~root/foo'],
    ['absolute-path', 'C:\\Windows\\System32\\setx.exe'],
    ['unc', '\\\\?\\UNC\\server\\Windows\\System32\\setx.exe'],
    ['shortcut', '%HomeDrive%\\Windows\\System32\\setx.exe'],
    ['backslashes', 'data\\a.txt'],
    ['backslashes', 'data/..\\..\\..\\x'],
  ])('out-of-scope-file-paths-using-%s: %s', async (_, path) => {
    for (const version of [DRAFT, '1.0']) {
      for (const [file, text] of [
        ['manifest-sha512.txt', `${bag()['manifest-sha512.txt']}${line('sha512', path)}`],
        ['tagmanifest-sha256.txt', `${line('sha256', path)}`],
        ['fetch.txt', `http://localhost/foo - ${path}\n`],
      ] as const)
        expect((await errorsOf(bag({ [file]: text }, version)))[0], file).toBe('bag/path-outside')
    }
  })
})

describe('bagit.txt', () => {
  const encoding = 'Tag-File-Character-Encoding: UTF-8'
  test.each([
    `${encoding}\nBagIt-Version: 1.0\n`,
    `BagIt-Version: 1.0\n${encoding}\nMore: lines\n`,
    `BagIt-Version: 1.0\n${encoding}\n\n`,
    `BagIt-Version:1.0\n${encoding}\n`,
    `BagIt-Version:  1.0\n${encoding}\n`,
    `BagIt-Version: 1.0 \n${encoding}\n`,
    ` BagIt-Version: 1.0\n${encoding}\n`,
    `bagit-version: 1.0\n${encoding}\n`,
    '',
    '\0'.repeat(100),
    `${' '.repeat(2000)}\n`.repeat(200),
  ])('%j is no declaration of 1.0', async text => {
    expect((await errorsOf(declared(text)))[0]).toBe('bag/declaration')
  })

  test.each(['\n', '\r\n', '\r', ''])('may end its lines with %j', async end => {
    const text = `BagIt-Version: 1.0${end || '\n'}${encoding}${end}`
    expect(await judge(declared(text))).toEqual(none)
  })

  test('of a draft may have other spaces after the colon', async () => {
    const text = `BagIt-Version:\t0.97 \n${encoding}\n\n`
    expect(await judge(declared(text, DRAFT))).toEqual(warned('bag/declaration'))
  })

  test.each(['0.92', '0.98', '1.1', '2.0', '1', '1.00', '01.0', 'x'])(
    'does not know the version %s',
    async version => {
      const folder = put(declared(`BagIt-Version: ${version}\n${encoding}\n`))
      expect((await verdict(folder)).errors).toEqual(['bag/version'])
      expect(await checkBag(folder)).toMatchObject({ isBag: true, version: null })
    },
  )

  test('is UTF-8 whatever it says', async () => {
    expect(
      await errorsOf(bag({ 'bagit.txt': Buffer.from('BagIt-Version: 1.0\nx\xff', 'latin1') })),
    ).toContain('bag/undecodable')
  })

  test('names an encoding that exists, and the tag files are in it', async () => {
    const of = (name: string) => declared(`BagIt-Version: 0.97\nTag-File-Character-Encoding: ${name}\n`)
    expect(await errorsOf(of('UTF-99'))).toEqual(['bag/encoding'])
    expect(await errorsOf(of('US-ASCII'))).toEqual([])
    const bad = { 'bag-info.txt': latin1('A: é\nB: c\n') }
    const { problems, tags } = await checkBag(put(bag(bad)))
    expect(problems).toMatchObject([{ code: 'bag/undecodable', location: { file: 'bag-info.txt', line: 1 } }])
    expect(tags).toEqual([['B', 'c']])
    expect(await errorsOf({ ...of('UTF-16BE'), ...bad })).toContain('bag/manifest-line')
    expect(await errorsOf({ ...of('UTF-16BE'), 'bag-info.txt': 'A: b\n!!' })).toContain('bag/undecodable')
    expect(await errorsOf({ ...of('UTF-16BE'), 'bag-info.txt': Buffer.from([0xd8, 0, 0, 65]) })).toContain(
      'bag/undecodable',
    )
    expect(await errorsOf({ ...of('US-ASCII'), ...bad })).toEqual(['bag/undecodable'])
    expect(await errorsOf({ ...of('windows-1256'), ...bad })).toEqual([])
  })
})

describe('structure', () => {
  test('needs data/ and a payload manifest', async () => {
    const folder = put(bagFiles({ payload: {} }))
    rmSync(join(folder, 'data'), { recursive: true })
    expect(await verdict(folder)).toEqual(failed('bag/no-payload-folder'))
    expect(await judge({ 'bagit.txt': bag()['bagit.txt'] ?? '' })).toEqual(failed('bag/no-manifest'))
    expect(await errorsOf({ 'bagit.txt': bag()['bagit.txt'] ?? '', 'data/x': '' })).toEqual([
      'bag/no-manifest',
      'bag/unlisted',
    ])
  })

  test('is a folder: packed bags are refused', async () => {
    const folder = workdir()
    writeFileSync(join(folder, 'bag.zip'), 'PK')
    await expect(checkBag(join(folder, 'bag.zip'))).rejects.toMatchObject({
      name: 'UsageError',
      fix: expect.stringContaining('Unpack'),
    })
    await expect(checkBag(join(folder, 'none'))).rejects.toThrow('There is no folder')
  })
})

describe('manifests', () => {
  test('in 1.0 each lists every payload file, in a draft one is enough', async () => {
    const made = { algorithms: ['md5', 'sha512'], tagAlgorithms: [] }
    const one = line('sha512', 'data/a.txt')
    expect(await judge({ ...bagFiles({ ...made, version: DRAFT }), 'manifest-sha512.txt': one })).toEqual(
      none,
    )
    expect(await errorsOf({ ...bagFiles(made), 'manifest-sha512.txt': one })).toEqual([
      'bag/not-in-every-manifest',
    ])
  })

  test('a file that is listed is there, and is a file', async () => {
    for (const path of ['data/c.txt', 'data/sub', 'data', './']) {
      const text = `${bag()['manifest-sha512.txt']}${line('sha512', path)}`
      const { problems } = await checkBag(put(bag({ 'manifest-sha512.txt': text })))
      const missing = problems.filter(({ code }) => code === 'bag/missing')
      expect(missing, path).toMatchObject([{ location: { file: 'manifest-sha512.txt', line: 3 } }])
    }
  })

  test('a fault is named by file and line', async () => {
    const { problems } = await checkBag(
      put({ ...bagFiles({ algorithms: ['md5', 'sha1'] }), 'data/sub/b.txt': 'x' }),
    )
    expect(problems.map(({ code, location, related }) => ({ code, location, related }))).toEqual(
      ['md5', 'sha1'].map(algorithm => ({
        code: 'bag/checksum',
        location: { file: 'data/sub/b.txt' },
        related: [{ file: `manifest-${algorithm}.txt`, line: 2 }],
      })),
    )
  })

  test.each([
    'no checksum',
    digest('sha512', 'x'),
    `# comment`,
    `  ${line('sha512', 'data/a.txt')}`,
    'xyz  data/a.txt',
  ])('the line %j is none', async text => {
    const files = bag({ 'manifest-sha512.txt': `${bag()['manifest-sha512.txt']}${text}\n` })
    expect(await errorsOf(files)).toEqual(['bag/manifest-line'])
  })

  test('may have capitals, tabs, blank lines, any line ends, or none at the end', async () => {
    const text = String(bag()['manifest-sha512.txt'])
    for (const written of [
      text.replace(/^\w+/gm, hex => hex.toUpperCase()),
      text.replaceAll('  ', '\t \t'),
      text.replaceAll('\n', '\r\n'),
      text.replaceAll('\n', '\r'),
      text.replaceAll('\n', '\n\n'),
      text.slice(0, -1),
    ])
      expect(await judge(bag({ 'manifest-sha512.txt': written }))).toEqual(none)
    expect(await judge(bag({ 'manifest-sha512.txt': `\uFEFF${text}` }))).toEqual(warned('bag/bom'))
  })

  test('checksums have the length of their algorithm', async () => {
    expect(await errorsOf(bag({ 'manifest-md5.txt': bag()['manifest-sha512.txt'] ?? '' }))).toEqual([
      'bag/checksum-form',
    ])
  })

  test('algorithms are known, and named in small letters and digits', async () => {
    const files = bagFiles({ tagAlgorithms: [], algorithms: [] })
    const payload = { 'data/a.txt': 'alif', 'data/sub/b.txt': 'ba' }
    const named = (name: string, algorithm: string, version = '1.0') =>
      judge({ ...files, ...bag({}, version), [`manifest-${name}.txt`]: manifest(algorithm, payload) })
    expect(await named('sha3256', 'sha3-256')).toEqual(none)
    expect(await named('sha512256', 'sha512-256')).toEqual(none)
    expect(await named('foo', 'md5')).toEqual(failed('bag/algorithm'))
    expect(await named('constructor', 'md5')).toEqual(failed('bag/algorithm'))
    expect(await named('SHA-256', 'sha256')).toEqual(failed('bag/algorithm-name'))
    expect(await named('SHA-256', 'sha256', DRAFT)).toEqual(warned('bag/algorithm-name'))
    expect(algorithmOf('sha256')).toEqual({ name: 'sha256', hash: 'sha256', digits: 64 })
  })

  test('1.0 writes line breaks and percent signs as %0A, %0D and %25, a draft as they are', async () => {
    const payload = { 'data/100% %0A\n\r.txt': 'x' }
    const text = line('sha512', encodePath('data/100% %0A\n\r.txt'), 'x')
    const files = bagFiles({ payload, tagAlgorithms: [] })
    expect(await judge({ ...files, 'manifest-sha512.txt': text })).toEqual(warned('bag/name'))
    const bare = { 'data/100%.txt': 'x', 'data/a%0Ab': 'y' }
    expect(await judge(bagFiles({ version: DRAFT, payload: bare }))).toEqual(none)
    expect(await errorsOf(bagFiles({ payload: bare }))).toEqual([
      'bag/percent',
      'bag/missing',
      'bag/unlisted',
    ])
    const broken = bagFiles({ version: DRAFT, payload: { 'data/a\nb': 'x' }, tagAlgorithms: [] })
    const encoded = { ...broken, 'manifest-sha512.txt': line('sha512', 'data/a%0ab', 'x') }
    expect(await judge(encoded)).toEqual(warned('bag/percent', 'bag/name'))
  })

  test('of tags list every payload manifest and no tag manifest (1.0), and may leave the rest out', async () => {
    const plain = bagFiles({ algorithms: ['md5', 'sha512'], tagAlgorithms: [], tags: { 'x.txt': 'x' } })
    const listed = (...paths: string[]) =>
      manifest('md5', Object.fromEntries(paths.map(path => [path, plain[path] ?? ''])))
    const all = listed('manifest-md5.txt', 'manifest-sha512.txt')
    expect(await judge({ ...plain, 'tagmanifest-md5.txt': all })).toEqual(none)
    expect(await errorsOf({ ...plain, 'tagmanifest-md5.txt': listed('x.txt', 'manifest-md5.txt') })).toEqual([
      'bag/manifest-unlisted',
    ])
    expect(await errorsOf({ ...plain, 'tagmanifest-md5.txt': `${all}${listed('data/a.txt')}` })).toEqual([
      'bag/not-tag-file',
    ])
    const itself = `${all}${line('md5', 'tagmanifest-md5.txt')}`
    expect(await errorsOf({ ...plain, 'tagmanifest-md5.txt': itself })).toEqual([
      'bag/not-tag-file',
      'bag/checksum',
    ])
    const draft = bagFiles({ version: '0.96', tags: { 'x.txt': 'x' } })
    expect(await judge({ ...draft, 'tagmanifest-sha512.txt': '' })).toEqual(none)
  })
})

describe('fetch.txt', () => {
  const listed = `${bag()['manifest-sha512.txt']}${line('sha512', 'data/c.txt')}`
  test('what is not fetched yet is missing, and said to be fetched', async () => {
    const files = bag({ 'manifest-sha512.txt': listed, 'fetch.txt': 'https://localhost/c - data/c.txt\n' })
    const { problems } = await checkBag(put(files))
    expect(problems).toMatchObject([{ code: 'bag/missing', message: expect.stringContaining('incomplete') }])
  })

  test.each([
    'x',
    'https://localhost/c',
    'https://localhost/c - ',
    'localhost/c - data/c.txt',
    'https://localhost/c 1.5 data/c.txt',
    'https://localhost/c -1 data/c.txt',
  ])('the line %j is none', async text => {
    const files = bag({ 'manifest-sha512.txt': listed, 'data/c.txt': 'alif', 'fetch.txt': `${text}\n` })
    expect(await errorsOf(files)).toEqual(['bag/fetch-line'])
  })

  test('lists what every payload manifest lists', async () => {
    const fetch = { 'fetch.txt': 'https://localhost/d - data/d.txt\n' }
    expect(await errorsOf(bag(fetch))).toEqual(['bag/fetch-unlisted'])
    expect(await judge(bag(fetch, DRAFT))).toEqual(warned('bag/fetch-unlisted'))
    const some = { 'manifest-md5.txt': manifest('md5', { 'data/a.txt': 'alif', 'data/sub/b.txt': 'ba' }) }
    const files = {
      ...some,
      'manifest-sha512.txt': listed,
      'fetch.txt': 'https://localhost/c - data/c.txt\n',
    }
    expect(await errorsOf(bag(files))).toEqual(['bag/fetch-unlisted', 'bag/missing'])
  })

  test('lists a file once, with its length', async () => {
    const text = 'https://localhost/a 5 data/a.txt\nhttps://localhost/a 4 data/a.txt\n'
    expect(await judge(bag({ 'fetch.txt': text }))).toEqual(warned('bag/fetch-length', 'bag/fetch-twice'))
  })
})

describe('bag-info.txt', () => {
  const info = (text: string, version = '1.0') => bag({ 'bag-info.txt': text }, version)
  test('has labels and values in order, folded lines joined', async () => {
    const { tags, problems } = await checkBag(
      put(info('A: b\n c\r\n\td\nE: \nG:\n\na: f:g\nBag-Size: as you like\n')),
    )
    expect(tags).toEqual([
      ['A', 'b c d'],
      ['E', ''],
      ['G', ''],
      ['a', 'f:g'],
      ['Bag-Size', 'as you like'],
    ])
    expect(problems).toEqual([])
  })

  test.each(['no colon', ' leading: space', ': no label'])('the line %j is none', async text => {
    expect(await errorsOf(info(`${text}\n`))).toEqual(['bag/info-line'])
  })

  test.each(['7.2', '6.3', '6', '6.2.1', 'six', '6,2', '', '-6.2', '9'.repeat(400), '6.2 '.trim() + '0'])(
    'a Payload-Oxum of %j is wrong',
    async value => {
      expect(await errorsOf(info(`payload-oxum: ${value}\n`))).toEqual(['bag/oxum'])
    },
  )

  test('a Payload-Oxum that is right stands once', async () => {
    expect(await judge(info('Payload-Oxum: 6.2\n'))).toEqual(none)
    const twice = 'Payload-Oxum: 6.2\nPayload-Oxum: 6.2\n'
    expect(await errorsOf(info(twice))).toEqual(['bag/info-twice'])
    expect(await judge(info(twice, DRAFT))).toEqual(warned('bag/info-twice'))
  })

  test('dates and counts have their form', async () => {
    const right = 'Bagging-Date: 2026-11-24\nBag-Count: 1 of ?\n'
    expect(await judge(info(right))).toEqual(none)
    expect(await judge(info('Bagging-Date: 24.11.2026\nBag-Count: one\n'))).toEqual(warned('bag/info-value'))
    expect(await judge(info('Bag-Count: 1 of 2\nBag-Count: 2 of 2\n'))).toEqual(warned('bag/info-twice'))
  })

  test('of the drafts before 0.96 is package-info.txt', async () => {
    const files = { 'package-info.txt': 'Payload-Oxum: 1.1\n' }
    expect(await errorsOf(bag(files, '0.95'))).toEqual(['bag/oxum'])
    expect(await errorsOf(bag(files, '0.96'))).toEqual([])
  })
})

describe('what stands in the folder', () => {
  test('links are not followed', async () => {
    const folder = put(bag())
    writeFileSync(join(folder, '../secret'), 'alif')
    rmSync(join(folder, 'data/a.txt'))
    symlinkSync('../../secret', join(folder, 'data/a.txt'))
    symlinkSync('data', join(folder, 'elsewhere'))
    const { problems, files } = await checkBag(folder)
    expect(problems).toMatchObject([
      { code: 'bag/not-a-file', severity: 'error', location: { file: 'data/a.txt' } },
      { code: 'bag/not-a-file', severity: 'warning', location: { file: 'elsewhere' } },
    ])
    expect(files.has('data/a.txt')).toBe(false)
    await verdict(folder)
  })

  test('a pipe does not hang it', async () => {
    const folder = put(bag())
    execFileSync('mkfifo', [join(folder, 'data/pipe'), join(folder, 'bag-info.txt')])
    expect(await verdict(folder)).toEqual({ errors: ['bag/not-a-file'], warnings: ['bag/not-a-file'] })
  })

  test('an empty folder is kept by nothing', async () => {
    const folder = put(bag())
    mkdirSync(join(folder, 'data/empty'))
    expect(await verdict(folder)).toEqual(warned('bag/empty-folder'))
  })

  test.each(['con', 'sub/NUL.txt', 'a:b', 'end.', 'back\\slash'])('%j does not travel', async name => {
    expect(await judge(bagFiles({ payload: { [`data/${name}`]: 'x' } }))).toEqual(warned('bag/name'))
  })

  test('names that differ only in case or normalization, and of those one is not listed', async () => {
    const files = { ...bag(), 'data/\u00e9': 'x', 'data/e\u0301': 'x' }
    const text = `${bag()['manifest-sha512.txt']}${line('sha512', 'data/\u00e9', 'x')}`
    expect(await judge({ ...files, 'manifest-sha512.txt': text })).toEqual({
      errors: ['bag/unlisted'],
      warnings: ['bag/normalization'],
    })
  })

  test.skipIf(process.platform !== 'linux')('names that are not UTF-8', async () => {
    const folder = put(bag())
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/data/`), Buffer.from([0xff])]), 'x')
    expect(await verdict(folder)).toEqual({ errors: ['bag/unlisted'], warnings: ['bag/name'] })
  })

  test('every file is read once, by all algorithms asked for', async () => {
    const { files } = await checkBag(
      put(bagFiles({ algorithms: ['md5', 'sha512'], tagAlgorithms: ['sha256'] })),
    )
    expect(files.get('data/a.txt')).toEqual({
      bytes: 4,
      digests: { md5: digest('md5', 'alif'), sha512: digest('sha512', 'alif') },
    })
    expect(Object.keys(files.get('bagit.txt')?.digests ?? {})).toEqual(['sha256'])
    expect(files.get('tagmanifest-sha256.txt')?.digests).toEqual({})
  })

  test('a file that goes away meanwhile; progress; a signal', async () => {
    const folder = put(bag({ 'data/z.txt': '' }))
    writeFileSync(
      join(folder, 'manifest-sha512.txt'),
      `${bag()['manifest-sha512.txt']}${line('sha512', 'data/z.txt', '')}`,
    )
    truncateSync(join(folder, 'data/a.txt'), 17 * 1024 * 1024)
    const stop = new AbortController()
    const signal = stop.signal
    await expect(checkBag(folder, { signal, onProgress: () => stop.abort() })).rejects.toThrow('abort')
    const onProgress = () => rmSync(join(folder, 'data/z.txt'), { force: true })
    const { problems } = await checkBag(folder, { onProgress })
    for (const { code } of problems) seen.add(code)
    expect(problems).toMatchObject([
      { code: 'bag/checksum', location: { file: 'data/a.txt' } },
      { code: 'bag/unreadable', location: { file: 'data/z.txt' } },
    ])
  })
})

describe('bounds', () => {
  test('problems of one code beyond a thousand are counted', async () => {
    const { problems } = await checkBag(put(bag({ 'manifest-md5.txt': 'x\n'.repeat(1500) })))
    expect(problems.filter(({ code }) => code === 'bag/manifest-line').length).toBe(1000)
    expect(problems.at(-1)).toMatchObject({
      code: 'bag/more',
      severity: 'error',
      message: expect.stringContaining('500'),
    })
    seen.add('bag/more')
  })

  test('lines have a length, and manifests a number of lines', async () => {
    expect(await errorsOf(bag({ 'bag-info.txt': `A: ${'b'.repeat(1024 * 1024)}\nC: d\n` }))).toEqual([
      'bag/line-too-long',
    ])
    const { problems } = await checkBag(put(bag()), { maxManifestLines: 1 })
    expect(problems.map(({ code }) => code)).toEqual(['bag/too-many-lines', 'bag/unlisted'])
    seen.add('bag/too-many-lines')
  })
})

describe('properties', () => {
  const step = fc.oneof(
    fc.constantFrom('..', '.', '', 'data', '~', 'C:', '%a%', '\\', '%0A'),
    fc.string({ unit: 'binary' }),
  )
  const path = fc.array(step, { minLength: 1, maxLength: 5 }).map(steps => steps.join('/'))

  test('a path inside the bag has no step that leads anywhere else', () => {
    fc.assert(
      fc.property(path, written => {
        const found = bagPath(written)
        if ('outside' in found) return
        expect(found.path.split('/').filter(part => part === '..' || part === '.')).toEqual([])
        expect(found.path).not.toMatch(/^[/~\\]|^[A-Za-z]:/)
        expect(bagPath(found.path)).toMatchObject({ path: found.path })
      }),
    )
  })

  test('a path is decoded to what was encoded', () => {
    fc.assert(
      fc.property(path, written => {
        expect(decodePath(encodePath(written))).toBe(written)
      }),
    )
  })

  test('lines are those of a simple reader, however the bytes come', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '\n', '\r', '\r\n', '😀')).map(parts => parts.join(''))
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5 }), fc.boolean(), (written, size, wide) => {
        const encoding = wide ? tagEncoding('UTF-16BE') : UTF_8
        const bytes = wide ? utf16(written) : Buffer.from(written)
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        )
        const lines = written.split(/\r\n|\r|\n/)
        if (lines.at(-1) === '') lines.pop()
        expect([...tagLines(chunks, encoding ?? UTF_8)].map(one => one.text)).toEqual(lines)
      }),
    )
  })

  test('a bag of any names is valid, and not after any change of a byte', { timeout: 60_000 }, async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .map(text => text.replace(/[/\0\n\r%\\]|^[.]+$/g, '_'))
    const content = fc.uint8Array({ maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 1, maxLength: 4, selector: one => one.normalize('NFC') }),
        content,
        fc.constantFrom(...VERSIONS),
        fc.nat(),
        async (names, bytes, version, at) => {
          const payload = Object.fromEntries(names.map(one => [`data/${one}`, bytes]))
          const files = bagFiles({ version, payload })
          expect((await verdictOf(put(files))).errors).toEqual([])
          const paths = Object.keys(files).sort()
          const changed = paths[at % paths.length] ?? ''
          const before = Buffer.from(files[changed] ?? '')
          const after = Buffer.from(before)
          if (after.length === 0) return
          after[at % after.length] = (after[at % after.length] ?? 0) ^ 1
          const { errors } = await verdictOf(put({ ...files, [changed]: after }))
          // A space may become an exclamation mark in a path, but a space before a path is no part of it.
          if (!changed.startsWith('tagmanifest')) expect(errors).not.toEqual([])
        },
      ),
      { numRuns: 30 },
    )
  })
})

afterAll(() => {
  expect(Object.keys(bags).filter(code => !seen.has(code))).toEqual([])
})

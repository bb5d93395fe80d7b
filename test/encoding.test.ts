import { isUtf8 } from 'node:buffer'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { Draft } from '../src/records/draft.js'
import { jsonl } from '../src/sources/jsonl.js'
import type { Slice } from '../src/sources/source.js'
import { text as textSource } from '../src/sources/text.js'
import { likelyEncoding } from '../src/text/encoding.js'
import { articleSchema } from './awkward.js'
import { workdir } from './cli.js'

interface Sample {
  readonly language: string
  readonly encodings: readonly string[]
  readonly text: string
  /** So many of its passages of ten words, or twenty characters where there are no spaces, are named; of 1. */
  readonly atTen: number
}

/** None of these were looked at when the costs of letters were chosen. */
const samples: readonly Sample[] = [
  {
    language: 'Arabic',
    encodings: ['windows-1256', 'ISO-8859-6'],
    atTen: 1,
    text: 'وصل القطار إلى المحطة متأخرا ساعة كاملة بسبب الأمطار الغزيرة التي هطلت على الجبال. نزل المسافرون مسرعين وهم يحملون حقائبهم الثقيلة، وبحث كل واحد منهم عن سيارة تنقله إلى بيته. كان الشيخ يجلس قرب النافذة ويكتب رسالة طويلة إلى ابنته التي تعيش في بلد بعيد، ويخبرها أن البستان أثمر هذا العام كثيرا.',
  },
  {
    language: 'Russian',
    encodings: ['windows-1251', 'KOI8-R', 'ISO-8859-5', 'IBM866'],
    atTen: 1,
    text: 'Поезд прибыл на станцию с опозданием на час из-за сильного дождя в горах. Пассажиры быстро вышли, держа в руках тяжёлые чемоданы, и каждый искал машину, чтобы доехать до дома. Старик сидел у окна и писал длинное письмо дочери, которая живёт в далёкой стране: он рассказывал, что сад в этом году дал много яблок и груш.',
  },
  {
    language: 'French',
    encodings: ['windows-1252'],
    atTen: 0.6,
    text: 'Le train est arrivé à la gare avec une heure de retard à cause des fortes pluies tombées sur les montagnes. Les voyageurs, pressés, sont descendus en portant leurs lourdes valises, et chacun a cherché une voiture pour rentrer chez lui. Le vieil homme, assis près de la fenêtre, écrivait une longue lettre à sa fille qui vit dans un pays lointain : là-bas, disait-il, la forêt brûle déjà.',
  },
  {
    language: 'German',
    encodings: ['windows-1252'],
    atTen: 0.6,
    text: 'Der Zug erreichte den Bahnhof wegen der heftigen Regenfälle in den Bergen mit einer Stunde Verspätung. Die müden Reisenden stiegen eilig aus, trugen ihre schweren Koffer über den Bahnsteig und suchten draußen einen Wagen, der sie nach Hause führen würde. Der alte Mann schrieb am Fenster einen längeren Brief an seine Tochter in Österreich.',
  },
  {
    language: 'Polish',
    encodings: ['windows-1250'],
    atTen: 0.8,
    text: 'Pociąg przyjechał na stację z godzinnym opóźnieniem z powodu ulewnych deszczów w górach. Podróżni wysiadali pośpiesznie, niosąc ciężkie walizki, i każdy szukał samochodu, który zawiózłby go do domu. Stary człowiek siedział przy oknie i pisał długi list do córki mieszkającej w dalekim kraju.',
  },
  {
    language: 'Turkish',
    encodings: ['windows-1254'],
    atTen: 0.8,
    text: 'Tren, dağlara yağan şiddetli yağmur yüzünden istasyona bir saat geç ulaştı. Yolcular ağır bavullarını taşıyarak aceleyle indiler ve herkes kendisini evine götürecek bir araba aradı. Yaşlı adam pencerenin yanında oturuyor, uzak bir ülkede yaşayan kızına uzun bir mektup yazıyordu.',
  },
  {
    language: 'Chinese',
    encodings: ['GBK'],
    atTen: 1,
    text: '由于山区下了大雨，火车晚点一个小时才到达车站。旅客们提着沉重的行李匆忙下车，每个人都在寻找能送自己回家的汽车。老人坐在窗边，给住在遥远国家的女儿写一封长信，告诉她今年果园里结了许多苹果和梨。',
  },
  {
    language: 'Chinese in traditional characters',
    encodings: ['Big5'],
    atTen: 1,
    text: '由於山區下了大雨，火車晚點一個小時才到達車站。旅客們提著沉重的行李匆忙下車，每個人都在尋找能送自己回家的汽車。老人坐在窗邊，給住在遙遠國家的女兒寫一封長信，告訴她今年果園裡結了許多蘋果和梨。',
  },
  {
    language: 'Japanese',
    encodings: ['Shift_JIS', 'EUC-JP'],
    atTen: 1,
    text: '山に降った大雨のために、列車は一時間遅れて駅に着いた。旅人たちは重い荷物を持って急いで降り、それぞれ家まで乗せてくれる車を探した。老人は窓のそばに座り、遠い国に住む娘に長い手紙を書いていた。今年は果樹園でりんごと梨がたくさん実ったという。',
  },
  {
    language: 'Korean',
    encodings: ['EUC-KR'],
    atTen: 1,
    text: '산에 내린 큰비 때문에 기차가 한 시간 늦게 역에 도착했다. 여행객들은 무거운 짐을 들고 서둘러 내렸고, 저마다 집까지 태워 줄 자동차를 찾았다. 노인은 창가에 앉아 먼 나라에 사는 딸에게 긴 편지를 쓰고 있었다.',
  },
]

/** Every passage of so many words, or twice as many characters in a script without spaces. */
function passages(text: string, length: number): string[] {
  const isSpaced = text.split(' ').length > 10
  const parts = isSpaced ? text.split(' ') : [...text]
  const size = isSpaced ? length : 2 * length
  return parts.slice(0, -size).map((_, i) => parts.slice(i, i + size).join(isSpaced ? ' ' : ''))
}

describe('likelyEncoding', () => {
  const cases = samples.flatMap(sample => sample.encodings.map(encoding => ({ ...sample, encoding })))

  it.each(cases)('names $encoding for $language', ({ text, encoding }) => {
    const bytes = iconv.encode(text, encoding)
    expect(iconv.decode(bytes, encoding)).toBe(text)
    const found = likelyEncoding(bytes)
    expect(found?.encoding).toBe(encoding)
    expect(found?.share).toBeGreaterThan(0.95)
  })

  it.each(cases)('names nothing else for short $language in $encoding', ({ text, encoding, atTen }) => {
    for (const length of [1, 2, 3, 5, 10]) {
      const counts = { right: 0, wrong: 0, all: 0 }
      for (const passage of passages(text, length)) {
        const bytes = iconv.encode(passage, encoding)
        if (isUtf8(bytes)) continue
        const found = likelyEncoding(bytes)
        counts.all++
        // Two encodings that read the bytes alike are the same here.
        if (found === undefined) continue
        if (iconv.decode(bytes, found.encoding) === passage) counts.right++
        else counts.wrong++
      }
      expect(counts.wrong / counts.all).toBeLessThanOrEqual(length === 1 ? 0.02 : 0)
      if (length === 10) expect(counts.right / counts.all).toBeGreaterThanOrEqual(atTen)
    }
  })

  it.each(samples)('names UTF-16 and UTF-32 with a mark for $language', ({ text }) => {
    for (const encoding of ['UTF-16LE', 'UTF-16BE', 'UTF-32LE', 'UTF-32BE']) {
      expect(likelyEncoding(iconv.encode(text, encoding, { addBOM: true }))?.encoding).toBe(encoding)
    }
  })

  it('names UTF-16 without a mark', () => {
    for (const { text, language } of samples) {
      for (const encoding of ['UTF-16LE', 'UTF-16BE']) {
        const bytes = iconv.encode(text, encoding, { addBOM: false })
        if (!isUtf8(bytes)) expect([language, likelyEncoding(bytes)?.encoding]).toEqual([language, encoding])
      }
    }
  })

  it('says nothing of a UTF-8 text that is damaged', () => {
    const damage = fc.record({
      sample: fc.constantFrom(...samples),
      length: fc.integer({ min: 80, max: 400 }),
      at: fc.nat(),
      byte: fc.integer({ min: 0x80, max: 0xff }),
    })
    fc.assert(
      fc.property(damage, ({ sample, length, at, byte }) => {
        const bytes = Buffer.from(sample.text).subarray(0, length)
        fc.pre(bytes.filter(other => other > 0x7f).length > 12)
        bytes[at % bytes.length] = byte
        fc.pre(!isUtf8(bytes))
        expect(likelyEncoding(bytes)).toBeUndefined()
      }),
    )
  })

  it('says nothing of bytes that are no text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 3000 }), bytes => {
        fc.pre(new Set(bytes).size > 40)
        expect(likelyEncoding(bytes)).toBeUndefined()
      }),
    )
  })

  it('throws for no bytes, and says nothing of none', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), bytes => void likelyEncoding(bytes)))
    expect(likelyEncoding(new Uint8Array())).toBeUndefined()
  })

  it('looks where the first bad byte is', () => {
    const [arabic] = samples
    const bytes = Buffer.concat([
      Buffer.from('All that stands here is plain English prose.\n'.repeat(50_000)),
      iconv.encode(arabic!.text, 'windows-1256'),
    ])
    expect(likelyEncoding(bytes)).toMatchObject({ encoding: 'windows-1256', script: 'Arabic' })
  })

  it('counts the letters of the script among all', () => {
    const bytes = iconv.encode('سلام عليكم يا أهل الدار abcdefghi', 'windows-1256')
    expect(likelyEncoding(bytes)).toEqual({ encoding: 'windows-1256', script: 'Arabic', share: 19 / 28 })
  })
})

describe('file/not-utf8', () => {
  const draftsOf = async (read: ReturnType<typeof jsonl.open>, slice: Slice) => {
    const drafts: Draft[] = []
    for await (const run of read(slice)) drafts.push(...run)
    return drafts
  }

  it('names the encoding of a text, and the command that adds it', async () => {
    const folder = workdir()
    writeFileSync(join(folder, 'a.txt'), iconv.encode('السلام عليكم ورحمة الله', 'windows-1256'))
    writeFileSync(join(folder, "it's b.txt"), iconv.encode('добрый день, товарищи', 'koi8-r'))
    const read = textSource.open({ folder, schema: articleSchema })
    const problemsOf = async (path: string) => {
      const slice = { source: 'text', path, start: 0, end: 0, line: 1 }
      const drafts = await draftsOf(read, slice)
      return drafts.flatMap(({ problems }) => problems.filter(({ code }) => code === 'file/not-utf8'))
    }
    expect(await problemsOf('a.txt')).toEqual([
      {
        code: 'file/not-utf8',
        severity: 'error',
        location: { file: 'a.txt', byte: 0 },
        message: 'byte 0 (0xC7) is not valid UTF-8; as windows-1256, 100 % of the letters are Arabic.',
        fix: 'warraq add --from windows-1256 a.txt',
      },
    ])
    expect(await problemsOf("it's b.txt")).toMatchObject([
      {
        message: 'byte 0 (0xC4) is not valid UTF-8; as KOI8-R, 100 % of the letters are Cyrillic.',
        fix: "warraq add --from KOI8-R 'it'\\''s b.txt'",
      },
    ])
  })

  it('names the one line of JSON Lines that is in another encoding', async () => {
    const folder = workdir()
    const first = Buffer.from('{"id":"a","text":"السلام عليكم"}\n')
    const second = iconv.encode('{"id":"b","title":"é","text":"السلام عليكم ورحمة الله"}\n', 'windows-1256')
    const third = Buffer.from('{"id":"c","text":"السلام"}\n')
    writeFileSync(join(folder, 'a.jsonl'), Buffer.concat([first, second, third]))
    const end = first.length + second.length + third.length
    const slice = { source: 'jsonl', path: 'a.jsonl', start: 0, end, line: 1 }
    const drafts = await draftsOf(jsonl.open({ folder, schema: articleSchema }), slice)
    expect(drafts.map(({ values }) => values && Reflect.get(Object(values), 'id'))).toEqual([
      'a',
      undefined,
      'c',
    ])
    expect(drafts.flatMap(({ problems }) => problems)).toEqual([
      {
        code: 'file/not-utf8',
        severity: 'error',
        location: { file: 'a.jsonl', line: 2, column: 20, byte: first.length + 19 },
        message: `byte ${first.length + 19} (0xE9) is not valid UTF-8; as windows-1256, 95 % of the letters are Arabic.`,
        fix: 'Convert it from windows-1256 to UTF-8.',
      },
    ])
  })

  it('says no more where it is not sure', async () => {
    const folder = workdir()
    writeFileSync(join(folder, 'a.jsonl'), Buffer.from('{"text":"\xff\xc0"}\n', 'latin1'))
    const slice = { source: 'jsonl', path: 'a.jsonl', start: 0, end: 14, line: 1 }
    const [draft] = await draftsOf(jsonl.open({ folder, schema: articleSchema }), slice)
    expect(draft?.problems).toMatchObject([
      { message: 'byte 9 (0xFF) is not valid UTF-8.', fix: 'Convert the file to UTF-8.' },
    ])
  })
})

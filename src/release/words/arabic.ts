import type { Party } from '../../corpus/corpus.js'
import type { ScalarKind } from '../../schema/field.js'
import { bullets, grouped, inline, address as link } from '../metadata/markdown.js'
import type { Count, Words } from './english.js'

/**
 * What stands from left to right, or in a script that nobody stated, keeps its order among Arabic words only where it
 * is isolated.
 */
const apart = (markdown: string): string => `<span dir="auto">${markdown}</span>`
const plain = (text: string): string => apart(inline(text))

/** HTML, since a code span between backticks is not isolated: `blocks[]` would end with its brackets in front. */
const code = (text: string): string => `<code dir="auto">${inline(text)}</code>`
const address = (url: string): string => {
  const linked = link(url)
  return linked.startsWith('<') ? apart(linked) : code(url)
}

/** Forms of a counted noun: Arabic has five. `twoOf` is the dual behind a preposition. */
interface Noun {
  readonly one: string
  readonly two: string
  readonly twoOf: string
  readonly few: string
  readonly many: string
  readonly other: string
}

const noun = (one: string, two: string, twoOf: string, few: string, many: string, other: string): Noun => ({
  one,
  two,
  twoOf,
  few,
  many,
  other,
})

const records = noun('سجل واحد', 'سجلان', 'سجلين', 'سجلات', 'سجلًا', 'سجل')
const elements = noun('عنصر واحد', 'عنصران', 'عنصرين', 'عناصر', 'عنصرًا', 'عنصر')
const codePoints = noun(
  'نقطة ترميز واحدة',
  'نقطتا ترميز',
  'نقطتي ترميز',
  'نقاط ترميز',
  'نقطة ترميز',
  'نقطة ترميز',
)
const questions = noun('سؤال واحد', 'سؤالان', 'سؤالين', 'أسئلة', 'سؤالًا', 'سؤال')
const fields = noun('حقل واحد', 'حقلان', 'حقلين', 'حقول', 'حقلًا', 'حقل')
const names = noun('اسم واحد', 'اسمان', 'اسمين', 'أسماء', 'اسمًا', 'اسم')
const values = noun('قيمة واحدة', 'قيمتان', 'قيمتين', 'قيم', 'قيمة', 'قيمة')
const warnings = noun('تحذير واحد', 'تحذيران', 'تحذيرين', 'تحذيرات', 'تحذيرًا', 'تحذير')

function counted(count: number, { one, two, few, many, other }: Noun): string {
  if (count === 1) return one
  if (count === 2) return two
  const rest = count % 100
  return `${grouped(count)} ${rest >= 3 && rest <= 10 ? few : rest >= 11 ? many : other}`
}

const countedOf = (count: number, nouns: Noun): string => (count === 2 ? nouns.twoOf : counted(count, nouns))

const listed = (parts: readonly string[]): string => parts.join(' و')
const joined = (counts: readonly Count[]): string =>
  counts.map(([value, count]) => `${code(value)} ${grouped(count)}`).join('، ')
const codes = (texts: readonly string[]): string => texts.map(code).join('، ')

const typeNames: Record<ScalarKind, readonly [one: string, several: string]> = {
  string: ['نص', 'النصوص'],
  int32: ['عدد صحيح (32 بت)', 'الأعداد الصحيحة (32 بت)'],
  int64: ['عدد صحيح (64 بت)', 'الأعداد الصحيحة (64 بت)'],
  float64: ['عدد', 'الأعداد'],
  boolean: ['قيمة منطقية', 'القيم المنطقية'],
  date: ['تاريخ', 'التواريخ'],
  timestamp: ['لحظة زمنية (UTC)', 'اللحظات الزمنية (UTC)'],
  json: ['JSON', 'قيم JSON'],
}

const partyTypes: Record<Party['type'], string> = { person: 'شخص', organisation: 'جهة' }

/** The same in modern standard Arabic. */
export const arabic: Words = {
  language: 'ar',
  direction: 'rtl',
  code,
  address,
  foreign: apart,
  foreignBlock: markdown => `<div dir="auto">\n\n${markdown}\n\n</div>`,
  listed,
  share: (part, whole) => (whole === 0 ? '0%' : `${((100 * part) / whole).toFixed(1)}%`),
  joined,
  chosen: (own, arabic) => {
    if (arabic !== undefined) return { text: arabic, native: true }
    return own === undefined ? undefined : { text: own, native: false }
  },
  question: (_own, arabic) => arabic,

  sections: {
    motivation: 'الدوافع',
    composition: 'المحتوى والتركيب',
    collection: 'عملية الجمع',
    preprocessing: 'المعالجة الأولية والتنقية والوسم',
    uses: 'الاستخدامات',
    distribution: 'التوزيع',
    maintenance: 'الصيانة',
  },
  states: {
    answered: 'مُجاب عنه',
    computed: 'محسوب',
    unknown: 'غير معروف',
    'not-applicable': 'لا ينطبق',
    unanswered: 'بلا إجابة',
  },

  counts: {
    records: n => counted(n, records),
    elements: (label, n) => `الحقل ${code(label)}: ${counted(n, elements)}`,
    length: (label, sum, range) => {
      const total = `الحقل ${code(label)}: ${counted(sum, codePoints)}`
      return range === undefined
        ? total
        : `${total}، من ${grouped(range[0])} إلى ${grouped(range[1])} في السجل الواحد`
    },
    values: (label, counts) => `الحقل ${code(label)}: ${joined(counts)}`,
    unlisted: label => `الحقل ${code(label)}: القيم المختلفة أكثر من أن تُسرد`,
    setAside: (n, reasons) => {
      const why = reasons.length === 0 ? '' : `: ${joined(reasons)}`
      return `استُبعد بسبب أخطاء ولم يُنشر: ${counted(n, records)}${why}`
    },
  },

  dictionary: {
    heading: 'قاموس البيانات',
    head: ['الحقل', 'النوع', 'يقبل null', 'المعنى', 'مصدر القيمة'],
    vocabularies: 'قوائم القيم المغلقة:',
    words: (label, words) => `الحقل ${code(label)}: ${codes(words)}`,
    nulls: { no: 'لا', yes: 'نعم', absent: 'قد يغيب' },
    scalar: (kind, lists) => `${listsOf(lists)}${typeNames[kind][lists > 0 ? 1 : 0]}`,
    object: lists => `${listsOf(lists)}${lists > 0 ? 'الكائنات' : 'كائن'}`,
    always: value => `دائمًا ${code(value)}`,
    key: 'المفتاح',
    by: rule => `تحسبه القاعدة ${code(rule)}`,
    byElse: rule => `تستنتجه القاعدة ${code(rule)} ما لم يذكره أحد`,
    span: label => `إزاحات داخل ${code(label)}`,
    join: parts => parts.join('؛ '),
  },

  sheet: {
    title: title => `صحيفة البيانات: ${plain(title)}`,
    edition: (version, released, url) =>
      `النسخة ${plain(version)}، صدرت في ${plain(released)}، المعرّف: ${address(url)}.`,
    warnings: 'اقرأ هذا أولًا',
    summary: 'الأسئلة والإجابات',
    total: (n, states) =>
      `${counted(n, questions)}: ${states.map(([state, count]) => `${state} ${count}`).join('، ')}.`,
    noneUnanswered: 'لا يوجد سؤال بلا إجابة.',
    unanswered: 'أسئلة بلا إجابة:',
    partly: 'أسئلة حُسب جزء من جوابها ولم يُجب أحد عن الباقي:',
    explained:
      'تتبع الأسئلة ما وضعه غبرو (Gebru) وآخرون في «صحائف بيانات لمجموعات البيانات» (Datasheets for Datasets)، بصياغة أخرى وبحسب الأقسام. ما يقوله الناس يرد اقتباسًا، ومصدره الملف corpus.yaml؛ وتحت كلمة «محسوب» يرد ما قاسه البرنامج أو قرأه، وكيف توصّل إليه. و«غير معروف» تعني أن أحدًا نظر في السؤال ولا يعرف جوابه. وما لم تُعطَ له صيغة عربية يرد بلغته كما كُتب.',
    named: (section, question, slug) => `${section}: ${inline(question)} (${code(slug)})`,
    state: (slug, state, computed) => `الرمز ${code(slug)}، الحالة: ${state}${computed ? '، ومحسوب' : ''}`,
    asGiven: 'كما ورد، بلغته الأصلية:',
    computed: how => `محسوب (${how}):`,
    pictures: 'رسوم بيانية',
  },

  pictures: {
    length: (field, n) => ({
      title: 'طول النص',
      subtitle: `${counted(n, records)}، عدد نقاط الترميز في الحقل ${field}`,
    }),
    languages: (field, n) => ({
      title: 'اللغات',
      subtitle: `${counted(n, records)}، قيم الحقل ${field}`,
    }),
    sources: {
      outlet: (field, n) => ({
        title: 'الجهات الناشرة',
        subtitle: `${counted(n, records)}، قيم الحقل ${field}`,
      }),
      path: (field, n) => ({
        title: 'مجلدات الملفات الخام',
        subtitle: `${counted(n, records)}، المجلدات في الحقل ${field}`,
      }),
    },
    missing: (n, shown, total) => ({
      title: 'القيم الناقصة',
      subtitle: `${shown < n ? `أكثر الحقول خلوًّا أو غيابًا، ${shown} من أصل ${countedOf(n, fields)}` : 'الحقول الخالية أو الغائبة'}، ${counted(total, records)}`,
    }),
    published: (field, given, total) => ({
      title: 'النشر عبر الزمن',
      subtitle: `${grouped(given)} من أصل ${countedOf(total, records)}، التواريخ في الحقل ${field}`,
    }),
    retrieved: (field, given, total) => ({
      title: 'الأخذ من المصدر عبر الزمن',
      subtitle: `${grouped(given)} من أصل ${countedOf(total, records)}، التواريخ في الحقل ${field}`,
    }),
    others: n => `غير ذلك: ${counted(n, values)}`,
    empty: '(نص فارغ)',
    described: (title, subtitle, bars) =>
      `${title}. ${subtitle}: ${bars.map(([label, said]) => `${label} ${said}`).join('؛ ')}.`,
  },

  how: {
    schema: 'قُرئ من مخطط السجل',
    records: 'بالعدّ في جميع السجلات',
    corpus: 'قُرئ من corpus.yaml',
    creators: `قُرئ من ${code('creators')} في corpus.yaml`,
    sources: `قُرئ من ${code('sources')} في corpus.yaml`,
    contact: `قُرئ من ${code('contact')} في corpus.yaml`,
    licenses: `قُرئ من ${code('license')} و${code('metadata_license')} في corpus.yaml`,
    channel: `قُرئ من ${code('url')} في corpus.yaml ومن ملفات الإصدار`,
    dates: 'أقدم تاريخ وأحدث تاريخ في جميع السجلات',
    rules: 'قُرئ من مخطط السجل الذي أُنشئ الإصدار وفقه',
    checksum: 'تُحسب البصمة من نص كل سجل',
    program: 'كما يعرّف البرنامج بنفسه',
    documented: 'كما تصف وثائق البرنامج',
    checks: 'بالفحوص التي مرّ بها كل سجل قبل النشر',
    missing:
      'بالعدّ في جميع السجلات؛ ولا تُذكر الحقول التي لا يجوز أن تكون خالية ولا قائمة فارغة، ولا الحقول التي داخل القوائم',
    identifiable: 'بالعدّ في جميع السجلات؛ ولا يُبحث عن الأسماء داخل النصوص',
  },

  making: {
    creators: creators => `منشئو الإصدار: ${creators.map(creator).join('؛ ')}.`,
    bases: 'تذكر السجلات السند الذي تعطي به كل قيمة أو تتركها:',
    basesHead: ['السند', 'عدد المرات'],
    read: (tool, version, sources) => {
      const read = listed(sources.map(({ path, format }) => `${code(path)} (${format})`))
      return `قرأ برنامج ${plain(`${tool} ${version}`)} من المدوّنة ${read}؛ ولا يعلم كيف وصلت الملفات إلى هناك.`
    },
    dates: (label, given, total, range) => {
      const span = range === undefined ? '' : `، من ${plain(range[0])} إلى ${plain(range[1])}`
      return `الحقل ${code(label)}: مذكور في ${grouped(given)} من أصل ${countedOf(total, records)}${span}`
    },
    always: 'دائمًا',
    otherwise: 'ما لم يذكره أحد',
    rulesHead: ['الحقل', 'القاعدة', 'متى'],
    noRules: 'لا حقل تملؤه قاعدة.',
    rules: unicode => `ملأت هذه القواعد حقولًا (الرقم هو نسخة القاعدة؛ يونيكود ${plain(unicode)}):`,
    asSupplied: label => `الحقل ${code(label)} هو المُدخل كما سُلّم؛ لم تغيّره أي قاعدة.`,
    raw: (text, checksum) =>
      `نعم، في الإصدار نفسه: يمكن استرجاع الملف الخام من الحقل ${code(text)}، فبايتاته في ترميز UTF-8 هي الملف، ويثبت ذلك الحقل ${code(checksum)}، وهو بصمتها SHA-256.`,
    software: (tool, version, unicode) =>
      `برنامج ${plain(`${tool} ${version}`)}، بخصائص المحارف في يونيكود ${plain(unicode)}.`,
  },

  composition: {
    instance: title =>
      title === undefined
        ? 'المثيل سجل واحد؛ ولا يوجد سوى نوع واحد.'
        : `المثيل سجل من النوع «${plain(title)}»؛ ولا يوجد سوى نوع واحد.`,
    meaning: markdown => ` يقول المخطط: ${apart(markdown.replaceAll('\n\n', ' '))}`,
    content: (n, text) =>
      `في السجل ${counted(n, fields)}، يصفها قاموس البيانات أعلاه. ${text === undefined ? 'لا يوجد حقل معلَّم بأنه النص.' : `النص في الحقل ${code(text)}.`}`,
    noLabels: 'لا: لا يعلّم المخطط أي حقل بأنه وسم.',
    labels: labels => `نعم: ${listed(labels.map(code))}.`,
    noneMissing: 'لا يمكن أن ينقص شيء: لا يجيز المخطط أن يكون أي حقل خاليًا أو غائبًا أو قائمة فارغة.',
    missingHead: ['الحقل', 'خالٍ أو غائب', 'النسبة', 'قائمة فارغة', 'السند الذي تذكره السجلات'],
    links: spans => {
      const points = spans.map(([from, into]) => `يشير ${code(from)} إلى مواضع في ${code(into)}`)
      const within = points.length === 0 ? '' : ` وداخل السجل ${listed(points)} بإزاحات محسوبة بنقاط الترميز.`
      return `لا يصرّح المخطط بأي إحالة من سجل إلى آخر.${within}`
    },
    notSplit: 'الإصدار غير مقسّم.',
    clean: key =>
      `ليس في السجلات المنشورة خطأ مما تبحث عنه الفحوص${key === undefined ? '' : `؛ ولا يشترك سجلان في ${code(key)}`}.`,
    nothingNoted: 'لم تسجّل الفحوص أي ملاحظة.',
    noted: 'سجّلت الفحوص ما يلي:',
    notedHead: ['الفحص', 'عدد المرات'],
    silent: checks => `بُحث عنه ولم يُسجَّل: ${codes(checks)}.`,
    accepted: 'تحذيرات قبلها القائمون على المدوّنة:',
    acceptedHead: ['الفحص', 'السجل', 'عدد المرات', 'السبب'],
    all: 'الكل',
    acceptedMore: n => `وقبلت ملفات الوصف المرافقة للنصوص أيضًا: ${counted(n, warnings)}.`,
    turnedOff: checks => `لم يُبحث عنه باختيار القائمين على المدوّنة: ${codes(checks)}.`,
    held: 'السجلات في ملفات هذا الإصدار؛ ولا تحتاج قراءتها إلى شيء سواها.',
    addresses: (label, given, total) =>
      ` وفي الحقل ${code(label)} عنوان خارجي في ${grouped(given)} من أصل ${countedOf(total, records)}.${given === 0 ? '' : ' ولم يُختبر هل ما زالت هذه العناوين تستجيب.'}`,
    names: (label, n) => `الحقل ${code(label)}: ${counted(n, names)}`,
    notes: (check, n) => `الفحص ${code(check)}: سُجّل ${grouped(n)}`,
  },

  distribution: {
    channel: (url, formats) => `معرّف مجموعة البيانات: ${address(url)}. الصيغ: ${listed(formats.map(plain))}.`,
    date: (version, released) => `صدرت النسخة ${plain(version)} في ${plain(released)}.`,
    license: (content, metadata) =>
      bullets([
        `محتوى السجلات: ${code(content)}${content === 'NOASSERTION' ? ' (لا تُعرف له رخصة)' : ''}`,
        `المخطط والبيانات الوصفية وصحيفة البيانات: ${metadata === undefined ? 'لم تُذكر' : code(metadata)}`,
      ]),
    licenses: counts =>
      `رخص السجلات: ${counts === undefined ? 'الرخص المختلفة أكثر من أن تُسرد' : joined(counts)}`,
    holders: (named, total) => `يُذكر صاحب الحقوق في ${grouped(named)} من أصل ${countedOf(total, records)}`,
    contact: parts => `${parts.map(apart).join('، ')}.`,
    version: version =>
      `هذه هي النسخة ${plain(version)}. وما تغيّر من نسخة إلى أخرى مدوَّن في ${code('CHANGELOG.md')} داخل مجلد الإصدار.`,
    contributions: tool =>
      `ما يضيفه الآخرون من سجلات ونصوص يفحصه الأمران ${code(`${tool} validate`)} و${code(`${tool} export`)}، ولا ينشر الثاني شيئًا ما دام فيه خطأ.`,
  },
}

/** `قائمة من النصوص`, `قائمة من قوائم الأعداد` */
const listsOf = (lists: number): string =>
  lists === 0 ? '' : lists === 1 ? 'قائمة من ' : `قائمة من ${'قوائم '.repeat(lists - 1)}`

function creator({ name, type, affiliation }: Party): string {
  const kind = [partyTypes[type], ...(affiliation === undefined ? [] : [plain(affiliation)])]
  return `${plain(name)} (${kind.join('، ')})`
}

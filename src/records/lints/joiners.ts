import { HYPHEN, STOP } from './arabic-words.js'

/** Words joined without spaces: their letters, and the joiner after each but the last. */
export interface Group {
  readonly parts: readonly string[]
  readonly joiners: readonly number[]
  /** Letters of the word before the group, `''` at the start of the text. */
  readonly before: string
}

/**
 * What a joiner does:
 * - `inside`: it stands inside a name or word;
 * - `between`: ordinary spelling, it stands between two words or after an abbreviation;
 * - `unclear`: a full stop or ellipsis between two words, with no space after it. Only another spelling of the same
 *   words elsewhere in the text can tell that it belongs to a name.
 */
export type JoinerRole = 'inside' | 'between' | 'unclear'

/**
 * The role of each joiner of the group. Ordinary are, as Arabic newspapers write them: two relational adjectives
 * (التركية-السورية), also with the first in its combining form (الأنجلو-أميركية); months, days and quarters (كانون
 * الثاني-يناير, شمال-شرق); the two ends of a route, told by the noun before them (طريق حلب-دمشق); initials of up to
 * three letters (أ.ف.ب), letters called by their names (بي.بي.سي), titles (أ.د.محمد), labels (أ-الأول).
 * Not told apart from inserted hyphens: foreign names that have one of their own (جان-كلود), two places without such
 * a noun. They are noted too: they are found under one spelling and not under another, which is what the note says.
 */
export function rolesOfJoiners(group: Group): JoinerRole[] {
  const { parts, joiners } = group
  // د.ا.ع.ش: more single letters than the initials of an agency or company have.
  if (parts.length >= 4 && parts.every((part, i) => lengthOf(part, i) === 1))
    return joiners.map(() => 'inside')
  const roles = joiners.map((joiner, i) => roleBetween(group, joiner, i))
  for (let first = 0; first < joiners.length; first++) {
    if (joiners[first] !== STOP) continue
    let end = first
    while (joiners[end] === STOP) end++
    roles.fill(roleOfStops(parts.slice(first, end + 1)), first, end)
    first = end
  }
  return roles
}

/** Role of a hyphen or middle dot. */
function roleBetween({ parts, before }: Group, joiner: number, i: number): JoinerRole {
  const left = parts[i]!
  const right = parts[i + 1]!
  if (left.length === 1 && right.length === 1) return 'between'
  if (joiner !== HYPHEN) return 'inside'
  if (i === 0 && left.length === 1 && right.length > 2) return 'between'
  const isOrdinary =
    [left, right].some(part => quarters.has(bare(part))) ||
    (isRelational(right) && (isRelational(left) || /.{2}و$/.test(left))) ||
    routes.has(bare(before))
  return isOrdinary ? 'between' : 'inside'
}

/** Role of the full stops that join `parts`. */
function roleOfStops(parts: readonly string[]): JoinerRole {
  const lengths = parts.map(lengthOf)
  const final = lengths.at(-1)!
  const isTitle = lengths.slice(0, -1).every(length => length === 1)
  const areLetterNames = final > 1 && parts.length > 2 && lengths.every(length => length <= 3)
  if (isTitle || areLetterNames) return 'between'
  // No word has one letter (and initials after a full stop are three), none begins with these.
  const singles = lengths.length - 1 - lengths.findLastIndex(length => length > 1)
  const isFragment = singles === 1 || singles === 2 || parts.some((part, i) => i > 0 && /^[ئؤةى]/.test(part))
  return isFragment ? 'inside' : 'unclear'
}

/** The first may be one letter after a conjunction or preposition (وأ.ف.ب). */
function lengthOf(part: string, i: number): number {
  return i === 0 && /^[وفبلك].$/.test(part) ? 1 : part.length
}

/** Ends as a relational adjective (nisba) does: ـي, ـية, ـيين, ـيون, ـيان, ـيات and the like; ـى in Egypt. */
function isRelational(word: string): boolean {
  return /.{2}(?:[يىی]|ي(?:[ةها]|[وي]ن|ان|ات|ت[اي]ن))$/.test(word.replace(/^(?:وال|بال|لل|ال)/, ''))
}

/** Without conjunction, preposition, article and the hamza on alef. */
function bare(word: string): string {
  return word.replace(/[أإ]/g, 'ا').replace(/^(?:وال|بال|لل|ال|[وبل])(?=.{2})/, '')
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(bare))
}

/** Months in the three namings and of the Islamic year, days, quarters of the compass. */
const quarters = set(
  'يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر يونيه يوليه ' +
    'كانون شباط آذار اذار نيسان ايار حزيران تموز آب ايلول تشرين جانفي فيفري افريل ماي جوان جويلية اوت ' +
    'محرم صفر ربيع جمادى رجب شعبان رمضان شوال القعدة الحجة ' +
    'السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعة ' +
    'شمال جنوب شرق غرب وسط شمالي جنوبي شرقي غربي شمالية جنوبية شرقية غربية',
)

/** After these, a hyphen stands between two ends or two sides. */
const routes = set('طريق اوتوستراد خط مسار رحلة قطار سكة انبوب انابيب مباراة الدولي السريع')

/** Whether a BCP 47 tag means Arabic, in any of the languages that ISO 639-3 counts to it. */
export function isArabicTag(tag: string): boolean {
  return arabicLanguages.has(tag.toLowerCase().split('-', 1)[0]!)
}

const arabicLanguages = new Set(
  (
    'ar aao abh abv acm acq acw acx acy adf aeb aec afb ajp apc apd arb arq ars ary arz auz avl ayh ayl ayn ayp ' +
    'pga shu ssh'
  ).split(' '),
)

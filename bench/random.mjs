/** A source of numbers that are the same on every machine: xorshift, seeded. */
export function startRandom(seed) {
  let state = seed >>> 0 || 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  return {
    /** From 0 to 1, 1 left out. */
    next,
    /** A whole number from 0 to `limit`, the limit left out. */
    below: limit => Math.floor(next() * limit),
    pick: values => values[Math.floor(next() * values.length)],
  }
}

const alphabets = {
  ar: 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي',
  en: 'etaoinshrdlucmfwypvbgk',
  fr: 'esaitnrulodcéèàçêpmvq',
  zh: '的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生',
  ru: 'оеаинтсрвлкмдпуяыьгзбчй',
}

/** Words of a language, made up from its letters; the first are taken most often, as in texts. */
export function startWords(language, random) {
  const letters = [...alphabets[language]]
  const longest = language === 'zh' ? 3 : 9
  const words = Array.from({ length: 5000 }, () =>
    Array.from({ length: 1 + random.below(longest) }, () => random.pick(letters)).join(''),
  )
  return () => words[Math.floor(5000 ** random.next()) - 1]
}

import { additions } from './additions.js'
import { bags } from './bags.js'
import { characters } from './characters.js'
import { comparisons } from './comparisons.js'
import { content } from './content.js'
import { documents } from './documents.js'
import { files } from './files.js'
import { lintChoices } from './lint-choices.js'
import { packages } from './packages.js'
import { records } from './records.js'
import { releases } from './releases.js'
import { schemas } from './schemas.js'

/** Every code, its severity and its words. `docs/problems.md` has a heading for each, in this order. */
export const catalogue = {
  ...files,
  ...documents,
  ...records,
  ...comparisons,
  ...schemas,
  ...characters,
  ...content,
  ...lintChoices,
  ...additions,
  ...bags,
  ...packages,
  ...releases,
}

export type Code = keyof typeof catalogue
/** What the words of a code are made from. */
export type Args<C extends Code> = Parameters<(typeof catalogue)[C]['message']>[0]

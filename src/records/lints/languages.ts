import { scriptOf } from '../derive/script.js'
import { isArabicTag } from './arabic-tags.js'

/**
 * The languages that the detector tells apart, by the script that it knows them in: its code, and the languages that it
 * may rightly call so. A script with one language is left out: there letters say all that the detector could.
 */
const known: Readonly<Record<string, string>> = {
  Arab: 'ar fa:fa,pes,prs ku:ku,ckb ur',
  Cyrl: 'be bg ru sr:sr,bs,cnr,sh uk',
  Deva: 'hi mr',
  Hani: 'ja zh:zh,cmn,gan,hak,hsn,lzh,nan,wuu,yue',
  Latn:
    'az:az,azj ca cs da:da,nb,nn,no de en es et eu fi fr hr:hr,bs,cnr,sh,sr hu is it lt lv ms:ms,id,in,zlm,zsm nl ' +
    'no:no,nb,nn,da pl pt ro:ro,mo sk sl sq sv tl:tl,fil tr vi yo',
}
const sameScript: Readonly<Record<string, string>> = { Hans: 'Hani', Hant: 'Hani', Jpan: 'Hani' }

const namesByScript = new Map(Object.entries(known).map(([script, spec]) => [script, readNames(spec)]))

function readNames(spec: string): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>()
  for (const part of spec.split(' ')) {
    const [name = '', languages = name] = part.split(':')
    for (const language of languages.split(',')) {
      names.set(language, (names.get(language) ?? new Set()).add(name))
    }
  }
  return names
}

/**
 * What the detector may rightly call a text of this language (BCP 47); undefined where it does not know the language
 * in its script, or nothing to tell it from.
 */
export function namesOf(tag: string): ReadonlySet<string> | undefined {
  const script = scriptOf(tag)
  const names = namesByScript.get(sameScript[script] ?? script)
  return names?.get(isArabicTag(tag) ? 'ar' : (tag.toLowerCase().split('-', 1)[0] ?? ''))
}

import { lstatSync, readFileSync } from 'node:fs'
import type { Tag } from '../bags/bag-info.js'
import { CORPUS_FILE } from '../corpus/load.js'
import { tool } from '../tool.js'
import { DESCRIPTION_FILE } from './description.js'
import { FACTS } from './facts.js'
import { releaseFile } from './release-file.js'

/** So much of datapackage.json is searched for what warraq writes into it. */
const MAX_SEARCHED = 16 * 1024 * 1024

/**
 * Whether warraq wrote what stands in a folder. Two of its traces are enough, so that one file may be damaged or gone:
 * corpus.yaml, what bag-info.txt names as its program, and the properties of its own in datapackage.json.
 */
export function isRelease(folder: string, tags: readonly Tag[] = []): boolean {
  const agent = tags.some(
    ([label, value]) => label === 'Bag-Software-Agent' && value.startsWith(`${tool.name} `),
  )
  const traces = [releaseFile(folder, CORPUS_FILE) !== undefined, agent, describesRelease(folder)]
  return traces.filter(Boolean).length >= 2
}

function describesRelease(folder: string): boolean {
  const path = releaseFile(folder, DESCRIPTION_FILE)
  if (path === undefined || lstatSync(path).size > MAX_SEARCHED) return false
  const text = readFileSync(path, 'utf8')
  return [FACTS, 'contentDigest', 'jsonSchema'].filter(name => text.includes(`"${name}"`)).length >= 2
}

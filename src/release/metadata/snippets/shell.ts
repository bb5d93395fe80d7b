import { hasWide } from './columns.js'
import { glob } from './paths.js'
import type { Loading, Snippet } from './snippet.js'

export function linesWithJq({ records, release }: Loading): Snippet {
  const { keyField } = release.schema
  return {
    tool: 'the command line, with jq',
    language: 'sh',
    code: `jq -c '.${keyField === undefined ? '' : `[${shellText(JSON.stringify(keyField.name))}]`}' ${glob(records)}`,
    notes: [
      ...(keyField === undefined
        ? []
        : ['This prints the key of every record; `jq -c .` prints the records.']),
      ...(hasWide(release) ? ['Before version 1.7, jq rounds integers beyond 2⁵³.'] : []),
    ],
  }
}

/** Text inside of single quotes. */
const shellText = (text: string): string => text.replaceAll("'", `'\\''`)

import { pythonGlob, pythonPaths } from './paths.js'
import type { Describe } from './snippet.js'

export const linesWithPython: Describe = ({ records }) => ({
  tool: 'Python alone',
  language: 'python',
  code: `${pythonGlob([records])}import json

records = []
for path in ${pythonPaths(records)}:
    with open(path, encoding='utf-8', newline='\\n') as lines:
        records.extend(json.loads(line) for line in lines)`,
  notes: [
    'Days and moments are texts. A key that a record leaves out is missing: ask with `record.get(name)`.',
  ],
})

import { loadedFormat } from '../hugging-face.js'
import { hasJson } from './columns.js'
import type { Describe } from './snippet.js'

/** Of all formats `datasets` loads the one that the card names. */
export const withDatasets: Describe = ({ records, release }) => {
  if (records.format !== loadedFormat(release)) return undefined
  const options = release.statistics.records === 0 ? ', streaming=True' : ''
  const notes = [
    ...(options === '' ? [] : ['Without `streaming=True` it loads nothing that has no records.']),
    ...(hasJson(release) ? [jsonNotes[records.format] ?? 'Columns of JSON hold text: `json.loads`.'] : []),
  ]
  if (records.format !== 'csv') {
    return {
      tool: 'Hugging Face datasets',
      language: 'python',
      code: `import os

from datasets import load_dataset

records = load_dataset(os.getcwd(), split='train'${options})`,
      notes,
    }
  }
  return {
    tool: 'Hugging Face datasets',
    language: 'python',
    code: `import os

from datasets import load_dataset, load_dataset_builder

folder = os.getcwd()
features = load_dataset_builder(folder).info.features
records = load_dataset(folder, split='train', features=features${options})`,
    notes: ['Without `features` pandas guesses types first: `000123` would lose its zeros.', ...notes],
  }
}

const jsonNotes: Readonly<Record<string, string>> = {
  jsonl: 'It guesses types here, and makes moments of texts that look like them.',
}

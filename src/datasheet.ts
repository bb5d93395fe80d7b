import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Corpus, DatasheetAnswer } from './corpus/corpus.js'
import { loadCorpus } from './corpus/load.js'
import { UsageError } from './errors.js'
import { translateIoError } from './files/io-error.js'
import { writeWhole } from './files/write-whole.js'
import { emptyStatistics } from './records/statistics.js'
import { type Answer, answersOf } from './release/datasheet/answers.js'
import { questions } from './release/datasheet/questions.js'
import { takeLock } from './release/lock.js'
import { nearest } from './text/nearest.js'
import { UNICODE_VERSION } from './text/unicode.js'
import { withYamlBlock } from './text/yaml-edit.js'
import { tool } from './tool.js'

/** What the datasheet of a corpus will say, as far as corpus.yaml and the record schema tell; nothing is counted. */
export function sheetOf(corpus: Corpus): readonly Answer[] {
  return answersOf({
    tool,
    unicode: UNICODE_VERSION,
    corpus: corpus.statement,
    schema: corpus.schema,
    resources: [],
    statistics: emptyStatistics(),
    contentDigest: '',
    notes: {},
    rejected: 0,
  })
}

/**
 * Writes an answer into corpus.yaml, of which every other byte stays. Throws UsageError, with nothing written, for a question
 * that there is not, and where there is no place for it.
 */
export function answerQuestion(folder: string, slug: string, answer: DatasheetAnswer): void {
  checkAnswer(slug, answer)
  const { folder: home, file } = loadCorpus(folder)
  const path = realpathSync(join(home, file))
  const lock = takeLock(path)
  try {
    const { text } = loadCorpus(path)
    const edited = withYamlBlock(text, ['datasheet', slug], { ...answer })
    if (edited === undefined) {
      throw new UsageError(
        `${file} has no place where ${slug} can be answered without changing more of it.`,
        {
          fix: 'Write the answer by hand, as docs/corpus.md shows.',
        },
      )
    }
    writeWhole(path, Buffer.from(edited, 'utf8'), { replace: true })
  } catch (error) {
    throw translateIoError(error, { path: file, done: 'written' })
  } finally {
    lock.release()
  }
}

function checkAnswer(slug: string, answer: DatasheetAnswer): void {
  const slugs = questions.map(question => question.slug)
  if (!slugs.includes(slug)) {
    const meant = nearest(slug, slugs)
    throw new UsageError(
      `There is no question "${slug}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
      { fix: 'Run "warraq datasheet" for those that there are.' },
    )
  }
  for (const said of Object.values(answer)) {
    if (said.trim() === '') throw new UsageError('An answer or reason is empty.', { fix: 'Say something.' })
    if (!said.isWellFormed() || said.includes('\ufffd'))
      throw new UsageError('An answer or reason is not UTF-8.')
  }
}

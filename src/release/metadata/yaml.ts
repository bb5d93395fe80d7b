import { Document, isScalar, visit } from 'yaml'

/**
 * Plain data as YAML that readers of YAML 1.1 (PyYAML) and 1.2 understand alike. Text is quoted unless it is a plain
 * word; keys must be plain words, and are in the order given.
 */
export function renderYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || !isScalar(node) || typeof node.value !== 'string') return
      if (!plainWord.test(node.value) || notText.test(node.value)) node.type = 'QUOTE_DOUBLE'
    },
  })
  // PyYAML refuses these or takes them for line breaks; they stand in quoted text only, where an escape is understood.
  return document
    .toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER })
    .replace(
      /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
      character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
}

const plainWord = /^[a-z][a-z0-9]*([_./-][a-z0-9]+)*$/i
/** What YAML 1.1 reads as a truth value or null. */
const notText = /^(y|n|yes|no|on|off|true|false|null)$/i

import { Document, isScalar, visit } from 'yaml'
import { escapeForYaml, isPlainYaml } from '../../text/yaml-scalar.js'

/**
 * Plain data as YAML that readers of YAML 1.1 (PyYAML) and 1.2 understand alike. Text is quoted unless it is a plain
 * word; keys must be plain words, and are in the order given.
 */
export function renderYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || !isScalar(node) || typeof node.value !== 'string') return
      if (!isPlainYaml(node.value)) node.type = 'QUOTE_DOUBLE'
    },
  })
  // What has to be escaped stands in quoted text only.
  return escapeForYaml(
    document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }),
  )
}

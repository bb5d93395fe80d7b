import { error, info } from './entry.js'

export interface VersionArgs {
  readonly kind: 'lower' | 'same' | 'less'
  readonly version: string
  readonly earlier: string
  /** The least version that would do. */
  readonly expected: string
  readonly level: string
  /** What has changed, in sentences. */
  readonly changes: string
  /** The earlier release is the one that would be replaced. */
  readonly replaces: boolean
}

const versionWords: Readonly<Record<VersionArgs['kind'], (args: VersionArgs) => string>> = {
  lower: a => `comes before ${a.earlier}, the version of the earlier release.`,
  same: a => `is that of the earlier release, and a release never changes. Since then: ${a.changes}`,
  less: a => `promises less than has changed since ${a.earlier}, which is a ${a.level} change: ${a.changes}`,
}

/** Sidecars, other YAML, and JSON texts. */
export const documents = {
  // Sidecars and other YAML
  'yaml/syntax': error(
    (a: { detail: string }) => `this is not YAML: ${a.detail}.`,
    () => 'Correct the YAML here; texts with a colon or a quote in them need quotes.',
  ),
  'yaml/duplicate-key': error(
    (a: { detail: string }) => `\`${a.detail}\` stands twice in one mapping.`,
    () => 'Keep the one that is meant.',
  ),
  'sidecar/missing': error(
    (a: { path: string }) => `there is no sidecar ${a.path}.`,
    a => `Write ${a.path}: \`warraq types --sidecar\` says what stands in it.`,
  ),
  'sidecar/orphan': error(
    (a: { path: string }) => `there is no text ${a.path} that this sidecar speaks of.`,
    () => 'Delete the sidecar, or restore the text.',
  ),
  'sidecar/no-mapping': error(
    () => 'the sidecar is no mapping of keys to values.',
    () => 'Write `language: ar` and the like.',
  ),
  'sidecar/null': error(
    (a: { key: string }) => `\`${a.key}\` has no value.`,
    a => `Leave \`${a.key}\` out, and say under \`basis\` why it is not known.`,
  ),
  'sidecar/no-such-line': error(
    (a: { line: string }) =>
      `line ${a.line} of the text is blank or does not exist, so there is no block to correct.`,
    () => 'Count the lines of the text from 1, blank ones included.',
  ),
  'corpus/unknown-key': error(
    (a: { key: string; meant: string | undefined }) =>
      `\`${a.key}\` is not a key of corpus.yaml here.${a.meant === undefined ? '' : ` Did you mean \`${a.meant}\`?`}`,
    a => (a.meant === undefined ? 'Remove it.' : `Write \`${a.meant}\`.`),
  ),
  'corpus/version': error(
    (a: VersionArgs) => `version ${a.version} ${versionWords[a.kind](a)}`,
    a =>
      `Write \`version: ${a.expected}\`, or a later one.${a.replaces ? ' If the earlier release was never given out, export with --unpublished.' : ''}`,
  ),
  'sidecar/unknown-key': error(
    (a: { key: string; meant: string | undefined }) =>
      `\`${a.key}\` is not a sidecar key.${a.meant === undefined ? '' : ` Did you mean \`${a.meant}\`?`}`,
    a => (a.meant === undefined ? 'Remove it.' : `Write \`${a.meant}\`.`),
  ),

  // JSON texts
  'json/syntax': error(
    (a: { detail: string }) => `this is not JSON: ${a.detail}.`,
    () => 'Correct the JSON here.',
  ),
  'json/duplicate-key': error(
    (a: { key: string }) => `"${a.key}" stands twice in one object; the first would be lost.`,
    () => 'Keep the one that is meant.',
  ),
  'json/depth': error(
    (a: { limit: number }) => `the nesting is deeper than ${a.limit} levels.`,
    () => 'Flatten the value, or keep it as text.',
  ),
  'json/rounded': info(
    (a: { literal: string; value: string }) =>
      `${a.literal} has more digits than a 64-bit float holds; it becomes ${a.value}.`,
  ),
  'json/non-finite': error(
    (a: { literal: string }) => `${a.literal} is larger than any 64-bit float.`,
    () => 'Correct the number, or keep it as text.',
  ),
  'text/lone-surrogate': error(
    () => 'half of a surrogate pair stands alone: this is no character, and no file can hold it as UTF-8.',
    () => 'Put the whole character, or delete the escape.',
  ),
}

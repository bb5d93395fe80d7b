import type { ResourceGroup } from '../measures.js'

export const inShards = ({ shards }: ResourceGroup): boolean => shards.length > 1

/** The file, or the pattern that all its shards match and no other file. */
export function glob({ shards }: ResourceGroup): string {
  const path = shards[0]?.path ?? ''
  return shards.length > 1 ? path.replace(/-\d+-of-(\d+)/, '-*-of-$1') : path
}

/** A list of paths in Python, in the order of the shards. */
export function pythonPaths(group: ResourceGroup): string {
  return inShards(group) ? `sorted(glob('${glob(group)}'))` : `['${glob(group)}']`
}

/** The import that `pythonPaths` needs, if any does. */
export function pythonGlob(groups: readonly ResourceGroup[]): string {
  return groups.some(inShards) ? 'from glob import glob\n\n' : ''
}

/** A list of paths in JavaScript, which has no pattern for files in every version. */
export function javaScriptPaths(group: ResourceGroup): string {
  const { shards } = group
  if (!inShards(group)) return `['${glob(group)}']`
  const width = /-(\d+)-of-/.exec(shards[0]?.path ?? '')?.[1]?.length ?? 0
  const path = glob(group).replace('*', `\${String(shard).padStart(${width}, '0')}`)
  return `Array.from({ length: ${shards.length} }, (_, shard) => \`${path}\`)`
}

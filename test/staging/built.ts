import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const killPreload = fileURLToPath(new URL('kill-preload.mjs', import.meta.url))

/** Programs of test/staging compiled with the modules they import, for child processes: plain Node reads no types. */
export interface Built {
  /** `publish-child` → the path of its JavaScript. */
  program(name: string): string
  remove(): void
}

export function build(...names: readonly string[]): Built {
  const folder = mkdtempSync(join(tmpdir(), 'warraq-built-'))
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { noEmit: false, noCheck: true, rootDir: root, outDir: folder },
    files: names.map(name => join(root, 'test/staging', `${name}.ts`)),
    include: [],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const require = createRequire(import.meta.url)
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'inherit' })
  return {
    program: name => join(folder, 'test/staging', `${name}.js`),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

import { readFileSync } from 'node:fs'

interface Tool {
  readonly name: string
  readonly version: string
}

/** This program, as releases name it. */
export const tool: Tool = readTool()

function readTool(): Tool {
  const { name, version }: Tool = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return { name, version }
}

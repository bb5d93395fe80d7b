import { existsSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { tryLock } from '../../src/release/lock.js'

/**
 * `node race-child.js TARGET ROUNDS`: waits for `TARGET.go`, then takes the lock ROUNDS times. While it holds the lock it
 * makes a file that must not be there yet. Gives the lock back in turn as a free one and as one whose owner is dead, so
 * that all the others find it stale at the same moment.
 */
const [target = '', rounds = ''] = process.argv.slice(2)
const witness = `${target}.witness`
const free = new Int32Array(new SharedArrayBuffer(4))
for (let waited = 0; !existsSync(`${target}.go`); waited++) {
  if (waited > 20_000) process.exit(3)
  Atomics.wait(free, 0, 0, 1)
}

let refused = 0
for (let held = 0; held < Number(rounds); ) {
  const attempt = tryLock(target)
  if ('holder' in attempt) {
    refused++
    continue
  }
  writeFileSync(witness, String(process.pid), { flag: 'wx' })
  if (held % 8 === 0) Atomics.wait(free, 0, 0, 1)
  unlinkSync(witness)
  if (held % 4 === 3) attempt.lock.release()
  else {
    const stale = {
      pid: process.pid,
      started: `boot-before-this-one pid:[1] ${process.pid}.${held}`,
      host: hostname(),
    }
    writeFileSync(`${target}.stale.${process.pid}`, JSON.stringify(stale))
    renameSync(`${target}.stale.${process.pid}`, attempt.lock.path)
  }
  held++
}
process.stdout.write(String(refused))

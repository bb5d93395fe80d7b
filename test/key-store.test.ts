import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gatherKeys } from '../src/shards/key-run.js'
import { openKeyStore } from '../src/shards/key-store.js'
import { openSieve } from '../src/shards/sieve.js'
import { workdir } from './cli.js'

test('a sieve finds just the numbers that came twice, however many there are', () => {
  const sieve = openSieve(join(workdir(), 'sieve'))
  const numberAt = (i: number) => (i * 2654435761 * 4099) % 2 ** 53
  const count = 400_000
  const numbers = Array.from({ length: count }, (_, i) => numberAt(i))
  const wanted = [0, 5, 77_777, count - 1].map(numberAt)
  expect(new Set(numbers).size).toBe(count)
  sieve.add(numbers)
  sieve.add([...wanted, numberAt(5)])
  expect([...(sieve.repeated() ?? [])].sort()).toEqual([...wanted].sort())
  sieve.close()
})

test('ids that stand twice are given back with their places, also those that are kept elsewhere', () => {
  const home = workdir()
  let run = 0
  const id = fc.constantFrom('a', 'b', 'ab', 'مفتاح', '😀', 'long '.repeat(100), '7')
  fc.assert(
    fc.property(
      fc.array(fc.array(id, { maxLength: 6 }), { maxLength: 4 }),
      fc.array(id, { maxLength: 2 }),
      (parts, others) => {
        const folder = join(home, `${run++}`)
        mkdirSync(folder)
        const store = openKeyStore(folder)
        const keys = gatherKeys()
        const places: { id: string; line: number; slice: number }[] = []
        for (const other of others) store.addOther(other)
        for (const [slice, ids] of parts.entries()) {
          for (const [ordinal, id] of ids.entries()) {
            const bytes = Buffer.from(`"${id}"`)
            if (ordinal % 2 === 0) keys.add(bytes, 1, bytes.length - 1, ordinal)
            else keys.addText(id, ordinal)
            places.push({ id, slice, line: 100 * slice + ordinal })
          }
          store.add(keys.take(), { origin: 'contributed', slice, line: 100 * slice })
        }
        const times = (wanted: string) =>
          [...others, ...places.map(({ id }) => id)].filter(one => one === wanted).length
        const origin = 'contributed'
        expect([...store.suspects('repeated')]).toEqual(
          places.filter(({ id }) => times(id) > 1).map(place => ({ ...place, origin })),
        )
        expect([...store.suspects('all')]).toEqual(places.map(place => ({ ...place, origin })))
        store.close()
      },
    ),
  )
})

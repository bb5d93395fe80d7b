import { expect, test } from 'vitest'
import { bagFiles, put, verdict } from './bags.js'

test.each(['0.93', '0.94', '0.95', '0.96', '0.97', '1.0'])(
  'a bag of version %s in which all is right',
  async version => {
    expect(await verdict(put(bagFiles({ version })))).toEqual({ errors: [], warnings: [] })
  },
)

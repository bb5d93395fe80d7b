import { composition } from './computed-composition.js'
import { distribution } from './computed-distribution.js'
import { making } from './computed-making.js'
import type { Compute } from './question.js'

/** What can be measured or read from a release, by the slug of the question that it answers. */
export const computed: Readonly<Record<string, Compute>> = { ...making, ...composition, ...distribution }

import fc from 'fast-check'

/** Properties are tried on the same inputs in every run, unless another seed is given: what fails by chance can be tried again. */
fc.configureGlobal({ seed: Number(process.env['WARRAQ_SEED'] ?? 20261124) })

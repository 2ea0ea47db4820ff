import fc from 'fast-check'

/** Properties of a run begin from one number (vitest.config.ts), so that a commit gets the same verdict twice. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.SEED) })

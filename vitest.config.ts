import { spawnSync } from 'node:child_process'
import { configDefaults, defineConfig } from 'vitest/config'
import { patience } from './test/support/patience.ts'

/**
 * Each commit has its own examples of properties, always the same ones: a red run can be repeated, and the next commit tries others.
 * SEED=7 npm test begins from another number.
 */
const seedOfCommit = () => {
  const { stdout } = spawnSync('git', ['rev-parse', '--short=7', 'HEAD'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  return Number.parseInt(stdout || '1', 16) | 0
}
const properties = {
  env: { SEED: process.env.SEED ?? String(seedOfCommit()) },
  setupFiles: ['test/support/one-seed.ts'],
}

export default defineConfig({
  test: {
    // Two cores are the smallest machine that runs the suite; more workers only wait for each other.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...properties,
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/lint/sentences.test.ts'],
          // These tests share nothing but modules: a worker that keeps what it loaded saves a third of the time.
          isolate: false,
          testTimeout: patience(60),
          hookTimeout: patience(60),
          expect: { poll: { timeout: patience(30), interval: 20 } },
        },
      },
      {
        test: {
          ...properties,
          name: 'all else',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'test/unit/**', 'test/lint/sentences.test.ts'],
          testTimeout: patience(480),
          hookTimeout: patience(240),
          expect: { poll: { timeout: patience(120), interval: 50 } },
        },
      },
    ],
  },
})

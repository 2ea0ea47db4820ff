import { configDefaults, defineConfig } from 'vitest/config'
import { patience } from './test/support/patience.ts'

export default defineConfig({
  test: {
    // Two cores are the smallest machine that runs the suite; more workers only wait for each other.
    maxWorkers: 2,
    projects: [
      {
        test: {
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

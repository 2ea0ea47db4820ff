// `npm run check` says whether work is done: types, lint, tests, in the order of what answers soonest.
import { spawnSync } from 'node:child_process'

const steps: [string, string[]][] = [
  ['tsc', ['--noEmit']],
  ['biome', ['check', '.']],
  [process.execPath, ['node_modules/vitest/vitest.mjs', 'run']],
]

for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

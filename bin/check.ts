// `npm run check` says whether work is done: types, lint, tests, in the order of what answers soonest.
// `npm run check:fast` leaves out all tests but test/unit: those start no service and take seconds.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { fast: { type: 'boolean', default: false } } })
const steps: [string, string[]][] = [
  ['tsc', ['--noEmit']],
  ['tsc', ['--noEmit', '-p', 'web']],
  ['biome', ['check', '.']],
  [process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...(values.fast ? ['--project', 'unit'] : [])]],
]

for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

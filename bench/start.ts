// npm run bench -- start: how long `npm start` takes until it is ready, with synthesis and when nothing changed.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const made = ['dist', 'cdk.out']
const goals = { synthesised: 30, unchanged: 10 }

/** Seconds from starting the command to its endpoints file; stops it by SIGTERM and waits until it is gone. */
async function secondsToReady(data: string): Promise<number> {
  const began = performance.now()
  const child = spawn('npm', ['start', '--', '--port', '0', '--data', data], {
    cwd: root,
    stdio: 'ignore',
    detached: true,
  })
  const file = join(data, 'endpoints.json')
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
    await new Promise((wake) => setTimeout(wake, 50))
  }
  const seconds = (performance.now() - began) / 1000
  const gone = new Promise((wake) => child.once('exit', wake))
  process.kill(-child.pid!, 'SIGTERM')
  await gone
  return seconds
}

/** Prints the table; every start gets a fresh folder. */
export default async function run(): Promise<void> {
  const start = async () => {
    const data = mkdtempSync(join(tmpdir(), 'moira-start-'))
    try {
      return await secondsToReady(data)
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  }
  for (const folder of made) rmSync(join(root, folder), { recursive: true, force: true })
  const synthesised = await start()
  const unchanged = [await start(), await start(), await start()].sort((a, b) => a - b)[1]!
  console.log('npm start until ready        seconds   goal')
  console.log(`with build and synthesis     ${synthesised.toFixed(1).padStart(7)}   ≤ ${goals.synthesised}`)
  console.log(`nothing changed (median of 3)${unchanged.toFixed(1).padStart(7)}   ≤ ${goals.unchanged}`)
}

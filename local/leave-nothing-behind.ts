import { spawnSync } from 'node:child_process'

/** Longer than any part takes to stop; Java dies with this process anyway. */
const PATIENCE = 8000

const ORPHAN_CHECK = 500

/**
 * Milliseconds within which a second signal is the same request: a closed terminal sends SIGHUP to the whole process group,
 * and the runner passes its own on.
 */
const SAME_REQUEST = 1000

// Read when this file is loaded, before anything is built: a runner that ends meanwhile is noticed.
const parent = process.ppid
const byRunner = startedByRunner()

/**
 * Stops the cloud when the process is asked to end, when it crashes, and when the runner that started it is gone
 * (killed by SIGKILL, it can't pass anything on). A second signal, a second later, ends at once.
 */
export function leaveNothingBehind(stop: () => Promise<void>): { crash(error: unknown): void } {
  let asked: number | undefined
  const leave = (code: number) => {
    if (asked !== undefined) {
      if (performance.now() - asked > SAME_REQUEST) process.exit(code)
      return
    }
    asked = performance.now()
    setTimeout(() => process.exit(code), PATIENCE).unref()
    stop().then(
      () => process.exit(code),
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  const crash = (error: unknown) => {
    console.error(error)
    leave(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leave(0))
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  if (byRunner) {
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      leave(1)
    }, ORPHAN_CHECK).unref()
  }
  return { crash }
}

/** Only the runner's end counts: a shell may well end before the program that it put into the background. */
function startedByRunner(): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(process.ppid)], { encoding: 'utf8' })
  return (stdout ?? '').includes('bin/run.mjs')
}

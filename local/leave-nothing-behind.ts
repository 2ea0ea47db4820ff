import { spawnSync } from 'node:child_process'

/** Longer than any part takes to stop; Java dies with this process anyway. */
const PATIENCE = 8000

const ORPHAN_CHECK = 1000

/**
 * Stops the cloud when the process is asked to end, when it crashes, and when the runner that started it is gone
 * (killed by SIGKILL, it can't pass anything on). A second signal ends at once.
 */
export function leaveNothingBehind(stop: () => Promise<void>): { crash(error: unknown): void } {
  let leaving = false
  const leave = (code: number) => {
    if (leaving) process.exit(code)
    leaving = true
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
  if (startedByRunner()) {
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && leave(1), ORPHAN_CHECK).unref()
  }
  return { crash }
}

/** Only the runner's end is ours, too: a shell may well end before what it put into the background. */
function startedByRunner(): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(process.ppid)], { encoding: 'utf8' })
  return (stdout ?? '').includes('bin/run.mjs')
}

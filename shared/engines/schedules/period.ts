import { nextRun } from './next-run.ts'

const dayMs = 86_400_000

/**
 * The time from one firing of a schedule to the next, in milliseconds: of a rate its distance, of a cron expression that from
 * `at` to the firing after it, so that Friday's lasts over the weekend. Of an expression that never fires again a day.
 */
export function periodAt(expression: string, timezone: string, at: Date): number {
  const next = nextRun(expression, timezone, at)
  return next ? next.getTime() - at.getTime() : dayMs
}

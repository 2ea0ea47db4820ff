import type { EventType } from '../../engines/events/event.ts'

/** The calls that clients make, by the last word of their path; the short ones are those of browsers. */
export const calls: Readonly<Record<string, EventType | 'batch'>> = {
  identify: 'identify',
  track: 'track',
  page: 'page',
  screen: 'screen',
  group: 'group',
  alias: 'alias',
  batch: 'batch',
  i: 'identify',
  t: 'track',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
  b: 'batch',
}

/** Browsers report measurements of themselves there: they are answered and forgotten. */
export const measurementsCall = 'm'

/** Every path of the intake, as routes write them. */
export const intakePaths: readonly { method: 'GET' | 'POST'; path: string }[] = [
  ...[...Object.keys(calls), measurementsCall].map((call) => ({ method: 'POST' as const, path: `/v1/${call}` })),
  { method: 'GET', path: '/v1/projects/{writeKey}/settings' },
]

/**
 * 1,000 requests a second of one source. One request in 64 is counted over windows of one second: a count of 1,000 has a
 * standard deviation of 64 × √(1000 / 64 × 63 / 64) = 251, and three of them are the room above.
 */
export const intakeLimit = { requests: 1000, seconds: 1, sampling: 64, refusedAbove: 1760 }

import { expect, test } from 'vitest'
import { closedThrough } from '../../../../shared/engines/events/closed-hours.ts'

test.each([
  ['hourly', '2024-05-02T10:19:59Z', '2024-05-02T08'],
  ['hourly', '2024-05-02T10:20:00Z', '2024-05-02T09'],
  ['hourly', '2024-05-02T00:19:00Z', '2024-05-01T22'],
  ['daily', '2024-05-02T00:19:59Z', '2024-04-30T23'],
  ['daily', '2024-05-02T00:20:00Z', '2024-05-01T23'],
  ['daily', '2024-05-02T23:59:00Z', '2024-05-01T23'],
  ['manual', '2024-05-02T10:00:00Z', undefined],
] as const)('%s at %s: through %s', (cadence, now, through) => {
  expect(closedThrough(cadence, new Date(now))).toBe(through)
})

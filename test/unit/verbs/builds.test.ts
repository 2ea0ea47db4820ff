import { expect, test } from 'vitest'
import type { PastBuild } from '../../../shared/model/past-build.ts'
import type { Status } from '../../../shared/model/resource.ts'
import { asItWas } from '../../../shared/verbs/builds.ts'

const at = (minute: number) => `2024-06-03T06:0${minute}:00.000Z`
const build = (attempt: number, more: Partial<PastBuild> = {}): PastBuild => ({
  ...{ attempt, why: 'new data arrived', started_at: at(0), outcome: 'running' },
  ...more,
})
const ended = { outcome: 'ready', ended_at: at(1), count: 7 } as const
const resource = (attempt: number, status: Status, until?: number) => ({
  ...{ attempt, status, status_changed_at: at(2) },
  ...(status === 'error' && { status_error: 'why' }),
  ...(until !== undefined && { claimed_until: at(until) }),
})

test.each<[string, PastBuild[], ReturnType<typeof resource>, PastBuild[]]>([
  ['each end was noted', [build(1, ended)], resource(1, 'ready'), [build(1, ended)]],
  ['it is at work', [build(1)], resource(1, 'running', 9), [build(1)]],
  ['it is noted, and nobody claimed it', [build(2), build(1, ended)], resource(1, 'ready'), [build(1, ended)]],
  ['killed after it published', [build(1)], resource(1, 'ready'), [build(1, { outcome: 'ready', ended_at: at(2) })]],
  [
    'killed after it failed',
    [build(1)],
    resource(1, 'error'),
    [build(1, { outcome: 'error', ended_at: at(2), status_error: 'why' })],
  ],
  ['killed after it let go', [build(1)], resource(1, 'new'), [build(1, { outcome: 'stopped' })]],
  ['its claim ended by itself', [build(1)], resource(1, 'running', 1), [build(1, { outcome: 'stopped' })]],
  [
    'a later one took its place',
    [build(2), build(1)],
    resource(2, 'running', 9),
    [build(2), build(1, { outcome: 'stopped' })],
  ],
])('%s', (_, builds, of, told) => {
  expect(asItWas(builds, of, at(5))).toEqual(told)
})

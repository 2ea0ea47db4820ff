import { afterAll, beforeAll, expect, test } from 'vitest'
import { meter } from '../../../bench/events/metered-table.ts'
import { keepEvents } from '../../../shared/nouns/profiles/keep-events.ts'
import { startProfiles } from '../../support/profiles.ts'

let live: Awaited<ReturnType<typeof startProfiles>>
let units: ReturnType<typeof meter>
beforeAll(async () => {
  live = await startProfiles()
  units = meter(live.ctx.profiles)
})
afterAll(() => live.stop())

let made = 0
/** An event of a usual size, half a kilobyte. */
const event = (more: object) => {
  const n = ++made
  const time = new Date(Date.parse('2026-03-20T10:00:00.000Z') + n * 1000).toISOString()
  const page = { path: '/shirts', title: 'Shirts', url: 'https://www.example.com/shirts' }
  const context = { page, library: { name: 'analytics.js', version: '2' }, locale: 'en-GB' }
  return { type: 'track', event: 'Item Viewed', messageId: `m${n}`, timestamp: time, context, ...more }
}
const identify = (more: object) => event({ type: 'identify', event: undefined, ...more })

/** Each event by itself: what comes before it, and its units. */
const kinds: [string, { before?: object[]; sent: object[] }, number][] = [
  ['the first page of a new visitor', { sent: [event({ anonymousId: 'v1' })] }, 3],
  [
    'an event that says nothing new',
    { before: [event({ anonymousId: 'v2' })], sent: [event({ anonymousId: 'v2' })] },
    1,
  ],
  [
    'an event of a user with a cookie, known together',
    {
      before: [event({ anonymousId: 'v3', userId: 'u3' })],
      sent: [event({ anonymousId: 'v3', userId: 'u3' })],
    },
    1,
  ],
  [
    'an identify with the traits of before: their times are newer',
    {
      before: [identify({ userId: 'u4', traits: { plan: 'pro' } })],
      sent: [identify({ userId: 'u4', traits: { plan: 'pro' } })],
    },
    2,
  ],
  [
    'a known user with a new cookie',
    { before: [event({ userId: 'u5', anonymousId: 'v5' })], sent: [event({ userId: 'u5', anonymousId: 'w5' })] },
    4,
  ],
  [
    'an identify that links a user, an e-mail and a cookie',
    {
      before: [event({ anonymousId: 'v6' })],
      sent: [identify({ userId: 'u6', anonymousId: 'v6', traits: { email: 'six@example.com' } })],
    },
    7,
  ],
  [
    'a cookie that joins two people',
    {
      before: [
        event({ anonymousId: 'v7', userId: 'u7' }),
        identify({ anonymousId: 'w7', traits: { email: 'seven@example.com' } }),
      ],
      sent: [identify({ anonymousId: 'v7', traits: { email: 'seven@example.com' } })],
    },
    5,
  ],
  [
    'a group event that says again to which company somebody belongs',
    {
      before: [event({ type: 'group', userId: 'u9', groupId: 'g9', traits: { plan: 'pro' } })],
      sent: [event({ type: 'group', userId: 'u9', groupId: 'g9', traits: { plan: 'pro' } })],
    },
    2,
  ],
  [
    'fifteen events of a new visitor in one message',
    { sent: Array.from({ length: 15 }, () => event({ anonymousId: 'v8' })) },
    17,
  ],
]

test.each(kinds)('%s', async (_, { before = [], sent }, expected) => {
  const account = await live.account()
  for (const one of before) await keepEvents(live.ctx, account.account_id, [account.message([one])])
  units.take()
  await keepEvents(live.ctx, account.account_id, [account.message(sent)])
  expect(units.take().write).toBe(expected)
  // A message that the queue gives twice writes nothing.
  await keepEvents(live.ctx, account.account_id, [account.message(sent)])
  expect(units.take().write).toBe(0)
})

/** The mix of a usual website, in percent: events of these kinds (docs/live.md). */
const mix: [number, string][] = [
  [85, 'an event that says nothing new'],
  [5, 'the first page of a new visitor'],
  [5, 'an identify with the traits of before: their times are newer'],
  [3, 'a known user with a new cookie'],
  [1.5, 'an identify that links a user, an e-mail and a cookie'],
  [0.5, 'a cookie that joins two people'],
]

test('the usual mix is at most 1.7 units an event', () => {
  const unitsOf = (kind: string) => kinds.find(([name]) => name === kind)![2]
  const sum = mix.reduce((total, [share, kind]) => total + (share / 100) * unitsOf(kind), 0)
  expect(mix.reduce((total, [share]) => total + share, 0)).toBe(100)
  expect(sum).toBeLessThanOrEqual(1.7)
  expect(sum).toBeCloseTo(1.35, 2)
})

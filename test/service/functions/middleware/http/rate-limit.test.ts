import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAccount } from '../../../../../bin/account.ts'
import { limit, rateLimit, refusedAbove, sampling } from '../../../../../functions/middleware/http/rate-limit.ts'
import type { CustomerError } from '../../../../../shared/model/errors.ts'
import { addRequests } from '../../../../../shared/ports/store/requests.ts'
import { type Service, startService } from '../../../../support/service.ts'

/** Environments that share a table, a clock that is moved, and chance that repeats. */
function service(environments: number) {
  const counts = new Map<string, number>()
  const clock = { now: Date.parse('2024-05-01T12:00:00Z') }
  let writes = 0
  let draws = 0
  const ports = {
    async add(accountId: string, window: number, requests: number) {
      writes++
      const key = `${accountId} ${window}`
      counts.set(key, (counts.get(key) ?? 0) + requests)
      return counts.get(key)!
    },
    now: () => clock.now,
    // Every eighth draw is a hit.
    random: () => (draws++ % sampling) / sampling,
  }
  const fleet = Array.from({ length: environments }, () => rateLimit(ports))
  let turn = 0
  return {
    clock,
    writes: () => writes,
    ask: (account: string) => fleet[turn++ % environments]!(account),
  }
}

/** How many of so many requests were let through, and what the last refusal said. */
async function passed(ask: () => Promise<void>, requests: number) {
  let count = 0
  let refusal: CustomerError | undefined
  for (let i = 0; i < requests; i++) {
    await ask().then(
      () => count++,
      (error) => {
        refusal = error
      },
    )
  }
  return { count, refusal }
}

describe('the limit', () => {
  test.each([1, 7, 40])('is one for all %d environments, and another window begins anew', async (environments) => {
    const { ask, clock, writes } = service(environments)
    clock.now += 3200
    const { count, refusal } = await passed(() => ask('a'), 2000)
    expect(count).toBeGreaterThan(refusedAbove - sampling)
    // Each environment learns of it at its own draw.
    expect(count).toBeLessThan(refusedAbove + sampling * (environments + 1))
    expect(refusal).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfter: 7 })
    expect(writes()).toBeLessThan(refusedAbove / sampling + environments + 2)

    clock.now += 6700
    expect((await passed(() => ask('a'), 10)).count).toBe(0)
    clock.now += 200
    expect((await passed(() => ask('a'), 400)).count).toBe(400)
  })

  test('of one account is not that of another', async () => {
    const { ask } = service(1)
    await passed(() => ask('a'), 1000)
    expect((await passed(() => ask('b'), 400)).count).toBe(400)
  })

  test('is not felt at 50 requests a second', async () => {
    const { ask, clock } = service(3)
    const steady = async () => {
      clock.now += 20
      await ask('a')
    }
    expect((await passed(steady, 5000)).count).toBe(5000)
  })
})

describe('the API', () => {
  let api: Service
  beforeAll(async () => {
    api = await startService()
  })
  afterAll(() => api?.stop())

  test('answers 429 in the usual body, with Retry-After', async () => {
    const now = Math.floor(Date.now() / 1000 / limit.seconds) * limit.seconds
    // The next windows too, in case one of them begins meanwhile.
    for (let later = 0; later < 5; later++) {
      await addRequests(api.table, api.account.account_id, now + later * limit.seconds, refusedAbove)
    }
    let answer = await api.ask('GET', '/v1/cohorts')
    // Not being drawn in 300 requests: (7/8)^300.
    for (let tries = 0; answer.status === 200 && tries < 300; tries++) answer = await api.ask('GET', '/v1/cohorts')
    expect(answer).toMatchObject({ status: 429, body: { error: 'TOO_MANY_REQUESTS', id: expect.any(String) } })
    expect(answer.body.note).toContain('more than 500 requests in 10 seconds')
    const wait = Number(answer.headers.get('retry-after'))
    expect(wait).toBeGreaterThanOrEqual(1)
    expect(wait).toBeLessThanOrEqual(limit.seconds)
    const { live_key: key } = await createAccount({ name: 'Other', email: 'b@example.com' }, api.table)
    expect((await api.ask('GET', '/v1/cohorts', undefined, { key })).status).toBe(200)
  })
})

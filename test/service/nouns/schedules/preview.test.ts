import { afterAll, beforeAll, expect, test } from 'vitest'
import { nextRun } from '../../../../shared/engines/schedules/next-run.ts'
import { type Service, startService } from '../../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

const preview = (body: object) => service.ask('POST', '/v1/schedules/preview', body)

test.each([
  ['cron(0 9 ? * MON *)', 'America/New_York', false],
  ['cron(30 2 * * ? *)', 'Europe/Berlin', false],
  ['rate(6 hours)', 'UTC', true],
])('%s in %s: the next five firings, one after the other', async (expression, timezone, at_once) => {
  const { status, body } = await preview({ expression, timezone })
  expect({ status, at_once: body.at_once }).toEqual({ status: 200, at_once })
  const times = (body.next_runs as string[]).map((time) => new Date(time))
  expect(times).toHaveLength(5)
  const start = at_once ? new Date(times[0]!.getTime() - 6 * 3_600_000) : new Date()
  let last = start
  for (const time of times) {
    expect(time).toEqual(nextRun(expression, timezone, last, start))
    last = time
  }
})

test('an expression that ends has as many as are left', async () => {
  const year = new Date().getUTCFullYear() + 1
  const { body } = await preview({ expression: `cron(0 9 1 1,2 ? ${year})` })
  expect(body.next_runs).toEqual([`${year}-01-01T09:00:00.000Z`, `${year}-02-01T09:00:00.000Z`])
})

test.each([
  [{ expression: 'every monday' }, 'expression', 'is not a schedule'],
  [{ expression: 'cron(0 9 30 2 ? *)' }, 'expression', 'never comes again'],
  [{ expression: 'rate(1 day)', timezone: 'Europe/Berln' }, 'timezone', 'did you mean "Europe/Berlin"'],
  [{ timezone: 'UTC' }, 'expression', 'is missing'],
])('%o is refused with a sentence', async (body, path, sentence) => {
  const answer = await preview(body)
  expect(answer).toMatchObject({ status: 400, body: { validationErrors: [{ path }] } })
  expect(answer.body.note).toContain(sentence)
})

test('a schedule that is archived, or of another account, does not run', async () => {
  const cohort = (await service.ask('POST', '/v1/cohorts', {})).body.id
  const scope = { population: { cohort_ids: [cohort] }, payload: {} }
  const scope_id = (await service.ask('POST', '/v1/scopes', scope)).body.id
  const schedule = { scope_id, expression: 'rate(1 day)', name: 'Daily' }
  const { id } = (await service.ask('POST', '/v1/schedules', schedule)).body
  const run = (key = service.account.live_key) => service.ask('POST', `/v1/schedules/${id}/run`, undefined, { key })
  expect(await run(service.account.test_key)).toMatchObject({ status: 404 })
  expect(await run()).toMatchObject({ status: 200, body: { id, runs: [{ status: 'running' }] } })
  expect((await run()).body.note).toBe('schedule "Daily" runs already: wait until that run has ended')
  await service.ask('POST', `/v1/schedules/${id}/archive`)
  expect((await run()).body.note).toBe('schedule "Daily" is archived: unarchive it first')
})

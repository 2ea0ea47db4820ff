import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAccount } from '../../../../bin/account.ts'
import { reconcileSchedules } from '../../../../shared/nouns/schedules/tell-scheduler.ts'
import { rescoreDue } from '../../../../shared/planning/rescore-due.ts'
import { openBus } from '../../../../shared/ports/aws/bus.ts'
import { openScheduler, type Scheduler } from '../../../../shared/ports/aws/scheduler.ts'
import { getResource, updateResource } from '../../../../shared/ports/store/resources.ts'
import { type Service, startService } from '../../../support/service.ts'

let service: Service
let scheduler: Scheduler
beforeAll(async () => {
  service = await startService()
  scheduler = openScheduler({ group: 'group', targetArn: 'arn:target', roleArn: 'arn:role' })
})
afterAll(() => service?.stop())

let account_id: string
let scope: string
let ask: (method: string, path: string, body?: unknown) => ReturnType<Service['ask']>
beforeEach(async () => {
  const account = await createAccount({ name: 'Shop', email: 'a@example.com' }, service.table)
  account_id = account.account_id
  ask = (method, path, body) => service.ask(method, `/v1/${path}`, body, { key: account.live_key })
  const cohort = (await ask('POST', 'cohorts', {})).body.id
  scope = (await ask('POST', 'scopes', { population: { cohort_ids: [cohort] }, payload: {} })).body.id
})

const schedule = async (expression = 'rate(1 day)') =>
  (await ask('POST', 'schedules', { scope_id: scope, expression })).body.id as string
const told = (id: string) => service.aws.schedules.get(id)
const context = (port = scheduler) => ({ table: service.table, scheduler: port, now: () => new Date() })
const reconcile = (only?: string) => reconcileSchedules(context(), account_id, only)

test('archived along with its scope, it is announced, and switched off by whoever hears that', async () => {
  const id = await schedule()
  service.aws.events.length = 0
  expect((await ask('POST', `scopes/${scope}/archive`, { cascade_to_all: true })).status).toBe(200)
  expect(service.aws.events).toContainEqual({
    type: 'resource.changed',
    detail: { account_id, resource_type: 'schedules', resource_id: id },
  })
  await reconcile(id)
  expect(told(id)).toMatchObject({ State: 'DISABLED', ScheduleExpression: 'rate(1 day)' })

  await ask('POST', `schedules/${id}/unarchive`, { cascade_to_all: true })
  expect(told(id)).toMatchObject({ State: 'ENABLED' })
})

test('archived or deleted itself, Scheduler hears at once', async () => {
  const id = await schedule()
  await ask('POST', `schedules/${id}/archive`)
  expect(told(id)).toMatchObject({ State: 'DISABLED' })
  await ask('DELETE', `schedules/${id}`)
  expect(told(id)).toBeUndefined()
})

test('what Scheduler lost, knows otherwise, or was never told is told; the rest is left alone', async () => {
  const [lost, other, fine] = [await schedule(), await schedule('rate(2 days)'), await schedule('rate(3 days)')]
  const before = told(fine)
  service.aws.schedules.delete(lost)
  service.aws.schedules.set(other, { ...told(other), ScheduleExpression: 'rate(1 minute)' })
  await updateResource(service.table, { account_id, type: 'schedules', id: lost }, { status: 'new' })
  await reconcile()
  expect(told(lost)).toMatchObject({ State: 'ENABLED', ScheduleExpression: 'rate(1 day)' })
  expect(told(other)).toMatchObject({ ScheduleExpression: 'rate(2 days)' })
  expect(told(fine)).toBe(before)
  expect((await getResource(service.table, account_id, 'schedules', lost))?.status).toBe('ready')
})

test('what is archived and gone from Scheduler stays gone', async () => {
  const id = await schedule()
  await ask('POST', `schedules/${id}/archive`)
  service.aws.schedules.delete(id)
  await reconcile()
  expect(told(id)).toBeUndefined()
})

test('one that can’t be told keeps none of the others from it', async () => {
  const made = [await schedule(), await schedule(), await schedule()]
  for (const id of made) service.aws.schedules.delete(id)
  const port: Scheduler = {
    ...scheduler,
    put: (one) => (one.schedule_id === made[1] ? Promise.reject(new Error('planted')) : scheduler.put(one)),
  }
  await expect(reconcileSchedules(context(port), account_id)).rejects.toThrow('planted')
  expect(made.map((id) => told(id) !== undefined)).toEqual([true, false, true])
})

test('one that was left behind by a delete removes itself when it fires', async () => {
  const id = await schedule()
  const left = told(id)!
  await ask('DELETE', `schedules/${id}`)
  service.aws.schedules.set(id, left)
  service.aws.events.length = 0
  await rescoreDue(
    { ...context(), bus: openBus() },
    { account_id, schedule_id: id, scheduled_time: '2024-05-01T00:00:00Z' },
  )
  expect(told(id)).toBeUndefined()
  expect(service.aws.events).toEqual([])
})

test('a schedule that Scheduler refuses is the customer’s mistake: a sentence, and nothing is left of it', async () => {
  const kept = await schedule('rate(2 days)')
  service.aws.refuseSchedules('Invalid Schedule Expression rate(3 days).')
  try {
    const made = await ask('POST', 'schedules', { scope_id: scope, expression: 'rate(3 days)' })
    expect([made.status, made.body.error]).toEqual([400, 'VALIDATION_FAILED'])
    expect(made.body.note).toContain('Invalid Schedule Expression rate(3 days).')
    const changed = await ask('PATCH', `schedules/${kept}`, { expression: 'rate(3 days)' })
    expect([changed.status, changed.body.error]).toEqual([400, 'VALIDATION_FAILED'])
  } finally {
    service.aws.refuseSchedules(undefined)
  }
  const left = (await ask('GET', 'schedules')).body as { id: string; expression: string; status: string }[]
  expect(left.map(({ id, expression, status }) => [id, expression, status])).toEqual([[kept, 'rate(2 days)', 'ready']])
})

test('five fields of cron are refused with the sixth named, and leave nothing', async () => {
  const { status, body } = await ask('POST', 'schedules', { scope_id: scope, expression: 'cron(0 9 ? * MON)' })
  expect([status, body.error]).toEqual([400, 'VALIDATION_FAILED'])
  expect(body.note).toContain('for every year write "cron(0 9 ? * MON *)"')
  expect((await ask('GET', 'schedules')).body).toEqual([])
})

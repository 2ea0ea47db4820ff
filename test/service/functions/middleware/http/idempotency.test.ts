import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiContext } from '../../../../../functions/middleware/http/context.ts'
import { onceFor } from '../../../../../functions/middleware/http/idempotency.ts'
import { cohortNoun } from '../../../../../shared/nouns/cohorts/cohorts.ts'
import { verbsOf } from '../../../../../shared/verbs/verbs.ts'
import { type Service, startService } from '../../../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

const { create, read } = verbsOf(cohortNoun)
const headers = (name: string) => ({ 'idempotency-key': name.replaceAll(/[^a-z0-9]/g, '-') })
const event = (key: string, name: string) =>
  ({
    headers: headers(key),
    body: JSON.stringify({ name }),
    rawPath: '/v1/cohorts',
    requestContext: { http: { method: 'POST' } },
  }) as unknown as Parameters<typeof onceFor>[1]
/** A request's context, some seconds later than now. */
const context = (later = 0) => ({
  ...apiContext(service.account.account_id),
  now: () => new Date(Date.now() + later * 1000),
})
type Context = ReturnType<typeof context>
const made = (ctx: Context, name: string) => async () => ({
  statusCode: 201,
  body: JSON.stringify(await create(ctx, { body: { name } })),
})
const answerOf =
  (ctx: Context) =>
  async ({ id }: { id: string }) => ({
    statusCode: 201,
    body: JSON.stringify(await read(ctx, { params: { id } })),
  })
const cohortsNamed = async (name: string) =>
  ((await service.ask('GET', '/v1/cohorts')).body as { id: string; name: string }[]).filter((one) => one.name === name)

/** Runs a request up to a point of its work, where its function dies: the promise never ends. */
async function died(begin: (dies: () => Promise<never>) => Promise<unknown>): Promise<void> {
  await new Promise<void>((reached) => {
    const dies = () => {
      reached()
      return new Promise<never>(() => {})
    }
    void begin(dies)
  })
}

test('killed between its write and its answer, a create that is sent again is done once, and answered', async () => {
  for (const seconds of [0, 61, 3600]) {
    const name = `killed, ${seconds} s later`
    const first = context()
    await died((dies) => onceFor(first, event(name, name), () => made(first, name)().then(dies), answerOf(first)))
    const second = context(seconds)
    const answer = await onceFor(second, event(name, name), made(second, name), answerOf(second))
    const cohorts = await cohortsNamed(name)
    expect(cohorts).toHaveLength(1)
    expect(JSON.parse(answer.body!)).toMatchObject({ id: cohorts[0]!.id, name })
    expect(answer).toMatchObject({ statusCode: 201, headers: { 'idempotent-replayed': 'true' } })
  }
})

test('killed before its write, a create holds its key for a minute and no longer', async () => {
  const name = 'killed before'
  const first = context()
  await died((dies) => onceFor(first, event(name, name), dies, answerOf(first)))
  await expect(onceFor(context(1), event(name, name), made(context(1), name), answerOf(context(1)))).rejects.toThrow(
    'still running',
  )
  const later = context(61)
  const answer = await onceFor(later, event(name, name), made(later, name), answerOf(later))
  expect(answer.statusCode).toBe(201)
  expect(await cohortsNamed(name)).toHaveLength(1)
})

test('an answer that could not be kept is made again, and the create is not', async () => {
  const name = 'throttled'
  const first = context()
  const table = { ...first.table, db: Object.create(first.table.db) }
  table.db.update = () => Promise.reject(new Error('ProvisionedThroughputExceededException'))
  const ctx = Object.assign(Object.create(first), { ...first, table })
  const answer = await onceFor(ctx, event(name, name), made(ctx, name), answerOf(ctx))
  expect(answer.statusCode).toBe(201)
  const second = context()
  const again = await onceFor(second, event(name, name), made(second, name), answerOf(second))
  expect(JSON.parse(again.body!).id).toBe(JSON.parse(answer.body!).id)
  expect(await cohortsNamed(name)).toHaveLength(1)
})

test('a create that was refused gives its key back', async () => {
  const ask = (body: object) => service.ask('POST', '/v1/cohorts', body, headers('refused') as never)
  expect((await ask({ name: 'refused', stream_name: 'nowhere' })).status).toBe(400)
  expect((await ask({ name: 'refused' })).status).toBe(201)
  expect((await ask({ name: 'refused' })).status).toBe(201)
  expect(await cohortsNamed('refused')).toHaveLength(1)
})

test('where a request does not write its key along, one that died is never done again', async () => {
  let done = 0
  const work = async () => ({ statusCode: 201, body: String(++done) })
  await died((dies) => onceFor(context(), event('apart', 'x'), () => work().then(dies)))
  const answer = await onceFor(context(61), event('apart', 'x'), work)
  expect([answer.statusCode, done]).toEqual([409, 1])
  expect(answer.body).toContain('ended without an answer')
})

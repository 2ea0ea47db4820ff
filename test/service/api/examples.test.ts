import { afterAll, beforeAll, expect, test } from 'vitest'
import { lakeQueries } from '../../../cdk/functions.ts'
import document from '../../../docs/openapi.json' with { type: 'json' }
import { updateResource } from '../../../shared/ports/store/resources.ts'
import { type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

interface Described {
  parameters?: { name: string; in: string; schema: { examples?: unknown[] } }[]
  requestBody?: { content: Record<string, { example: unknown; schema?: { $ref?: string } }> }
}
const schemas = document.components.schemas as unknown as Record<string, { examples?: Record<string, unknown>[] }>
const nouns = ['datasets', 'cohorts', 'persona_sets', 'scopes', 'targets', 'schedules', 'sources'] as const
const configs = {
  datasets: 'Dataset',
  cohorts: 'Cohort',
  persona_sets: 'PersonaSet',
  scopes: 'Scope',
  targets: 'Target',
  schedules: 'Schedule',
  sources: 'Source',
}

test('the API takes every request body of the examples, in the order of the tutorial', async () => {
  // Ids are given by the API: those of the examples become the real ones, wherever they are spoken of.
  const real = new Map<string, string>()
  const speaking = (value: unknown) => {
    let text = JSON.stringify(value)
    for (const [example, id] of real) text = text.replaceAll(example, id)
    return JSON.parse(text)
  }
  const send = async (method: string, path: string, body: unknown, headers = {}) => {
    const answer = await service.ask(method, speaking(path), typeof body === 'string' ? body : speaking(body), headers)
    expect(answer, `${method} ${path} ${JSON.stringify(answer.body)}`).toMatchObject({
      status: expect.toSatisfy((status) => status === 200 || status === 201),
    })
    return answer.body
  }

  const done: string[] = []
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...(operation as unknown as Described) })),
  )
  const sendExampleOf = async (path: string, method: string) => {
    const { parameters = [], requestBody } = operations.find((one) => one.path === path && one.method === method)!
    const where = parameters.reduce(
      (at, { name, schema }) => at.replace(`{${name}}`, String(schema.examples?.[0])),
      path,
    )
    done.push(`${method} ${path}`)
    // The source of the examples takes events of one website's pages.
    return send(method.toUpperCase(), where, Object.values(requestBody!.content)[0]!.example, {
      origin: 'https://www.example.com',
    })
  }

  const [account] = (await service.ask('GET', '/v1/accounts')).body
  real.set(schemas.Account!.examples![0]!.id as string, account.id)
  const signIn = operations.find(({ path, method }) => path === '/v1/sessions' && method === 'post')!
  const { api_key } = Object.values(signIn.requestBody!.content)[0]!.example as { api_key: string }
  real.set(api_key, service.account.live_key)
  const member = await sendExampleOf('/v1/members', 'post')
  real.set(schemas.Member!.examples![0]!.id as string, member.id)
  await sendExampleOf('/v1/uploads/{directory}/{file}', 'post')
  for (const noun of nouns) {
    const all = schemas[`${configs[noun]}Config`]!.examples!
    // The first may not have what a later one refers to, so the fullest dataset comes first.
    for (const [index, config] of (noun === 'datasets' ? all.toReversed() : all).entries()) {
      const made = await send('POST', `/v1/${noun}`, config)
      const isShown = index === (noun === 'datasets' ? all.length - 2 : 0)
      if (made.write_key) real.set(schemas.SourceWithKey!.examples![0]!.write_key as string, made.write_key)
      if (isShown) real.set(schemas[configs[noun]]!.examples![0]!.id as string, made.id)
    }
    done.push(`post /v1/${noun}`)
  }
  const [trait] = (await service.ask('GET', '/v1/traits')).body
  real.set(schemas.Trait!.examples![0]!.id as string, trait.id)
  const { id, personas } = schemas.PersonaSet!.examples![0]!
  const built = { output: { prefix: 'lake/p/', personas }, status: 'ready' } as const
  await updateResource(
    service.table,
    { account_id: service.account.account_id, type: 'persona_sets', id: real.get(id as string)! },
    built,
  )

  // About people whom files and events have made: test/service/profiles/decide.test.ts and test/journeys/people.test.ts send these.
  // A key has no session: test/service/api/members.test.ts changes one.
  const isElsewhere = (path: string) => /^\/v1\/((spaces|people)\/|sessions\/current$)/.test(path)
  // Questions to the lake need people there: test/service/nouns sends their bodies.
  const asksLake = (path: string) => (Object.values(lakeQueries).flat() as string[]).includes(`POST ${path}`)
  const rest = operations.filter(
    ({ requestBody, path, method }) =>
      requestBody && !isElsewhere(path) && !asksLake(path) && !done.includes(`${method} ${path}`),
  )
  const upwards = rest.toSorted((a, b) => Number(/archive$/.test(a.path)) - Number(/archive$/.test(b.path)))
  for (const { path, method } of upwards) await sendExampleOf(path, method)
  expect(done.length).toBe(
    operations.filter(({ requestBody, path }) => requestBody && !isElsewhere(path) && !asksLake(path)).length,
  )
})

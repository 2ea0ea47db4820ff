import { Configuration, FaradayClient } from '@fdy/faraday-js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { updateResource } from '../../shared/ports/store/resources.ts'
import { type Service, startService } from '../support/service.ts'

let service: Service
let faraday: FaradayClient
beforeAll(async () => {
  service = await startService()
  const configuration = new Configuration({
    basePath: `${service.url}/v1`,
    headers: { authorization: `Bearer ${service.account.live_key}` },
  })
  faraday = new FaradayClient(configuration)
})
afterAll(() => service?.stop())

test('the published client walks from a file to a target and back, unmodified', async () => {
  const { account_id } = service.account
  const { uploads, datasets, streams, traits, cohorts, personaSets, scopes, targets, graph, accounts } = faraday
  const csv = 'account_email,updated_at,total\nann@example.com,2024-01-02,12.50\n'
  await uploads.createUpload('orders', 'file1.csv', new Blob([csv]))
  const [file] = await uploads.getUploads()
  expect(file).toMatchObject({ subpath: 'orders/file1.csv', file_size: csv.length, created_at: expect.any(Date) })
  expect(await (await uploads.getUpload('orders', 'file1.csv')).text()).toBe(csv)

  const dataset = await datasets.createDataset({
    name: 'orders',
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { email: 'account_email' } },
    output_to_streams: {
      orders: {
        data_map: {
          datetime: { column_name: 'updated_at', format: 'date_iso8601' as never },
          value: { column_name: 'total', format: 'currency_dollars' as never },
        },
      },
    },
    output_to_traits: { age: { column_name: 'age' } },
    upsert_columns: ['account_email'],
  })
  expect(dataset).toMatchObject({ name: 'orders', status: 'new', created_at: expect.any(Date) })
  expect(dataset.output_to_streams?.orders?.stream_id).toEqual(expect.any(String))

  expect(Object.keys((await streams.getStream('orders')).properties!)).toEqual(['datetime', 'value'])
  expect(await streams.getStreams()).toHaveLength(1)
  const [trait] = await traits.getTraits()
  expect(await traits.updateTrait(trait!.id, { literate: 'Age in years' })).toMatchObject({ literate: 'Age in years' })

  const cohort = await cohorts.createCohort({ name: 'Customers', stream_name: 'orders', min_count: 1 })
  const patched = await cohorts.updateCohort(cohort.id, {
    min_count: null,
    recency: { occurrence: 'last' as never, max_days: 365 },
  })
  expect(patched.min_count).toBeUndefined()
  expect(patched.recency).toMatchObject({ occurrence: 'last', max_days: 365 })

  const set = await personaSets.createPersonaSet({
    cohort_id: cohort.id,
    name: 'Customers personas',
    number_of_clusters: 4,
  })
  expect(set).toMatchObject({ cohort_id: cohort.id, number_of_clusters: 4, status: 'new' })

  const scope = await scopes.createScope({
    name: 'Everybody',
    preview: true,
    population: { cohort_ids: [cohort.id] },
    payload: { persona_set_ids: [set.id] },
  })
  expect(await scopes.getScopePopulationCohorts(scope.id)).toMatchObject([{ id: cohort.id }])
  expect(await scopes.getScopePayloadPersonaSets(scope.id)).toMatchObject([{ id: set.id }])
  expect(await scopes.getScopeDatasets(scope.id)).toMatchObject([{ id: dataset.id }])

  const target = await targets.createTarget({
    name: 'CSV',
    scope_id: scope.id,
    options: { type: 'hosted_csv' },
    representation: { mode: 'identified', aggregate: 'person' as never },
    human_readable: true,
    limit: { method: 'row_count', threshold: 10 },
  })
  expect(target).toMatchObject({ options: { type: 'hosted_csv' }, representation: { mode: 'identified' } })
  expect(await scopes.getScopeTargets(scope.id)).toMatchObject([{ id: target.id }])

  // The state that the machines would have published.
  const ready = { status: 'ready' }
  const interpretation = { summary: 'One is 40 years old.', marketing_strategems: [] }
  const persona = {
    id: 'p1',
    name: 'One',
    individuals_count: 1,
    share: 1,
    details: { center: { age: 40 } },
    salient: [],
  }
  const personas = [{ ...persona, interpretation }]
  const analysis_keys = { dimensions: 'd.json', flow: 'f.json' }
  const bins = [{ data_type: 'number', min: 0, max: 50, count: 1, percent: 1 }]
  service.aws.put(
    'lake',
    'd.json',
    JSON.stringify([{ persona_id: 'p1', traits: [{ trait_name: 'age', clustered: true, bins }] }]),
  )
  service.aws.put('lake', 'f.json', JSON.stringify([{ persona_id: 'p1', days: [{ date: '2024-01-02', count: 1 }] }]))
  const days = [{ date: '2024-01-02', count: 1 }]
  service.aws.put('lake', 'm.json', JSON.stringify({ days, weeks: days, months: days }))
  service.aws.put('exports', 't.csv', 'email,persona_name\nann@example.com,One\n')
  for (const [type, id, output] of [
    ['cohorts', cohort.id, { membership_key: 'm.json', population_count: 1 }],
    ['persona_sets', set.id, { prefix: 'lake/p/', personas, analysis_keys, changes: [] }],
    ['targets', target.id, { key: 't.csv', row_count: 1, bytes: 45 }],
  ] as const) {
    await updateResource(service.table, { account_id, type, id }, { ...ready, output })
  }
  expect((await cohorts.getCohortAnalysisMembership(cohort.id)).days).toMatchObject([{ count: 1 }])
  expect((await personaSets.getPersonaSet(set.id)).personas).toMatchObject([{ name: 'One', individuals_count: 1 }])
  expect(await personaSets.updatePersona(set.id, 'p1', { name: 'Firsts' })).toMatchObject({ name: 'Firsts' })
  const [dimensions] = await personaSets.getPersonaSetAnalysisDimensions(set.id)
  expect(dimensions).toMatchObject({
    persona_id: 'p1',
    traits: [{ trait_name: 'age', bins: [{ min: 0, max: 50, count: 1 }] }],
  })
  expect(await personaSets.getPersonaSetAnalysisFlow(set.id)).toMatchObject([
    { persona_id: 'p1', days: [{ count: 1 }] },
  ])
  expect(await targets.downloadTarget(target.id)).toContain('ann@example.com,One')
  expect(await targets.createTargetPreview(target.id)).toMatchObject({
    target_id: target.id,
    message: expect.any(String),
  })

  const edges = await graph.getGraph()
  expect(edges).toContainEqual(expect.objectContaining({ upstream_id: cohort.id, downstream_id: set.id }))
  expect(await accounts.getCurrentAccount()).toMatchObject({
    id: account_id,
    name: 'Example Shop',
  })
  expect(await accounts.getAccounts()).toHaveLength(1)

  await targets.deleteTarget(target.id)
  await scopes.deleteScope(scope.id)
  await personaSets.deletePersonaSet(set.id)
  await cohorts.deleteCohort(cohort.id)
  await datasets.deleteDataset(dataset.id)
  await uploads.deleteUpload('orders', 'file1.csv')
  expect(await datasets.getDatasets()).toEqual([])
})

test('what goes wrong reaches its user in the form that the client declares', async () => {
  // The client throws the response itself.
  const refused = (await faraday.cohorts
    .createCohort({ name: 'x', stream_name: 'nothing' })
    .catch((answer: unknown) => answer)) as Response
  expect(refused.status).toBe(400)
  const error = await refused.json()
  expect(error).toMatchObject({
    error: 'VALIDATION_FAILED',
    id: expect.any(String),
    note: expect.any(String),
    validationErrors: [
      { message: expect.any(String), path: 'stream_name', context: { errorType: expect.any(String) } },
    ],
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { tutorial } from '../../../demo/tutorial.ts'
import { type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

/** The tutorial's dataset says no name, and of an order the time only. */
const { name: _, ...unnamed } = tutorial.dataset
const { datetime } = unnamed.output_to_streams.orders.data_map

test('the six posts of the tutorial, with the short bodies that it sends', async () => {
  const { ask, account } = service
  const csv = 'account_email,updated_at\nann@example.com,2024-01-02\n'
  const upload = await ask('POST', '/v1/uploads/orders/file1.csv', csv)
  expect(upload).toMatchObject({ status: 200, body: { subpath: 'orders/file1.csv', file_size: csv.length } })

  const dataset = await ask('POST', '/v1/datasets', {
    ...unnamed,
    output_to_streams: { orders: { data_map: { datetime } } },
  })
  expect(dataset).toMatchObject({ status: 201, body: { name: 'orders', status: 'new', resource_type: 'datasets' } })

  const stream = await ask('GET', '/v1/streams/orders')
  expect(stream).toMatchObject({
    status: 200,
    body: {
      id: dataset.body.output_to_streams.orders.stream_id,
      status: 'new',
      properties: { datetime: { emitted_by_datasets: [{ dataset_id: dataset.body.id, column_name: 'updated_at' }] } },
    },
  })

  const cohort = await ask('POST', '/v1/cohorts', tutorial.cohort)
  expect(cohort).toMatchObject({ status: 201, body: { name: 'Customers', stream_name: 'orders' } })
  const set = await ask('POST', '/v1/persona_sets', { cohort_id: cohort.body.id })
  expect(set).toMatchObject({ status: 201, body: { name: 'Customers personas', refit: 'on_change' } })
  const scope = await ask('POST', '/v1/scopes', {
    name: 'My scope',
    payload: { persona_set_ids: [set.body.id] },
    population: { cohort_ids: [cohort.body.id] },
  })
  expect(scope).toMatchObject({ status: 201, body: { preview: true } })
  const target = await ask('POST', '/v1/targets', { scope_id: scope.body.id, options: { type: 'hosted_csv' } })
  expect(target).toMatchObject({
    status: 201,
    body: { name: 'My scope CSV', representation: { mode: 'identified', aggregate: 'person' } },
  })
  const download = await ask('GET', `/v1/targets/${target.body.id}/download.csv`)
  expect(download).toMatchObject({ status: 409, body: { error: 'CONFLICT' } })
  expect(download.body.note).toContain('its status is new')

  expect(service.aws.keys()).toEqual([`uploads/${account.account_id}/orders/file1.csv`])
  expect(service.aws.events).toContainEqual({
    type: 'resource.changed',
    detail: { account_id: account.account_id, resource_type: 'targets', resource_id: target.body.id },
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Json } from '../../demo/client.ts'
import { tutorial } from '../../demo/tutorial.ts'
import type { MeasuredCloud } from '../cloud/measured-cloud.ts'

/** How orders.csv is read: the identities, dimensions and values that the baseline uses, too. */
const dataset = {
  ...tutorial.dataset,
  identity_sets: {
    customer: {
      email: 'email',
      phone: 'phone',
      person_first_name: 'first_name',
      person_last_name: 'last_name',
      house_number_and_street: ['address'],
      city: 'city',
      state: 'state',
      postcode: 'postcode',
    },
  },
  output_to_streams: {
    orders: {
      data_map: {
        datetime: { column_name: 'ordered_at', format: 'date_iso8601' },
        value: { column_name: 'amount' },
        product: { column_name: 'product' },
      },
    },
  },
  output_to_traits: { state: { column_name: 'state' } },
}

type Resource = Json & { id: string }

export interface Journey {
  people: number
  personas: { id: string; name: string; individuals_count: number }[]
  csv: string
}

/** Uploads the orders and asks for everything at once, as a script would; resolves when the personas' CSV is there. */
export async function ordersToCsv(cloud: MeasuredCloud, ...orders: string[]): Promise<Journey> {
  const client = createClient(cloud.api, cloud.key)
  for (const [i, file] of orders.entries()) await client.upload(`orders/orders${i ? `-${i + 1}` : ''}.csv`, file)
  await client.post('/datasets', dataset)
  const cohort = (await client.post('/cohorts', tutorial.cohort)) as Resource
  const set = (await client.post('/persona_sets', tutorial.personaSet(cohort.id))) as Resource
  const scope = (await client.post('/scopes', { ...tutorial.scope(cohort.id, set.id), preview: false })) as Resource
  const target = (await client.post('/targets', tutorial.target(scope.id))) as Resource
  for (;;) {
    const { status, status_error } = await client.get<Json>(`/targets/${target.id}`)
    if (status === 'ready') break
    if (status === 'error') throw new Error(String(status_error))
    await sleep(1000)
  }
  const csv = await client.text(`/targets/${target.id}/download.csv`)
  const { personas } = await client.get<{ personas: Journey['personas'] }>(`/persona_sets/${set.id}`)
  const { population_count } = await client.get<{ population_count: number }>(`/cohorts/${cohort.id}`)
  return { people: population_count, personas, csv }
}

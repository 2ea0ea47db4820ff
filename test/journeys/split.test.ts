import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import { request } from '../support/request.ts'
import { makeChain, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

interface File {
  persona_id: string
  persona_name: string
  row_count: number
  bytes: number
  output_url: string
}

test('a target gives one file per persona: together they are its file, and a new name renews them', async () => {
  const customer = await journey.customer()
  await customer.upload('orders/file1.csv', ordersCsv(0, 60))
  await customer.post('/datasets', ordersDataset)
  const { set, target, ids } = await makeChain(customer, { target: { name: 'Who is who' } })
  const split = { split_by_persona: { persona_set_id: ids.set } }
  await customer.patch(target, split)
  const at = async (address: string) => customer.rows(address.replace(`${journey.cloud.endpoints.api}/v1`, ''))

  const made = await customer.ready(target)
  const { personas } = await customer.get(set)
  expect(made.files.map(({ persona_id }: File) => persona_id)).toEqual(personas.map(({ id }: { id: string }) => id))
  const whole = await customer.rows(`${target}/download.csv`)
  const nameColumn = Object.keys(whole[0]!).find((column) => column.endsWith('persona_name'))!
  const files: File[] = made.files
  for (const { persona_name, row_count, output_url } of files) {
    const rows = await at(output_url)
    expect(rows).toEqual(whole.filter((row) => row[nameColumn] === persona_name))
    expect(rows).toHaveLength(row_count)
    expect(row_count).toBeGreaterThan(0)
  }
  expect(files.reduce((sum, { row_count }) => sum + row_count, 0)).toBe(whole.length)

  // The file is called after its persona, also after a name that people gave.
  const [first] = files
  await customer.patch(`${set}/personas/${first!.persona_id}`, { name: 'Bargain hunters' })
  expect((await customer.ready(target)).files[0]).toMatchObject({ persona_name: 'Bargain hunters' })
  const { headers } = await request('GET', first!.output_url, undefined, {
    authorization: `Bearer ${customer.key}`,
  })
  expect(headers.get('content-disposition')).toBe('attachment; filename="Who_is_who-Bargain_hunters.csv"')

  // Hashed rows are split too, and a limit counts before.
  const { id } = await customer.post('/targets', {
    ...{ scope_id: ids.scope, options: { type: 'hosted_csv' }, representation: { mode: 'hashed' } },
    ...{ limit: { method: 'row_count', threshold: 25 }, ...split },
  })
  const hashed = await customer.ready(`/targets/${id}`)
  expect(hashed.files.reduce((sum: number, file: File) => sum + file.row_count, 0)).toBe(25)

  const refused = async (path: string, body?: object) => (await customer.ask(body ? 'POST' : 'GET', path, body)).body
  expect(await refused(`/targets/${id}/download.csv?persona_id=nobody`)).toMatchObject({
    note: expect.stringMatching(/has no file of persona "nobody": it has: "/),
  })
  const areas = { mode: 'aggregated', aggregate: 'state' }
  const body = { scope_id: ids.scope, options: { type: 'hosted_csv' } }
  expect(await refused('/targets', { ...body, representation: areas, ...split })).toMatchObject({
    note: 'rows of areas hold people of all personas: take another mode',
  })
  const other = await customer.post('/persona_sets', { name: 'Others', cohort_id: ids.cohort })
  expect(await refused('/targets', { ...body, split_by_persona: { persona_set_id: other.id } })).toMatchObject({
    note: expect.stringMatching(/"Others" is not in the payload of the scope/),
  })

  // Not split any more, it has its one file.
  await customer.patch(target, { split_by_persona: null })
  expect(await customer.ready(target)).not.toHaveProperty('files')
})

import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tutorial } from '../../demo/tutorial.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import { makeChain, orderHeader, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

test('who may not: no key, no such key, another account', async () => {
  const [mine, other] = [await journey.customer(), await journey.customer('Others')]
  const call = async (authorization?: string) => {
    const answer = await fetch(`${journey.cloud.endpoints.api}/v1/cohorts`, {
      headers: authorization ? { authorization } : {},
    })
    return [answer.status, ((await answer.json()) as { error: string }).error]
  }
  expect(await call()).toEqual([401, 'MISSING_API_KEY'])
  expect(await call('Bearer rubbish')).toEqual([401, 'MALFORMED_API_KEY'])
  expect(await call(`Bearer ${mine.key.slice(0, -1)}${mine.key.endsWith('A') ? 'B' : 'A'}`)).toEqual([
    401,
    'INVALID_AUTHORIZATION',
  ])

  await mine.upload('orders/file1.csv', ordersCsv(0, 10))
  const dataset = await mine.post('/datasets', ordersDataset)
  const chain = await makeChain(mine)
  await mine.ready(chain.target)
  const never = '00000000-0000-4000-8000-000000000000'
  // An object of another account is answered like one that never was, word for word but for the id.
  for (const path of [`/datasets/${dataset.id}`, chain.cohort, chain.set, `${chain.set}/analysis/flow`, chain.target]) {
    const id = /[0-9a-f-]{36}/.exec(path)![0]
    const [theirs, nobodys] = [await other.ask('GET', path), await other.ask('GET', path.replace(id, never))]
    expect(theirs.status).toBe(404)
    expect({ ...theirs.body, id: '' }).toEqual({ ...nobodys.body, id: '', note: nobodys.body.note.replace(never, id) })
  }
  expect((await other.ask('GET', `${chain.target}/download.csv`)).status).toBe(404)
  expect((await other.ask('DELETE', chain.target)).status).toBe(404)
  expect((await other.ask('POST', '/persona_sets', { cohort_id: chain.ids.cohort })).status).toBe(400)
  expect((await other.ask('GET', '/uploads/orders/file1.csv')).status).toBe(404)
  expect((await other.ask('GET', `/uploads/..%2F${mine.account_id}%2Forders/file1.csv`)).status).toBe(404)
  for (const list of ['/uploads', '/datasets', '/cohorts', '/streams', '/targets', '/graph']) {
    expect(await other.get(list)).toEqual([])
  }
  // The same folder names, and nothing of one another.
  await other.upload('orders/file1.csv', ordersCsv(50, 56))
  await other.post('/datasets', ordersDataset)
  const { id } = await other.post('/cohorts', tutorial.cohort)
  expect(await other.ready(`/cohorts/${id}`)).toMatchObject({ population_count: 6 })
  expect(await mine.ready(chain.cohort)).toMatchObject({ population_count: 10 })
})

test('a dataset on an empty folder waits and says so, and so does what is downstream', async () => {
  const customer = await journey.customer()
  const { id } = await customer.post('/datasets', ordersDataset)
  const chain = await makeChain(customer)
  expect(await customer.rested(`/datasets/${id}`)).toMatchObject({
    status: 'new',
    status_note: 'waits for a first file in the folder "orders"',
  })
  expect(await customer.get(chain.cohort)).toMatchObject({
    status: 'new',
    status_note: 'waits for the first dataset to be read',
  })
  expect((await customer.get(chain.target)).status_note).toContain(`(${chain.ids.scope})`)
  const early = await customer.ask('GET', `${chain.target}/download.csv`)
  expect(early).toMatchObject({ status: 409, body: { error: 'CONFLICT', note: expect.stringContaining('new') } })
  await customer.upload('orders/file1.csv', ordersCsv(0, 10))
  const ready = await customer.ready(chain.target)
  expect(ready.status_note).toBeUndefined()
})

test('files that cannot be read are refused by name with the reason, and the others stay', async () => {
  const customer = await journey.customer()
  const wide = `person-7@example.com,${'x'.repeat(1_000_000)},5.00,2024-05-05`
  const files: Record<string, string | Buffer> = {
    'good.csv': ordersCsv(0, 6),
    'lacking.csv': 'acount_email,product,amount\nperson-9@example.com,mug,1\n',
    'rubbish.csv': Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i % 13) * 31) & 0xff)),
    'rubbish.csv.gz': Buffer.from('not gzip at all'),
    'empty.csv': '',
    'header.csv': `${orderHeader}\n`,
    'wide.csv': `${orderHeader}\n${wide}\n`,
    'torn.csv': `${orderHeader}\nperson-8@example.com,mug,4.00,2024-05-05\nperson-8@example.com,mug,five,2024-05-05\n`,
  }
  expect((await customer.ask('POST', '/uploads/orders/empty.csv', '')).status).toBe(400)
  const Bucket = journey.cloud.outputs.UploadsBucket!
  for (const [name, Body] of Object.entries(files)) {
    const Key = `${customer.account_id}/orders/${name}`
    await journey.s3().send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body as string) }))
  }
  const { id } = await customer.post('/datasets', ordersDataset)
  const { id: cohort } = await customer.post('/cohorts', tutorial.cohort)
  const dataset = await customer.ready(`/datasets/${id}`)
  const told = Object.fromEntries(
    dataset.files.map(({ path, ...file }: { path: string }) => [path.slice('orders/'.length), file]),
  )
  expect(told['good.csv']).toEqual({ row_count: 24, accepted_count: 24, rejected_count: 0 })
  expect(told['lacking.csv'].refused).toBe(
    'columns not found: "account_email", "updated_at", the file has: "acount_email", "product", "amount" (did you mean "acount_email"?)',
  )
  for (const name of ['rubbish.csv', 'rubbish.csv.gz', 'empty.csv']) expect(told[name].refused, name).toMatch(/\w+ \w+/)
  expect(told['header.csv']).toEqual({ row_count: 0, accepted_count: 0, rejected_count: 0 })
  expect(told['wide.csv']).toEqual({ row_count: 1, accepted_count: 1, rejected_count: 0 })
  expect(told['torn.csv']).toEqual({ row_count: 2, accepted_count: 1, rejected_count: 1 })
  expect(dataset).toMatchObject({ row_count: 27, accepted_count: 26, rejected_count: 1 })
  expect(dataset.row_count).toBe(dataset.accepted_count + dataset.rejected_count)
  expect(await customer.rows(`/datasets/${id}/rejects.csv`)).toEqual([
    {
      file: expect.stringContaining('torn.csv'),
      line: '3',
      reason: expect.stringContaining('amount'),
      row: expect.stringContaining('five'),
    },
  ])
  expect(await customer.ready(`/cohorts/${cohort}`)).toMatchObject({ population_count: 8 })

  // Alone in its folder each of them says why nothing could be read.
  const alone = await customer.post('/datasets', {
    ...ordersDataset,
    name: 'alone',
    options: { type: 'hosted_csv', upload_directory: 'alone' },
    output_to_streams: { others: ordersDataset.output_to_streams.orders },
  })
  await customer.upload('alone/rubbish.csv', files['rubbish.csv']!)
  const refused = await customer.rested(`/datasets/${alone.id}`)
  expect(refused).toMatchObject({ status: 'error', status_error: expect.stringContaining('alone/rubbish.csv: ') })
  await customer.remove('/uploads/alone/rubbish.csv')
  await customer.upload('alone/header.csv', `${orderHeader}\n`)
  expect(await customer.ready(`/datasets/${alone.id}`)).toMatchObject({ row_count: 0, identified_count: 0 })
})

test('too few people for a persona set: how many there are, how many it needs', async () => {
  const customer = await journey.customer()
  await customer.upload('orders/file1.csv', ordersCsv(0, 6))
  await customer.post('/datasets', ordersDataset)
  const nobody = await customer.post('/cohorts', { name: 'Nobody', stream_name: 'orders', min_count: 1000 })
  const few = await customer.post('/cohorts', { name: 'Few', stream_name: 'orders' })
  const [ofNobody, ofFew, target] = [
    await customer.post('/persona_sets', { cohort_id: nobody.id }),
    await customer.post('/persona_sets', { cohort_id: few.id, number_of_clusters: 7 }),
    await makeChain(customer, { set: { number_of_clusters: 6 } }),
  ]
  expect(await customer.rested(`/persona_sets/${ofNobody.id}`)).toMatchObject({
    status: 'error',
    status_error: 'A persona set needs at least 2 people, its cohort "Nobody" has 0 people.',
  })
  expect(await customer.get(`/cohorts/${nobody.id}`)).toMatchObject({ status: 'ready', population_count: 0 })
  expect(await customer.get(`/persona_sets/${ofFew.id}`)).toMatchObject({
    status: 'error',
    status_error: 'A persona set of 7 personas needs at least 7 people, its cohort "Few" has 6 people.',
  })
  // As many personas as people is odd, and done.
  expect((await customer.ready(target.set)).personas).toHaveLength(6)
  expect(await customer.ready(target.target)).toMatchObject({ row_count: 6 })
  const personas = await customer.ask('GET', `/persona_sets/${ofNobody.id}/analysis/flow`)
  expect(personas).toMatchObject({ status: 409, body: { error: 'CONFLICT' } })
})

test('an order dated in the future by mistake moves nothing: personas are as they would be without it', async () => {
  const [careful, careless] = [await journey.customer('Careful'), await journey.customer('Careless')]
  const mistaken = 'person-3@example.com,lamp,99.00,2099-12-31\n'
  const sets = []
  for (const [customer, orders] of [
    [careful, ordersCsv(0, 40)],
    [careless, ordersCsv(0, 40) + mistaken],
  ] as const) {
    await customer.upload('orders/file1.csv', orders)
    await customer.post('/datasets', ordersDataset)
    const { set } = await makeChain(customer)
    const { as_of, personas } = await customer.ready(set)
    const told = personas.map(({ id: _id, avatar: _avatar, ...persona }: { id: string; avatar: string }) => persona)
    const dates = (await customer.get(`${set}/analysis/flow`))[0].days.map(({ date }: { date: string }) => date)
    const orderCount = (await customer.get(`${set}/analysis/revenue`)).map(({ orders }: { orders: number }) => orders)
    sets.push({ as_of, told, dates, orderCount })
  }
  expect(sets[1]).toEqual(sets[0])
  // It is kept: a day comes when it counts.
  expect(await careless.get('/streams/orders')).toMatchObject({ event_count: 161, newest: sets[0]!.as_of })
})

test('events that are all yet to come make nobody a member, and the persona set says so', async () => {
  const customer = await journey.customer('Early')
  await customer.upload('orders/file1.csv', `${orderHeader}\nperson-3@example.com,lamp,99.00,2099-12-31\n`)
  await customer.post('/datasets', ordersDataset)
  const { set } = await makeChain(customer)
  expect(await customer.rested(set)).toMatchObject({
    status: 'error',
    status_error: expect.stringMatching(/ has 0 people: every event of its stream "orders" is dated in the future\.$/),
  })
})

test('a body that is too large is refused before anything is kept', async () => {
  const customer = await journey.customer()
  const size = 5 * 1024 * 1024
  const tooLarge = await customer.ask('POST', '/uploads/orders/large.csv', Buffer.alloc(size, 'x'))
  expect(tooLarge.status).toBe(413)
  const farTooLarge = await customer.ask('POST', '/uploads/orders/large.csv', Buffer.alloc(11 * 1024 * 1024, 'x'))
  expect(farTooLarge.status).toBe(413)
  const body = { name: 'x'.repeat(2_000_000), stream_name: 'orders' }
  expect((await customer.ask('POST', '/cohorts', body)).status).toBe(413)
  expect(await customer.get('/uploads')).toEqual([])
  // A name that no upload may have can still come by S3: it is listed, read, and in nobody's way.
  const Bucket = journey.cloud.outputs.UploadsBucket!
  await journey.s3().send(new PutObjectCommand({ Bucket, Key: `${customer.account_id}/stray`, Body: 'x' }))
  await journey
    .s3()
    .send(new PutObjectCommand({ Bucket, Key: `${customer.account_id}/orders/`, Body: Buffer.alloc(0) }))
  await journey.settled()
  expect(await customer.get('/uploads')).toEqual([])
  expect(journey.cloud.deadLetters()).toEqual([])
})

import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { uploadKeys } from '../../shared/lake/keys.ts'
import type { Progress, ResourceType } from '../../shared/model/resource.ts'
import { listResources } from '../../shared/ports/store/resources.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import { makeChain, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

const built: ResourceType[] = ['datasets', 'people', 'cohorts', 'persona_sets', 'scopes', 'targets']

/** Every progress that builds of this account said, by type and attempt, in order, until `done` resolves. */
async function progressWhile<Result>(account_id: string, done: Promise<Result>) {
  const table = journey.table()
  const seen = new Map<string, Progress[]>()
  let isDone = false
  const end = done.finally(() => {
    isDone = true
  })
  while (!isDone) {
    for (const { type, id, attempt, progress } of await listResources(table, account_id)) {
      if (!progress) continue
      const key = `${type} ${id} ${attempt}`
      const before = seen.get(key) ?? []
      if (JSON.stringify(before.at(-1)) !== JSON.stringify(progress)) seen.set(key, [...before, progress])
    }
  }
  table.db.destroy()
  return { seen, result: await end }
}

test('the very next read after an upload, a drop or a patch says what is stale, and builds say how far they are', async () => {
  const customer = await journey.customer()
  const build = async () => {
    await customer.upload('orders/file1.csv', ordersCsv(0, 400))
    const { id } = await customer.post('/datasets', ordersDataset)
    const chain = await makeChain(customer)
    await customer.ready(chain.target)
    return { chain, paths: [`/datasets/${id}`, chain.cohort, chain.set, chain.scope, chain.target] }
  }
  const { seen, result } = await progressWhile(customer.account_id, build())
  const { chain, paths } = result

  for (const type of built) {
    const ofType = [...seen].filter(([key]) => key.startsWith(`${type} `)).flatMap(([, said]) => said)
    expect(ofType.length, `${type}: ${JSON.stringify(ofType)}`).toBeGreaterThanOrEqual(2)
  }
  for (const [key, said] of seen) {
    const shares = said.map(({ share }) => share)
    expect(shares, key).toEqual([...shares].sort((a, b) => a - b))
    for (const { share, step, steps } of said) {
      expect(share).toBeLessThan(1)
      expect(step).toBeLessThanOrEqual(steps)
    }
  }

  /** Of each path: whether it says `stale`, and that it is as good as settled once nothing is under way. */
  const stale = async () => Promise.all(paths.map(async (path) => (await customer.get(path)).stale))
  expect(await stale()).toEqual([false, false, false, false, false])

  await customer.upload('orders/file2.csv', ordersCsv(400, 440))
  const [dataset, , set] = await Promise.all(paths.map((path) => customer.get(path)))
  expect(dataset).toMatchObject({ stale: true, status_note: expect.any(String) })
  expect(set).toMatchObject({ stale: true, status_note: expect.stringContaining('built again') })
  await journey.settled()
  expect(await stale()).toEqual([false, false, false, false, false])

  const Bucket = journey.cloud.outputs.UploadsBucket!
  const Key = uploadKeys.file(customer.account_id, 'orders/file3.csv')
  await journey.s3().send(new PutObjectCommand({ Bucket, Key, Body: ordersCsv(440, 460) }))
  expect(await stale()).toEqual([true, true, true, true, true])
  await journey.settled()

  // The answer of the write itself says so, too. The dataset is not made from the cohort.
  expect(await customer.patch(chain.cohort, { min_count: 2 })).toMatchObject({ stale: true })
  expect(await stale()).toEqual([false, true, true, true, true])
  await journey.settled()
  expect(await stale()).toEqual([false, false, false, false, false])

  // A list says it of each.
  await customer.upload('orders/file4.csv', ordersCsv(460, 470))
  const [sets, targets] = [await customer.get('/persona_sets'), await customer.get('/targets')]
  expect([sets[0].stale, targets[0].stale]).toEqual([true, true])
})

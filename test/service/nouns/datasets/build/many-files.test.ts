import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startS3 } from '../../../../machines/fixture/parts.ts'
import { startDataset } from '../../../../support/built-dataset.ts'
import { startDynamo } from '../../../../support/dynamodb.ts'

let dynamo: Awaited<ReturnType<typeof startDynamo>>
let s3: Awaited<ReturnType<typeof startS3>>
beforeAll(async () => {
  ;[dynamo, s3] = await Promise.all([startDynamo('moira'), startS3()])
})
afterAll(() => Promise.all([dynamo.stop(), s3.stop()]))

test('hundreds of small files with long names are read or refused by a few calls, and published', async () => {
  const files = 300
  // To refuse a file takes a tenth of the time of reading one.
  const isRead = (i: number) => i % 10 === 0
  const orders = await startDataset(s3, ['n'])
  for (let i = 0; i < files; i++) {
    const rows = `a${i}@example.com,${i}\neverywhere@example.com,0\n"broken\n`
    await orders.upload(`${'long-'.repeat(40)}${i}.csv`, isRead(i) ? `email,n\n${rows}` : `another,n\n${rows}`)
  }
  const { output, shards } = await orders.build()
  expect(shards).toBe(3)
  const read = files / 10
  expect(output).toMatchObject({
    row_count: 3 * read,
    accepted_count: 2 * read,
    rejected_count: read,
    duplicate_count: read - 1,
  })
  // Files that do not fit into the item are left out of the lists, and of nothing else.
  expect(output.files.length).toBeLessThan(files)
})

test('a file that came alone gets its index when another joins it, and repeats are found', async () => {
  const orders = await startDataset(s3, ['n'])
  await orders.upload('1.csv', 'email,n\nx@example.com,1\ny@example.com,2\n')
  expect((await orders.build()).output).toMatchObject({ accepted_count: 2, duplicate_count: 0 })
  await sleep(1000)
  await orders.upload('2.csv', 'email,n\ny@example.com,2\nz@example.com,3\n')
  const { output, shards } = await orders.build()
  expect(shards).toBe(1)
  expect(output).toMatchObject({ accepted_count: 4, duplicate_count: 1 })
})

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../cdk/if-changed.ts'
import { tutorial } from '../../demo/tutorial.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { makeChain, orderHeader, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

const at = (customer: Customer, path: string) => ({
  Bucket: journey.cloud.outputs.UploadsBucket!,
  Key: `${customer.account_id}/${path}`,
})
const put = (customer: Customer, path: string, Body: string) =>
  journey.s3().send(new PutObjectCommand({ ...at(customer, path), Body }))

async function putInParts(customer: Customer, path: string, parts: Buffer[]): Promise<void> {
  const s3 = journey.s3()
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at(customer, path)))
  const Parts = []
  for (const [i, Body] of parts.entries()) {
    const part = { ...at(customer, path), UploadId, PartNumber: i + 1, Body }
    const { ETag } = await s3.send(new UploadPartCommand(part))
    Parts.push({ ETag, PartNumber: i + 1 })
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...at(customer, path), UploadId, MultipartUpload: { Parts } }))
}

test('the upload helper of the README brings files of any size and with spaces in their names', async () => {
  const customer = await journey.customer()
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const helper = /^upload\(\) \{\n.*?^\}$/ms.exec(readme)![0]
  const folder = mkdtempSync(join(tmpdir(), 'moira-upload-'))
  const wide = ordersCsv(0, 40)
    .split('\n')
    .map((line, i) => (line ? `${line},${i ? 'x'.repeat(40_000) : 'note'}` : line))
  expect(wide.join('\n').length).toBeGreaterThan(4.5 * 2 ** 20)
  writeFileSync(join(folder, 'all orders.csv'), wide.join('\n'))
  writeFileSync(join(folder, 'more.csv'), ordersCsv(40, 50))
  const env = { ...process.env, API: `${journey.cloud.endpoints.api}/v1`, KEY: customer.key }
  const run = (...names: string[]) =>
    promisify(execFile)('bash', ['-c', `${helper}\nupload "$@"`, 'bash', ...names], { cwd: folder, env })
  await run('all orders.csv', 'more.csv')
  await expect(run('missing.csv', 'more.csv')).rejects.toThrow('missing.csv')
  rmSync(folder, { recursive: true })
  const uploads: { subpath: string }[] = await customer.get('/uploads')
  expect(uploads.map(({ subpath }) => subpath).sort()).toEqual(['orders/all orders.csv', 'orders/more.csv'])
  const { id } = await customer.post('/datasets', ordersDataset)
  expect(await customer.ready(`/datasets/${id}`)).toMatchObject({ row_count: 200 })
})

const population = async (customer: Customer, cohort: string) => (await customer.ready(cohort)).population_count

test('what any S3 client drops, replaces or deletes is ingested, and what is downstream rebuilds', async () => {
  const customer = await journey.customer()
  const dataset = await customer.post('/datasets', ordersDataset)
  const chain = await makeChain(customer)
  const delivered = async () => (await customer.ready(chain.target)).row_count

  // A single put.
  await put(customer, 'orders/january.csv', ordersCsv(0, 20))
  expect(await delivered()).toBe(20)

  // In parts: S3 takes no part but the last under 5 MB, so the file carries a wide column that nobody reads.
  const wide = ordersCsv(20, 30)
    .split('\n')
    .map((line, i) => (line ? `${line},${i ? 'x'.repeat(140_000) : 'note'}` : line))
  const bytes = Buffer.from(wide.join('\n'))
  const cut = 5 * 1024 * 1024 + 17
  expect(bytes.length).toBeGreaterThan(cut)
  await putInParts(customer, 'orders/february.csv', [bytes.subarray(0, cut), bytes.subarray(cut)])
  expect(await delivered()).toBe(30)
  expect((await customer.get('/uploads')).map(({ subpath }: { subpath: string }) => subpath).sort()).toEqual([
    'orders/february.csv',
    'orders/january.csv',
  ])

  // A put to the URL that the API hands out.
  const answer = await customer.post('/uploads/orders/march.csv/url')
  expect(answer).toEqual({ url: expect.any(String), expires_at: expect.any(String) })
  expect(Date.parse(answer.expires_at)).toBeGreaterThan(journey.cloud.clock.now())
  const sent = await fetch(answer.url, { method: 'PUT', body: ordersCsv(30, 40) })
  expect(sent.status).toBe(200)
  expect(await delivered()).toBe(40)

  // Replaced by a larger one.
  await put(customer, 'orders/january.csv', ordersCsv(0, 20) + ordersCsv(40, 50).replace(`${orderHeader}\n`, ''))
  expect(await delivered()).toBe(50)

  // Deleted, by S3 and by the API.
  await journey.s3().send(new DeleteObjectCommand(at(customer, 'orders/february.csv')))
  expect(await delivered()).toBe(40)
  await customer.remove('/uploads/orders/march.csv')
  expect(await delivered()).toBe(30)
  const read = await customer.ready(`/datasets/${dataset.id}`)
  expect(read.files.map(({ path }: { path: string }) => path)).toEqual(['orders/january.csv'])
})

test('the same event three times is one ingest, and an event of nothing new is none', async () => {
  const customer = await journey.customer()
  const { id } = await customer.post('/datasets', ordersDataset)
  await journey.settled()
  expect(journey.buildsOf(id)).toEqual([])
  await put(customer, 'orders/file1.csv', ordersCsv(0, 6))
  const event = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: at(customer, '').Bucket }, object: { key: at(customer, 'orders/file1.csv').Key } },
  }
  // At once, while the first is under way …
  const answers = await Promise.all([1, 2, 3].map(() => journey.invoke('plan-builds', event)))
  expect(answers.every(({ failed }) => !failed)).toBe(true)
  await customer.ready(`/datasets/${id}`)
  expect(journey.buildsOf(id)).toEqual([{ name: `${id}-1`, status: 'SUCCEEDED' }])
  // … and long after.
  for (let late = 0; late < 3; late++) await journey.invoke('plan-builds', event)
  await journey.settled()
  expect(journey.buildsOf(id)).toHaveLength(1)
  expect(journey.cloud.deadLetters()).toEqual([])
})

test('what no event announced is found by the sweeper', async () => {
  const customer = await journey.customer()
  await customer.post('/datasets', ordersDataset)
  const { id } = await customer.post('/cohorts', tutorial.cohort)
  await journey.settled()
  // The rule that hears of files sleeps, and nobody announces the missed files again.
  await journey.restart({ without: 'FileChanged' })
  await put(customer, 'orders/file1.csv', ordersCsv(0, 6))
  await journey.settled()
  await journey.restart()
  const before = await customer.rested(`/cohorts/${id}`)
  // A read looks at the folder itself and sees the file; nothing builds it, since no event reached the planner.
  expect(before).toMatchObject({ status: 'new', stale: true, status_note: expect.stringContaining('new data arrived') })
  await journey.cloud.clock.advance(5 * 60_000)
  expect(await population(customer, `/cohorts/${id}`)).toBe(6)
})

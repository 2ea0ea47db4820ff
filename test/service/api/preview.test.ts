import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

const put = (path: string, body: string | Uint8Array, account = service.account.account_id) =>
  service.aws.put('uploads', `${account}/${path}`, body)
const dataset = (upload_directory: string, value = 'amount') => ({
  options: { type: 'hosted_csv', upload_directory },
  identity_sets: { person: { email: 'mail' } },
  output_to_streams: { orders: { data_map: { datetime: { column_name: 'day' }, value: { column_name: value } } } },
})
const preview = (body: unknown, key?: string) =>
  service.ask('POST', '/v1/datasets/preview', body, key === undefined ? {} : { key })

test('rows are taken or rejected as a build would, and nothing is kept', async () => {
  put(
    'shop/a.csv',
    'mail,day,amount\na@example.com,2024-05-31,12.50\nb@example.com,soon,3\n"c, d@example.com",2024-05-30,"1 ""x"""\n',
  )
  const before = service.aws.keys().length
  const { status, body } = await preview(dataset('shop'))
  expect([status, body]).toMatchObject([
    200,
    { file: 'shop/a.csv', is_whole: true, rows: 3, rejected_count: 2, taken: 1 },
  ])
  expect(body.rejected.map(({ line }: { line: number }) => line)).toEqual([3, 4])
  expect(body.rejected[0].reason).toContain('"soon" is not a date')
  expect(body.rejected[1].row).toContain('1 ""x""')
  expect(body.sample[0]).toEqual({ mail: 'a@example.com', day: '2024-05-31', amount: '12.50' })
  expect(service.aws.keys()).toHaveLength(before)
  expect((await service.ask('GET', '/v1/datasets')).body).toEqual([])
})

test('of a large file the beginning is read, also packed', async () => {
  const lines = Array.from({ length: 40_000 }, (_, i) => `person-${i}@example.com,2024-05-31,${i}.50`)
  put('large/a.csv.gz', gzipSync(`mail,day,amount\n${lines.join('\n')}\n`))
  const { body } = await preview(dataset('large'))
  expect(body).toMatchObject({ is_whole: false, rejected_count: 0 })
  expect(body.rows).toBeGreaterThan(1000)
  expect(body.rows).toBeLessThan(40_000)
  expect(body.taken).toBe(body.rows)
})

test('a column that is not there is said, and nothing else breaks', async () => {
  put('odd/a.csv', 'mail,day,amount\na@example.com,2024-05-31,12.50\n')
  const { status, body } = await preview(dataset('odd', 'total'))
  expect([status, body.taken]).toEqual([200, 0])
  expect(body.refused).toContain('total')
})

test.each([
  ['an empty folder', 404, () => dataset('nothing')],
  ['a folder of another account', 404, () => dataset('theirs')],
  ['no configuration', 400, () => ({})],
  ['a way out of the folder', 400, () => dataset('../other')],
  ['an unknown field', 400, () => ({ ...dataset('shop'), streams: [] })],
])('%s: %i', async (_, status, body) => {
  put('theirs/a.csv', 'mail,day,amount\n', service.account.test_account_id)
  expect((await preview(body())).status).toBe(status)
})

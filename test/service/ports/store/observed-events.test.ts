import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  keepRejections,
  keepSampled,
  listRejections,
  listSampled,
} from '../../../../shared/ports/store/observed-events.ts'
import { openTable, type Table } from '../../../../shared/ports/store/table.ts'
import { type LocalDynamo, startDynamo } from '../../../support/dynamodb.ts'

let dynamo: LocalDynamo
let table: Table
beforeAll(async () => {
  dynamo = await startDynamo('moira')
  table = openTable('moira')
})
afterAll(() => dynamo?.stop())

const rows = (count: number, of: string) => Array.from({ length: count }, (_, index) => ({ index, of }))
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()

test('the newest 500 rejections are listed, newest request first, and those of other sources are not', async () => {
  const source = { account_id: 'a', id: 's' }
  for (let i = 1; i <= 12; i++) {
    await keepRejections(table, source, { received_at: ago(i * 60), id: String(i), rows: rows(50, `request ${i}`) })
  }
  await keepRejections(table, { account_id: 'a', id: 's2' }, { received_at: ago(1), id: 'x', rows: rows(1, 'other') })
  await keepRejections(table, { account_id: 'b', id: 's' }, { received_at: ago(1), id: 'x', rows: rows(1, 'other') })
  const listed = await listRejections(table, 'a', 's')
  expect(listed).toHaveLength(500)
  expect(listed[0]).toMatchObject({ index: 0, of: 'request 1', received_at: expect.any(String) })
  expect(listed.at(-1)).toMatchObject({ index: 49, of: 'request 10' })
})

test('rejections are over after 30 days and samples after one, before the table deletes them', async () => {
  const source = { account_id: 'a', id: 'old' }
  const day = 24 * 3600
  for (const [id, seconds] of [
    ['new', day - 60],
    ['day', day + 60],
    ['month', 30 * day + 60],
  ] as const) {
    await keepRejections(table, source, { received_at: ago(seconds), id, rows: rows(1, id) })
    await keepSampled(table, source, { received_at: ago(seconds), id, rows: rows(1, id) })
  }
  const of = (listed: Record<string, unknown>[]) => listed.map((row) => row.of)
  expect(of(await listRejections(table, 'a', 'old'))).toEqual(['new', 'day'])
  expect(of(await listSampled(table, 'a', 'old', 100))).toEqual(['new'])
})

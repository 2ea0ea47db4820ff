import { afterAll, beforeAll, expect, test } from 'vitest'
import { forget, remember, reserve } from '../../../../shared/ports/store/idempotency.ts'
import { openTable, type Table } from '../../../../shared/ports/store/table.ts'
import { type LocalDynamo, startDynamo } from '../../../support/dynamodb.ts'

let dynamo: LocalDynamo
let table: Table
beforeAll(async () => {
  dynamo = await startDynamo('idempotency')
  table = openTable('idempotency')
})
afterAll(() => dynamo?.stop())

const clock = { nowSeconds: 1_700_000_000, keepSeconds: 86_400, runSeconds: 60, commits: true }
const later = (seconds: number) => ({ ...clock, nowSeconds: clock.nowSeconds + seconds })

/** The same table; something happens between a request's attempt to write the key and its look at who holds it. */
function interrupted(meanwhile: () => Promise<unknown>): Table {
  let times = 0
  const db = new Proxy(table.db, {
    get(target, member, receiver) {
      if (member !== 'get') return Reflect.get(target, member, receiver)
      return async (...input: Parameters<typeof target.get>) => {
        if (times++ === 0) await meanwhile()
        return target.get(...input)
      }
    },
  })
  return { ...table, db }
}

test('one request is the first, and the others learn of it', async () => {
  expect(await reserve(table, 'a', 'k', 'r1', clock)).toBeUndefined()
  expect(await reserve(table, 'a', 'k', 'r2', clock)).toMatchObject({ request: 'r1' })
  expect(await reserve(table, 'b', 'k', 'r2', clock)).toBeUndefined()
  await remember(table, 'a', 'k', { statusCode: 201, body: '{}' })
  expect(await reserve(table, 'a', 'k', 'r1', later(61))).toMatchObject({ response: { statusCode: 201, body: '{}' } })
})

test('a key is free again when its request died, and a day later', async () => {
  await reserve(table, 'a', 'died', 'r1', clock)
  expect(await reserve(table, 'a', 'died', 'r1', later(60))).toMatchObject({ request: 'r1' })
  expect(await reserve(table, 'a', 'died', 'r2', later(61))).toBeUndefined()
  await remember(table, 'a', 'died', { statusCode: 201, body: '{}' })
  expect(await reserve(table, 'a', 'died', 'r3', later(86_400))).toMatchObject({ request: 'r2' })
  expect(await reserve(table, 'a', 'died', 'r3', later(86_400 + 62))).toBeUndefined()
})

test('given back in between, the key is held by whoever takes it next, and by nobody else', async () => {
  await reserve(table, 'a', 'failed', 'r1', clock)
  expect(
    await reserve(
      interrupted(() => forget(table, 'a', 'failed')),
      'a',
      'failed',
      'r2',
      clock,
    ),
  ).toBeUndefined()
  // It really holds the key: only one may carry out its request.
  expect(await reserve(table, 'a', 'failed', 'r3', clock)).toMatchObject({ request: 'r2' })
})

test('given back and taken by a third in between, it is the third’s', async () => {
  await reserve(table, 'a', 'raced', 'r1', clock)
  const table2 = interrupted(async () => {
    await forget(table, 'a', 'raced')
    await reserve(table, 'a', 'raced', 'r3', clock)
  })
  expect(await reserve(table2, 'a', 'raced', 'r2', clock)).toMatchObject({ request: 'r3' })
})

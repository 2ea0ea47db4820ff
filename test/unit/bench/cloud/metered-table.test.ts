import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asked, askerOf, nothingAsked } from '../../../../bench/cloud/metered-requests.ts'
import { meterTable } from '../../../../bench/cloud/metered-table.ts'

/** Answers what it is told, and keeps what it was asked. */
let table: Server
let answer: { status: number; body: object }
let heard: { ReturnConsumedCapacity?: string; TableName?: string }
let through: string
const asked: Record<string, Asked> = {}

beforeAll(async () => {
  table = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    heard = JSON.parse(text)
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer.body))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => table.once('listening', resolve))
  const url = `http://127.0.0.1:${(table.address() as AddressInfo).port}`
  through = await meterTable(url, (request) => (asked[askerOf(request)] ??= nothingAsked()))
})
afterAll(() => table.close())

async function call(operation: string, status: number, body: object, asker = 'Steps') {
  answer = { status, body }
  delete asked[asker]
  const response = await fetch(through, {
    method: 'POST',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'x-amz-security-token': asker },
    body: JSON.stringify({ TableName: 'Resources' }),
  })
  return { response, body: await response.json(), asked: asked[asker]! }
}

describe('the counter before DynamoDB', () => {
  test('asks what an operation consumed, and hands the answer on', async () => {
    const body = { Item: { pk: { S: 'a' } }, ConsumedCapacity: { CapacityUnits: 2.5 } }
    const got = await call('GetItem', 200, body)
    expect(heard).toEqual({ TableName: 'Resources', ReturnConsumedCapacity: 'TOTAL' })
    expect(got.body).toEqual(body)
    expect(got.asked).toMatchObject({ tableReads: 2.5, tableWrites: 0 })
  })

  test('adds up what several tables or items consumed', async () => {
    const body = { ConsumedCapacity: [{ CapacityUnits: 4 }, { CapacityUnits: 2 }] }
    expect((await call('TransactWriteItems', 200, body)).asked).toMatchObject({ tableReads: 0, tableWrites: 6 })
  })

  test('counts a write whose condition did not hold as one unit', async () => {
    const body = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' }
    const got = await call('UpdateItem', 400, body)
    expect(got.response.status).toBe(400)
    expect(got.asked.tableWrites).toBe(1)
  })

  test('tells functions apart', async () => {
    await call('Query', 200, { ConsumedCapacity: { CapacityUnits: 1 } }, 'Plan')
    await call('Query', 200, { ConsumedCapacity: { CapacityUnits: 7 } }, 'Mail')
    expect([asked.Plan!.tableReads, asked.Mail!.tableReads]).toEqual([1, 7])
  })
})

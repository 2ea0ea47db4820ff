// npm run bench -- puts [FOLDER]: items a second that the local table takes, alone and in batches, on the disk of the folder.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { startDynamo } from '../local/dynamodb/process.ts'
import { CREDENTIALS, REGION } from '../local/place.ts'

const TableName = 'bench'
const atOnce = 8
const seconds = 6
const keys = ['pk', 'sk']
const itemOf = (n: number) => ({ pk: { S: `account ${n % 100}` }, sk: { S: `${n}` }, body: { S: 'x'.repeat(400) } })

/** Calls `put` from several sides at once for some seconds; answers items a second. */
async function rate(items: number, put: (from: number) => Promise<unknown>): Promise<number> {
  const end = performance.now() + seconds * 1000
  let next = 0
  let done = 0
  const one = async () => {
    while (performance.now() < end) {
      const from = next
      next += items
      await put(from)
      done += items
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: atOnce }, one))
  return (done / (performance.now() - began)) * 1000
}

export default async function run([folder = tmpdir()]: string[]): Promise<void> {
  const data = mkdtempSync(join(folder, 'moira-puts-'))
  const dynamo = await startDynamo(data, 0)
  await dynamo.ready
  const client = new DynamoDBClient({ endpoint: dynamo.url, region: REGION, credentials: CREDENTIALS })
  await client.send(
    new CreateTableCommand({
      ...{ TableName, BillingMode: 'PAY_PER_REQUEST' },
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: keys.map((AttributeName, n) => ({
        AttributeName,
        KeyType: n ? ('RANGE' as const) : ('HASH' as const),
      })),
    }),
  )
  const put = (n: number) => client.send(new PutItemCommand({ TableName, Item: itemOf(n) }))
  const batch = (n: number) => {
    const requests = Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: itemOf(n + i) } }))
    return client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }))
  }
  // Java compiles what is called often.
  for (let n = 0; n < 100; n++) await put(n)
  console.log(`items a second, ${atOnce} calls at once, 0.5 KB each, in ${data}`)
  console.log(`PutItem            ${Math.round(await rate(1, put))}`)
  console.log(`BatchWriteItem, 25 ${Math.round(await rate(25, batch))}`)
  client.destroy()
  await dynamo.stop()
  rmSync(data, { recursive: true, force: true })
}

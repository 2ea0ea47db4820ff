import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createAccount } from '../../../../../bin/account.ts'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import { shardRange } from '../../../../../shared/lake/shard-range.ts'
import type { ResourceType } from '../../../../../shared/model/resource.ts'
import { updateResource } from '../../../../../shared/ports/store/resources.ts'
import { type Service, startService } from '../../../../support/service.ts'

let service: Service
let scratch: string
beforeAll(async () => {
  service = await startService()
  scratch = await mkdtemp(join(tmpdir(), 'moira-test-'))
})
afterAll(async () => {
  await service?.stop()
  await rm(scratch, { recursive: true, force: true })
})

let account_id: string
let ask: (path: string, body?: unknown) => ReturnType<Service['ask']>
beforeEach(async () => {
  const account = await createAccount({ name: 'Shop', email: 'a@example.com' }, service.table)
  account_id = account.account_id
  ask = (path, body) => service.ask(body ? 'POST' : 'GET', `/v1/${path}`, body, { key: account.live_key })
})

/** The nth person of a shard. */
const person = (n: number, shard = 0, shards = 1) =>
  `${shardRange(shard, shards).from.slice(0, 24)}${String(n).padStart(12, '0')}`

/** Rows of `(person_id, persona)` as a shard file of the lake. */
async function write(key: string, rows: [string, number?][]): Promise<void> {
  const file = join(scratch, 'written.parquet')
  const values = rows.map(([id, place = 0]) => `(UUID '${id}', ${place}::INTEGER)`).join(', ')
  await withDuck({ memoryMb: 256, threads: 1, tmp: scratch }, (db) =>
    db.copyToParquet(`SELECT * FROM (VALUES ${values}) AS rows(person_id, persona)`, file, { orderBy: ['person_id'] }),
  )
  service.aws.put('lake', key, await readFile(file))
}

const built = (type: ResourceType, id: string, output: object) =>
  updateResource(service.table, { account_id, type, id }, { output, status: 'ready' })

const cohort = async (name: string) => (await ask('cohorts', { name })).body.id as string
const set = async (name: string, cohort_id: string) =>
  (await ask('persona_sets', { name, cohort_id })).body.id as string
const personas = [
  { id: 'p1', name: 'Frugal Frank' },
  { id: 'p2', name: 'Loyal Lou' },
]

test('counts the members of a cohort under every set that is ready', async () => {
  const customers = await cohort('Customers')
  const leads = await cohort('Leads')
  const old = await set('Old', customers)
  const young = await set('Young', customers)
  await set('Not built', customers)
  expect((await ask(`cohorts/${leads}/analysis/personas`)).status).toBe(409)

  const people = [1, 2, 3, 4, 5, 6].map((n) => person(n))
  // Two of the leads are no customers, and two customers are no leads.
  await write(
    'leads/shard=0/members.parquet',
    people.slice(0, 4).map((id) => [id]),
  )
  await built('cohorts', leads, { prefix: 'leads/', shards: 1, population_count: 4, membership_key: 'x' })
  await write('old/shard=0/assignments.parquet', [
    [people[2]!, 1],
    [people[3]!, 1],
    [people[4]!, 0],
    [people[5]!, 0],
  ])
  await built('persona_sets', old, { prefix: 'old/', shards: 1, personas })
  // This one was built in two shards.
  await write('young/shard=0/assignments.parquet', [
    [people[0]!, 0],
    [people[1]!, 1],
  ])
  await write('young/shard=1/assignments.parquet', [[person(9, 1, 2), 0]])
  await built('persona_sets', young, { prefix: 'young/', shards: 2, personas: [...personas].reverse() })
  await updateResource(service.table, { account_id, type: 'persona_sets', id: old }, { persona_names: { p2: 'Lou' } })

  const ofOld = {
    persona_set_id: old,
    persona_set_name: 'Old',
    personas: [
      { persona_id: 'p1', name: 'Frugal Frank', count: 0, share: 0 },
      { persona_id: 'p2', name: 'Lou', count: 2, share: 0.5 },
    ],
    unassigned_count: 2,
  }
  const ofYoung = {
    persona_set_id: young,
    persona_set_name: 'Young',
    personas: [
      { persona_id: 'p2', name: 'Loyal Lou', count: 1, share: 0.25 },
      { persona_id: 'p1', name: 'Frugal Frank', count: 1, share: 0.25 },
    ],
    unassigned_count: 2,
  }
  expect(await ask(`cohorts/${leads}/analysis/personas`)).toMatchObject({ status: 200, body: [ofYoung, ofOld] })
  const asked = await ask(`cohorts/${leads}/analysis/personas?persona_set_ids=${old},${young},${old}`)
  expect(asked.body).toEqual([ofOld, ofYoung])
  expect((await ask(`cohorts/${leads}/analysis/personas?persona_set_ids=${old}`)).body).toEqual([ofOld])
})

test('of a very large cohort some shards stand for all, and the answer says so', async () => {
  const everyone = await cohort('Everyone')
  const only = await set('Only', everyone)
  for (let shard = 0; shard < 16; shard++) {
    // From shard 8 on, files are there only in name: who reads them fails.
    if (shard >= 8) {
      service.aws.put('lake', `all/shard=${shard}/members.parquet`, 'not Parquet')
      continue
    }
    await write(
      `all/shard=${shard}/members.parquet`,
      [1, 2, 3, 4].map((n) => [person(n, shard, 16)]),
    )
    await write(
      `only/shard=${shard}/assignments.parquet`,
      [1, 2, 3].map((n) => [person(n, shard, 16), n === 3 ? 1 : 0]),
    )
  }
  await built('cohorts', everyone, { prefix: 'all/', shards: 16, population_count: 64, membership_key: 'x' })
  await built('persona_sets', only, { prefix: 'only/', shards: 16, personas })
  expect((await ask(`cohorts/${everyone}/analysis/personas`)).body).toEqual([
    {
      persona_set_id: only,
      persona_set_name: 'Only',
      personas: [
        { persona_id: 'p1', name: 'Frugal Frank', count: 32, share: 0.5 },
        { persona_id: 'p2', name: 'Loyal Lou', count: 16, share: 0.25 },
      ],
      unassigned_count: 16,
      sampled: true,
    },
  ])
})

test('an empty cohort, no sets, and what is not there', async () => {
  const nobody = await cohort('Nobody')
  await built('cohorts', nobody, { prefix: 'nobody/', shards: 1, population_count: 0, membership_key: 'x' })
  expect((await ask(`cohorts/${nobody}/analysis/personas`)).body).toEqual([])
  const waiting = await set('Waiting', nobody)
  const path = `cohorts/${nobody}/analysis/personas?persona_set_ids=`
  expect((await ask(path + waiting)).body.note).toContain(`persona set "${waiting}" has nothing to show yet`)
  expect((await ask(`${path}other`)).body.note).toBe('persona set not found: "other"')
  expect((await ask('cohorts/other/analysis/personas')).body.note).toBe('cohort not found: "other"')
  expect((await ask(path + Array(51).fill('x').join('&persona_set_ids='))).body.note).toContain('at most 50 ids')
  expect((await service.ask('GET', `/v1/${path}`, undefined, { key: '' })).status).toBe(401)
})

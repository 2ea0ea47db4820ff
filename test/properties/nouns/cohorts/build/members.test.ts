import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BuildContext } from '../../../../../shared/builds/build-context.ts'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import { buildKeys, lakeKeys, type MembersPart } from '../../../../../shared/lake/keys.ts'
import type { CohortPlan } from '../../../../../shared/nouns/cohorts/build/prepare.ts'
import { type CohortNote, shardCohort } from '../../../../../shared/nouns/cohorts/build/shard.ts'
import { folderBucket } from '../../../../support/folder-bucket.ts'

let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'moira-test-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const dayMs = 86_400_000
const newest = Date.parse('2024-06-01')
const iso = (ms: number) => new Date(ms).toISOString()
const person = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`

/** One person an entry: the days before the newest event on which they ordered. Somebody ordered on the newest day. */
const ordered = fc.array(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 8,
})
const days = fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined })
const window = fc
  .record({ occurrence: fc.constantFrom('first' as const, 'last' as const), min_days: days, max_days: days })
  .filter(({ min_days: min, max_days: max }) => (min ?? max) !== undefined && (min ?? 0) <= (max ?? 99))

/** Builds the only shard of a cohort as a plan says, and gives its note and the members that it wrote. */
async function built(name: string, orders: number[][], plan: Partial<CohortPlan>) {
  const lake = folderBucket(join(scratch, name))
  const build = { account_id: 'a', resource_type: 'cohorts', resource_id: name, attempt: 1 } as const
  const rows = orders.flatMap((daysBefore, n) =>
    daysBefore.map((day) => `('${person(n)}'::UUID, '${iso(newest - day * dayMs).slice(0, 19)}'::TIMESTAMP)`),
  )
  const desk = { memoryMb: 256, threads: 1, tmp: scratch }
  const write = (part: 'people' | 'stream-orders', sql: string) =>
    withDuck(desk, async (db) => {
      const file = join(scratch, `${part}.parquet`)
      await db.copyToParquet(sql, file)
      await lake.putFile(lakeKeys.shard('people/', 0, part), file)
    })
  const values = `SELECT * FROM (VALUES ${rows.join(', ')}) AS o(person_id, datetime)`
  await write('stream-orders', `${values} ORDER BY ALL`)
  await write('people', `SELECT DISTINCT person_id, now()::TIMESTAMP AS first_seen FROM (${values}) ORDER BY ALL`)
  const people = {
    prefix: 'people/',
    shards: 1,
    traits: {},
    streams: { orders: { properties: { person_id: 'UUID', datetime: 'TIMESTAMP' } } },
  }
  await lake.put(buildKeys.plan(build), JSON.stringify({ digest: 'd', shards: [0], people, ...plan }), '')
  await shardCohort({ lake, build, memoryMb: 256, scratch } as unknown as BuildContext, 0)
  const note = JSON.parse((await lake.getText(buildKeys.note(build, 'shard', 0)))!) as CohortNote
  const membersIn = (part: MembersPart) =>
    withDuck(desk, async (db) => {
      const file = join(scratch, 'read.parquet')
      await lake.getFile(lakeKeys.shard(lakeKeys.version(build, 'd'), 0, part), file)
      const found = await db.rows<{ id: string }>(`SELECT person_id::VARCHAR AS id FROM read_parquet('${file}')`)
      return found.map(({ id }) => id)
    })
  return { note, membersIn }
}

test('whenever a cohort with a window of time is fired, the members that a fit is made of are those before any firing', async () => {
  let [runs, moved] = [0, 0]
  await fc.assert(
    fc.asyncProperty(ordered, window, fc.integer({ min: 1, max: 60 }), async (orders, recency, later) => {
      const all = [[0], ...orders]
      const config = { name: 'c', stream_name: 'orders', recency }
      const fired = iso(newest + later * dayMs)
      const unfired = await built(`n${runs++}`, all, { config, as_of: iso(newest) })
      const other = await built(`n${runs++}`, all, { config, as_of: fired, also_as_of: iso(newest) })
      const before = await unfired.membersIn('members')
      expect(await other.membersIn('members-at-newest')).toEqual(before)
      expect(other.note.population_at_newest).toBe(before.length)
      const now = await other.membersIn('members')
      expect(other.note.population).toBe(now.length)
      const isSame = JSON.stringify(now) === JSON.stringify(before)
      if (!isSame) moved++
      // Downstream is built again just where somebody came or went.
      expect(other.note.digest === unfired.note.digest).toBe(isSame)
    }),
    { numRuns: 12, seed: 7 },
  )
  expect(moved).toBeGreaterThan(3)
})

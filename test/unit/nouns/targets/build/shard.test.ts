import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BuildContext } from '../../../../../shared/builds/build-context.ts'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import { inShard } from '../../../../../shared/lake/shard-range.ts'
import { nouns } from '../../../../../shared/nouns/nouns.ts'
import { shardTarget } from '../../../../../shared/nouns/targets/build/shard.ts'
import { folderBucket } from '../../../../support/folder-bucket.ts'

const people = 40
const folder = mkdtempSync(join(tmpdir(), 'deliver-'))
const lake = folderBucket(folder)
const build = { account_id: 'a', resource_type: 'targets', resource_id: 't', attempt: 1 }

/** The same people in 1, 2 and 4 shards. */
beforeAll(() =>
  withDuck({ memoryMb: 256, threads: 1, tmp: folder }, async (db) => {
    await db.run(
      `CREATE VIEW everybody AS SELECT md5(CAST(n AS VARCHAR))::UUID AS person_id, 'p' || n AS email FROM range(${people}) r(n)`,
    )
    for (const shards of [1, 2, 4]) {
      for (let shard = 0; shard < shards; shard++) {
        const to = join(folder, `in-${shards}`, `shard=${shard}`)
        mkdirSync(to, { recursive: true })
        const select = (what: string) => `SELECT ${what} FROM everybody WHERE ${inShard(shard, shards)}`
        await db.copyToParquet(select('*'), join(to, 'people.parquet'), { orderBy: ['person_id'] })
        await db.copyToParquet(select('person_id'), join(to, 'predictions.parquet'), { orderBy: ['person_id'] })
      }
    }
  }),
)
afterAll(() => rmSync(folder, { recursive: true }))

/** A target's only part, of a scope in so many shards; and how often the lake was asked for a file. */
async function delivered(shards: number, row_limit: number) {
  const output = { prefix: `in-${shards}/`, shards, traits: {} }
  const config = { options: { type: 'hosted_csv' }, representation: { mode: 'identified' } }
  const names = { resources: {}, personas: {} }
  const plan = { config, payload: {}, names, people: output, scope: output, row_limit, whole: true, shards: [0] }
  await lake.put('builds/a/targets/t/1/plan.json', JSON.stringify(plan))
  let asked = 0
  const counting = { ...lake, getFile: (key: string, to: string) => lake.getFile(key, to).finally(() => asked++) }
  const scratch = mkdtempSync(join(folder, 'scratch-'))
  await shardTarget({ build, lake: counting, scratch, memoryMb: 256, nouns } as unknown as BuildContext, 0)
  expect(readdirSync(scratch)).toEqual(['part.csv'])
  const text = readFileSync(join(folder, 'builds/a/targets/t/1/part-0.csv'), 'utf8')
  const { rows, bytes, structure } = JSON.parse((await lake.getText('builds/a/targets/t/1/shard-0.json'))!)
  expect([rows, bytes]).toEqual([text.split('\n').length - 2, text.length])
  expect(structure).toEqual([{ scope_col: 'email', output_col: 'email', is_identity_col: true }])
  return { text, asked }
}

it('a target with a limit has the same lines from however many shards, and reads no more of them than it needs', async () => {
  for (const limit of [1, 15, 30, people, 1000]) {
    const { text } = await delivered(1, limit)
    expect(text.split('\n')).toHaveLength(2 + Math.min(limit, people))
    expect((await delivered(2, limit)).text).toBe(text)
    expect((await delivered(4, limit)).text).toBe(text)
  }
  expect((await delivered(4, 1)).asked).toBe(2)
  expect((await delivered(4, 1000)).asked).toBe(8)
})

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
        const predicted = `person_id, CASE ascii(right(email, 1)) % 3 WHEN 0 THEN 'p-1' WHEN 1 THEN 'p-2' END AS ps0_persona`
        await db.copyToParquet(select(predicted), join(to, 'predictions.parquet'), { orderBy: ['person_id'] })
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
  expect(readdirSync(scratch)).toEqual(['part-0.csv'])
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

it('of a split target each row stands in the file of one persona, in the order of the whole', async () => {
  const columns = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','))
  for (const [shards, whole] of [
    [1, true],
    [4, true],
    [4, false],
  ] as const) {
    const output = { prefix: `in-${shards}/`, shards, traits: {} }
    const config = {
      options: { type: 'hosted_csv' },
      representation: { mode: 'identified' },
      split_by_persona: { persona_set_id: 'set' },
    }
    const split = ['p-1', 'p-2', 'p-3', null]
    const names = { resources: {}, personas: { set: { 'p-1': 'Ann', 'p-2': 'Bo', 'p-3': 'Cy' } } }
    const payload = { persona_set_ids: ['set'] }
    const parts = whole ? [0] : [0, 1, 2, 3]
    const limit = whole ? { row_limit: 30 } : {}
    const plan = { config, payload, names, people: output, scope: output, whole, shards: parts, split, ...limit }
    await lake.put('builds/a/targets/t/1/plan.json', JSON.stringify(plan))
    const told = []
    for (const part of parts) {
      const scratch = mkdtempSync(join(folder, 'scratch-'))
      await shardTarget({ build, lake, scratch, memoryMb: 256, nouns } as unknown as BuildContext, part)
      told.push(JSON.parse((await lake.getText(`builds/a/targets/t/1/shard-${part}.json`))!))
    }
    const file = (end: string) =>
      parts.map((part) => readFileSync(join(folder, `builds/a/targets/t/1/part-${part}${end}.csv`), 'utf8')).join('')
    const [header, ...rows] = columns(file(''))
    expect(header).toEqual(['email', 'fdy_persona_set_set_persona_id', 'fdy_persona_set_set_persona_name'])
    expect(rows).toHaveLength(whole ? 30 : people)
    for (const [i, id] of split.entries()) {
      const [head, ...own] = columns(file(`-persona-${i}`))
      expect(head).toEqual(header)
      expect(own).toEqual(rows.filter((row) => row[1] === (id ?? '')))
      expect(told.reduce((sum, note) => sum + note.personas[i].rows, 0)).toBe(own.length)
    }
  }
})

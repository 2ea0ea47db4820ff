import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CREDENTIALS, REGION } from '../../../../../local/place.ts'
import type { BuildContext } from '../../../../../shared/builds/build-context.ts'
import type { Model } from '../../../../../shared/engines/personas/model.ts'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import { inShard } from '../../../../../shared/lake/shard-range.ts'
import type { PersonasPlan } from '../../../../../shared/nouns/persona_sets/build/prepare.ts'
import { joinCsv, writeCsvPart } from '../../../../../shared/nouns/persona_sets/build/set-csv.ts'
import { openBucket } from '../../../../../shared/ports/aws/objects.ts'
import { startS3 } from '../../../../machines/fixture/parts.ts'

const people = 60_000
const model = {
  personas: [
    { id: 'first', name: 'Lapsed Lane' },
    { id: 'second', name: 'Recent Reese' },
  ],
} as Model

let s3: Awaited<ReturnType<typeof startS3>>
const tmp = mkdtempSync(join(tmpdir(), 'set-csv-'))
beforeAll(async () => {
  s3 = await startS3()
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url)
  vi.stubEnv('AWS_REGION', REGION)
  vi.stubEnv('AWS_ACCESS_KEY_ID', CREDENTIALS.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CREDENTIALS.secretAccessKey)
})
afterAll(async () => {
  await s3.stop()
  rmSync(tmp, { recursive: true })
})

/** The set's CSV as a build of so many shards makes it. */
async function csvOf(shards: number): Promise<{ text: string; type: string | undefined }> {
  const build = { account_id: 'a', resource_type: 'persona_sets', resource_id: 's', attempt: shards }
  const ctx = { build, lake: openBucket('plain'), exports: openBucket('versioned'), scratch: tmp } as BuildContext
  const plan = {
    digest: `of-${shards}`,
    shards: Array.from({ length: shards }, (_, i) => i),
    // The name that a customer gives to a persona may hold the characters that CSV and SQL quote.
    persona_names: { second: `Zoë "the 'quick'", again` },
  } as unknown as PersonasPlan
  const bytes: number[] = []
  for (const shard of plan.shards) {
    await withDuck({ memoryMb: 256, threads: 1, tmp }, async (db) => {
      await db.run(`CREATE VIEW everybody AS SELECT md5(CAST(n AS VARCHAR))::UUID AS person_id, n FROM range(${people}) r(n);
        CREATE VIEW assigned AS SELECT person_id, CAST(n % 2 AS INTEGER) AS persona FROM everybody
          WHERE ${inShard(shard, shards)} ORDER BY hash(n);
        CREATE VIEW people AS SELECT person_id, 'person-' || n || repeat('x', 100) || '@example.com' AS email, 'A,' AS first_name
          FROM everybody WHERE ${inShard(shard, shards)}`)
      bytes.push(await writeCsvPart(db, ctx, plan, model, shard))
    })
  }
  const object = { Bucket: 'versioned', Key: await joinCsv(ctx, plan, bytes) }
  const { Body } = await s3.client().send(new GetObjectCommand(object))
  const { ContentType, ContentLength } = await s3.client().send(new HeadObjectCommand(object))
  expect(ContentLength).toBe(bytes.reduce((sum, one) => sum + one))
  return { text: await Body!.transformToString(), type: ContentType }
}

describe('the CSV of a persona set', () => {
  it('has the same bytes from one shard, from parts that S3 copies, and from parts too small for that', async () => {
    const whole = await csvOf(1)
    const lines = whole.text.trimEnd().split('\n')
    expect(whole.type).toBe('text/csv; charset=utf-8')
    expect(lines).toHaveLength(1 + people)
    expect(lines[0]).toBe('person_id,email,person_first_name,persona_id,persona_name')
    expect(lines[1]).toMatch(/^0000[-0-9a-f]+,person-\d+x+@example.com,"A,",(first,Lapsed Lane|second,"Zoë ""the .*)$/)
    expect(new Set(lines.slice(1).map((line) => line.slice(line.indexOf(',"A,",') + 6)))).toEqual(
      new Set(['first,Lapsed Lane', `second,"Zoë ""the 'quick'"", again"`]),
    )
    expect(await csvOf(2)).toEqual(whole)
    expect(await csvOf(8)).toEqual(whole)
    expect(readFileSync(join(tmp, 'set.csv')).length).toBeLessThan(5 * 2 ** 20)
  })
})

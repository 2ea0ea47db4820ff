import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'
import { afterAll, expect, test } from 'vitest'
import { createAccount } from '../../bin/account.ts'
import { synthesise } from '../../local/synthesise.ts'
import { request } from '../support/request.ts'

/** KILLS=100 npm test -- test/machines/events-killed.test.ts takes about ten minutes on two quiet cores. */
const kills = Number(process.env.KILLS ?? 3)
/** Milliseconds between requests: 50 a second. */
const pause = 20
/** A slow machine has no more requests waiting. */
const mostWaiting = 200

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'moira-killed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Running {
  child: ChildProcess
  endpoints: Record<'api' | 's3' | 'dynamodb' | 'region' | 'access_key_id' | 'secret_access_key', string>
  outputs: Record<string, string>
  isQuiet(): boolean
}

/** The local cloud in a separate process, on the same folder each time. */
async function start(): Promise<Running> {
  const program = join(folder, 'cloud.ts')
  writeFileSync(
    program,
    `import { startCloud } from '${root}local/cloud.ts'
     import { leaveNothingBehind } from '${root}local/leave-nothing-behind.ts'
     const cloud = await startCloud({ assembly: ${JSON.stringify(synthesise())}, data: '${join(folder, 'data')}' })
     leaveNothingBehind(cloud.stop)
     setInterval(() => console.log('quiet ' + cloud.isQuiet()), 100)
     console.log('there ' + JSON.stringify({ endpoints: cloud.endpoints, outputs: cloud.outputs }))`,
  )
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (more) => {
      text = `${text}${more}`.slice(-20_000)
    })
  }
  const line = /there (.*)\n/
  await expect.poll(() => text).toMatch(line)
  return { child, ...JSON.parse(line.exec(text)![1]!), isQuiet: () => /quiet true\n$/.test(text) }
}

const clientOf = ({ endpoints }: Running, endpoint: string) => ({
  ...{ endpoint, region: endpoints.region },
  credentials: { accessKeyId: endpoints.access_key_id, secretAccessKey: endpoints.secret_access_key },
})

test('no event that was acknowledged is lost, wherever a kill falls', async () => {
  let running = await start()
  const opened = () => {
    const client = new DynamoDBClient(clientOf(running, running.endpoints.dynamodb))
    return DynamoDBDocument.from(client, { marshallOptions: { removeUndefinedValues: true } })
  }
  const db = opened()
  const account = await createAccount(
    { name: 'Shop', email: 'owner@example.com' },
    { db, name: running.outputs.TableName! },
  )
  db.destroy()
  const made = await request(
    'POST',
    `${running.endpoints.api}/v1/sources`,
    { name: 'Shop' },
    {
      authorization: `Bearer ${account.live_key}`,
    },
  )
  const authorization = `Basic ${Buffer.from(`${(made.body as { write_key: string }).write_key}:`).toString('base64')}`

  const acknowledged: string[] = []
  let next = 0
  /** One request of three events; some say something new of a person. */
  const send = async () => {
    const n = next++
    const event = (i: number) => ({
      ...{ messageId: `m${n}.${i}`, timestamp: new Date().toISOString(), anonymousId: `a${n % 40}` },
      ...(i === 2
        ? { type: 'identify', userId: `u${n % 25}`, traits: { email: `u${n % 25}@example.com`, seen: n } }
        : { type: 'track', event: 'Seen' }),
    })
    const batch = [0, 1, 2].map(event)
    const answer = await request('POST', `${running.endpoints.api}/v1/batch`, { batch }, { authorization }).catch(
      () => undefined,
    )
    if (answer?.status === 200) acknowledged.push(...batch.map(({ messageId }) => messageId))
  }
  for (let round = 0; round < kills; round++) {
    const dead = once(running.child, 'exit')
    // Counted in answers, however slow the machine is; the kill falls among requests that wait for theirs.
    const until = acknowledged.length + 3 * (20 + Math.floor(Math.random() * 160))
    const sending = new Set<Promise<void>>()
    while (acknowledged.length < until) {
      const one = send().finally(() => sending.delete(one))
      sending.add(one)
      await sleep(sending.size < mostWaiting ? pause : 10 * pause)
    }
    running.child.kill('SIGKILL')
    await Promise.all([dead, ...sending])
    running = await start()
  }
  await expect.poll(() => running.isQuiet()).toBe(true)

  const s3 = new S3Client({ ...clientOf(running, running.endpoints.s3), forcePathStyle: true })
  const Bucket = running.outputs.LakeBucket!
  const logged = new Set<string>()
  let token: string | undefined
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'events/', ContinuationToken: token }))
    for (const { Key } of page.Contents ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: Key! }))
      const lines = gunzipSync(await Body!.transformToByteArray())
        .toString('utf8')
        .trim()
        .split('\n')
      for (const line of lines) logged.add((JSON.parse(line) as { messageId: string }).messageId)
    }
    token = page.NextContinuationToken
  } while (token)
  s3.destroy()

  const read = opened()
  const kept: string[] = []
  let from: Record<string, unknown> | undefined
  do {
    const page = await read.scan({ TableName: running.outputs.ProfilesTableName!, ExclusiveStartKey: from })
    for (const { sk } of page.Items ?? []) if (String(sk).startsWith('E#')) kept.push(String(sk).split('#').at(-1)!)
    from = page.LastEvaluatedKey
  } while (from)
  read.destroy()
  const exit = once(running.child, 'exit')
  running.child.kill('SIGTERM')
  await exit

  const table = new Set(kept)
  expect(acknowledged.filter((id) => !logged.has(id))).toEqual([])
  expect(acknowledged.filter((id) => !table.has(id))).toEqual([])
  // Nor is anything kept twice.
  expect(kept.length).toBe(table.size)
})

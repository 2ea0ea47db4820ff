import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'
import { createAccount } from '../../bin/account.ts'
import { startCloud } from '../../local/cloud.ts'
import { synthesise } from '../../local/synthesise.ts'
import { usualEvents } from './mix.ts'
import { percentile } from './percentile.ts'

const perSecond = 200
const seconds = 60
/** Each so-manieth event is followed until it is seen: two a second. */
const followed = 100

/** The sender shares the machine with what it measures: this is the lightest client, with a few connections that stay. */
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

function ask(method: string, url: string, headers: Record<string, string>, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers, agent }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode!))
    })
      .on('error', reject)
      .end(body)
  })
}

/**
 * From the moment at which an event is sent to that at which the Profile API shows what it says, on the local cloud: the intake, the
 * queue, its window, the consumer and the read, all on this machine.
 *
 * @param aRequest events of one request; those that are followed go alone
 */
export async function timeToProfile(aRequest: number): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'moira-visible-'))
  const cloud = await startCloud({ assembly: synthesise(), data, parameters: { QuietSeconds: '0' } })
  try {
    const { region, access_key_id, secret_access_key, dynamodb, api } = cloud.endpoints
    const credentials = { accessKeyId: access_key_id, secretAccessKey: secret_access_key }
    const options = { marshallOptions: { removeUndefinedValues: true } }
    const db = DynamoDBDocument.from(new DynamoDBClient({ endpoint: dynamodb, region, credentials }), options)
    const name = cloud.outputs.TableName!
    const { account_id, live_key } = await createAccount({ name: 'Bench', email: 'owner@example.com' }, { db, name })
    db.destroy()
    const json = { 'content-type': 'application/json' }
    const made = await fetch(`${api}/v1/sources`, {
      ...{ method: 'POST', body: JSON.stringify({ name: 'Website' }) },
      headers: { ...json, authorization: `Bearer ${live_key}` },
    })
    const { write_key } = (await made.json()) as { write_key: string }
    const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`
    const send = async (...batch: object[]) => {
      const headers = { ...json, authorization: basic(write_key) }
      const body = { batch, sentAt: new Date().toISOString() }
      for (let attempt = 1; ; attempt++) {
        const status = await ask('POST', `${api}/v1/batch`, headers, JSON.stringify(body))
        if (status === 200) return
        // As a client does: the queue may be away for a moment.
        if (attempt === 5) throw new Error(`the intake answered ${status} five times`)
        await sleep(200 * 2 ** attempt)
      }
    }
    const profiles = `${api}/v1/spaces/${account_id}/collections/users/profiles`
    const follow = async (n: number): Promise<number> => {
      const began = performance.now()
      await send({
        ...{ type: 'identify', userId: `followed-${n}`, messageId: `followed-${n}`, traits: { n } },
        timestamp: new Date().toISOString(),
      })
      // A look costs as much as some events: those who wait longer look more seldom, so that looks do not make the wait.
      for (let pause = 50; ; pause *= 1.2) {
        const headers = { authorization: basic(live_key) }
        const status = await ask('GET', `${profiles}/user_id:followed-${n}/traits`, headers)
        if (status === 200) return performance.now() - began
        if (performance.now() - began > 60_000) return Number.POSITIVE_INFINITY
        await sleep(pause)
      }
    }
    const events = usualEvents(Date.now() - perSecond * (seconds + 10) * 5)
    const run = async (of: number) => {
      const began = performance.now()
      const sent: Promise<void>[] = []
      const seen: Promise<number>[] = []
      const waiting: object[] = []
      for (let n = 0; n < perSecond * of; n++) {
        await sleep(Math.max(0, began + (n * 1000) / perSecond - performance.now()))
        if (n % followed === 0) seen.push(follow(n + of * 1e6))
        else waiting.push({ ...events.next().value, timestamp: new Date().toISOString() })
        if (waiting.length === aRequest) sent.push(send(...waiting.splice(0)))
      }
      await Promise.all(sent)
      const rate = (perSecond * of) / ((performance.now() - began) / 1000)
      return { rate, times: await Promise.all(seen) }
    }
    // Functions start, and Java compiles.
    await run(5)
    const { rate, times } = await run(seconds)
    return (
      `from sending to the profile at ${rate.toFixed(0)} events a second for ${seconds} s, ${aRequest} a request, on the local cloud: ` +
      `median ${percentile(times, 50)}, p99 ${percentile(times, 99)} of ${times.length}`
    )
  } finally {
    await cloud.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

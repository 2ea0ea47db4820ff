import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { SQSClient } from '@aws-sdk/client-sqs'
import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operatorsEnvironment } from '../../local/operators-environment.ts'
import { packEvents } from '../../shared/engines/events/queued.ts'
import { openQueue } from '../../shared/ports/aws/queue.ts'
import { type Journey, startJourney } from '../support/cloud.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey.stop())

test('dead letters are played again by a command', async () => {
  const customer = await journey.customer()
  const { id } = await customer.post('/sources', { name: 'Shop' })
  const environment = operatorsEnvironment(journey.cloud)
  const at = new Date().toISOString()
  // As the intake puts it into the queue, and as it lies among the dead letters after the consumer gave up.
  const event = {
    type: 'identify' as const,
    messageId: 'm1',
    userId: 'late',
    traits: { plan: 'pro' },
    timestamp: at,
    receivedAt: at,
  }
  const [body] = packEvents(
    { account_id: customer.account_id, source_id: String(id), received_at: at, events: [event] },
    1e6,
  )
  await openQueue(
    environment.EVENTS_DEAD_LETTERS_URL!,
    new SQSClient(journey.client(journey.cloud.endpoints.sqs)),
  ).send({ body: body!, group: customer.account_id })

  const file = join(journey.folder, 'environment')
  writeFileSync(
    file,
    Object.entries(environment)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const command = () =>
    promisify(execFile)('npm', ['run', '--silent', 'dead-letters', '--', '--env', file], { cwd: root })
  expect(JSON.parse((await command()).stdout)).toEqual({ moved: 1 })
  const traits = `/spaces/${customer.account_id}/collections/users/profiles/user_id:late/traits`
  const basic = { authorization: `Basic ${Buffer.from(`${customer.key}:`).toString('base64')}` }
  await expect
    .poll(async () => (await customer.ask('GET', traits, undefined, basic)).body)
    .toMatchObject({ traits: { plan: 'pro' } })
  expect(JSON.parse((await command()).stdout)).toEqual({ moved: 0 })
})

test('an event that the local cloud acknowledged becomes a profile, also when it restarts in between', async () => {
  const customer = await journey.customer()
  const { write_key } = await customer.post('/sources', { name: 'Shop' })
  const analytics = new Analytics({ writeKey: String(write_key), host: journey.cloud.endpoints.api })
  // Events of one millisecond stand in the order of their ids, which are random: these are minutes apart.
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  analytics.track({ anonymousId: 'a1', event: 'Item Viewed', timestamp: ago(3) })
  analytics.identify({
    userId: 'u1',
    anonymousId: 'a1',
    traits: { email: 'ann@example.com', plan: 'pro' },
    timestamp: ago(2),
  })
  analytics.track({ userId: 'u1', event: 'Item Purchased', properties: { revenue: 14.99 }, timestamp: ago(1) })
  await analytics.closeAndFlush()
  await journey.restart()

  const profile = `/spaces/${customer.account_id}/collections/users/profiles/anonymous_id:a1`
  const basic = { authorization: `Basic ${Buffer.from(`${customer.key}:`).toString('base64')}` }
  const read = async (part: string) => (await customer.ask('GET', `${profile}/${part}`, undefined, basic)).body
  await expect.poll(() => read('external_ids')).toMatchObject({ data: { length: 3 } })
  await expect.poll(() => read('traits')).toMatchObject({ traits: { email: 'ann@example.com', plan: 'pro' } })
  await expect
    .poll(() => read('events'))
    .toMatchObject({ data: [{ event: 'Item Purchased' }, {}, { event: 'Item Viewed' }] })

  const separation = { external_ids: [{ type: 'anonymous_id', id: 'a1' }], from: { type: 'user_id', id: 'u1' } }
  const parted = await customer.ask('POST', `${profile}/separate`, separation, basic)
  expect(parted).toMatchObject({ status: 200, body: { data: { length: 2 } } })
  expect(await read('traits')).toMatchObject({ traits: {} })
})

import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey.stop())

test('events that the local cloud acknowledged are one message of its queue, also after a restart', async () => {
  const customer = await journey.customer()
  const { write_key } = await customer.post('/sources', { name: 'Shop' })
  const analytics = new Analytics({ writeKey: String(write_key), host: journey.cloud.endpoints.api })
  analytics.identify({ userId: 'u1', traits: { email: 'ann@example.com' } })
  analytics.track({ userId: 'u1', event: 'Item Purchased', properties: { revenue: 14.99 } })
  await analytics.closeAndFlush()
  expect(await waiting()).toBe('1')
  await journey.restart()
  expect(await waiting()).toBe('1')
})

/** How many messages of the queue of events are visible. */
async function waiting(): Promise<string | undefined> {
  const [, QueueUrl] = Object.entries(journey.cloud.resources).find(([id]) => /^EventsQueue[0-9A-F]{8}$/.test(id))!
  const client = new SQSClient({
    endpoint: journey.cloud.endpoints.sqs,
    region: journey.cloud.endpoints.region,
    credentials: {
      accessKeyId: journey.cloud.endpoints.access_key_id,
      secretAccessKey: journey.cloud.endpoints.secret_access_key,
    },
  })
  const AttributeNames = ['ApproximateNumberOfMessages' as const]
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
  client.destroy()
  return Attributes?.ApproximateNumberOfMessages
}

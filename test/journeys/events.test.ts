import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readProfile } from '../../shared/nouns/profiles/read-profile.ts'
import { readSettings } from '../../shared/nouns/profiles/read-settings.ts'
import { readTraits } from '../../shared/nouns/profiles/read-traits.ts'
import { type Journey, startJourney } from '../support/cloud.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey.stop())

test('an event that the local cloud acknowledged becomes a profile, also when it restarts in between', async () => {
  const customer = await journey.customer()
  const { write_key } = await customer.post('/sources', { name: 'Shop' })
  const analytics = new Analytics({ writeKey: String(write_key), host: journey.cloud.endpoints.api })
  analytics.track({ anonymousId: 'a1', event: 'Item Viewed' })
  analytics.identify({ userId: 'u1', anonymousId: 'a1', traits: { email: 'ann@example.com', plan: 'pro' } })
  analytics.track({ userId: 'u1', event: 'Item Purchased', properties: { revenue: 14.99 } })
  await analytics.closeAndFlush()
  await journey.restart()

  const table = journey.table()
  const profiles = { ...table, name: journey.cloud.outputs.ProfilesTableName! }
  const ctx = { table, profiles, now: () => new Date() }
  const settings = await readSettings(table, customer.account_id)
  const found = () => readProfile(ctx, customer.account_id, settings, { kind: 'anonymous_id', value: 'a1' })
  await expect.poll(found).toMatchObject({ identifiers: { length: 3 } })
  await expect
    .poll(async () =>
      [...(await readTraits(ctx, customer.account_id, (await found())!))].map(([name, { value }]) => [name, value]),
    )
    .toEqual([
      ['email', 'ann@example.com'],
      ['plan', 'pro'],
    ])
  table.db.destroy()
})

import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { profileKeys } from '../../shared/ports/store/profile-keys.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { patience } from '../support/patience.ts'
import { emailOf as email, readOrders } from '../support/people-shop.ts'

let journey: Journey
let shop: Customer
let other: Customer
let setId: string
let analytics: Analytics

beforeAll(async () => {
  journey = await startJourney()
  shop = await journey.customer('Shop')
  other = await journey.customer('Other')
  await readOrders(shop)
  await shop.post('/cohorts', { name: 'Customers', stream_name: 'orders' }).then(async ({ id: cohort_id }) => {
    const set = await shop.post('/persona_sets', { name: 'Sets', cohort_id, number_of_clusters: 2 })
    setId = set.id
  })
  await shop.ready(`/persona_sets/${setId}`)
}, patience(240))
afterAll(() => journey?.stop())

const search = async (customer: Customer, body: object) => (await customer.post('/people/search', body)).people
const found = async (body: object) => {
  const people = await search(shop, body)
  expect(people).toHaveLength(1)
  return people[0]
}

describe('of an account without a source', () => {
  test('a person is found by e-mail, phone, id, or name and postcode, however these are written', async () => {
    const one = await found({ email: ' Person-2@Example.com ' })
    expect(one).toMatchObject({ name: 'Ann Lee2', place: 'VT 05402' })
    for (const body of [
      { phone: '+1 212.555.0102' },
      { id: 'C2' },
      { id: one.id },
      { last_name: 'LEE2', postcode: '5402' },
      { first_name: 'ann', last_name: 'Lee2', postcode: '05402-1234' },
    ])
      expect(await found(body), JSON.stringify(body)).toEqual(one)
    for (const body of [{ email: 'nobody@example.com' }, { id: 'nobody' }, { last_name: 'Lee2', postcode: '05403' }])
      expect(await search(shop, body)).toEqual([])
  })

  test('what is asked for wrongly gets a sentence that repeats nobody’s data', async () => {
    const note = async (body: object) => {
      const answer = await shop.ask('POST', '/people/search', body)
      expect(answer.status).toBe(400)
      expect(JSON.stringify(answer.body)).not.toMatch(/secret/)
      return answer.body.note
    }
    expect(await note({})).toContain('the body must have one of email, phone, id')
    expect(await note({ email: 'secret@example.com', id: 'secret' })).toContain('it has email and id')
    expect(await note({ last_name: 'secret' })).toContain('postcode is missing')
    expect(await note({ email: 'secret' })).toContain('email is none that identifies somebody')
    expect(await note({ country: 'US' })).toContain('the body must have one of')
    expect(await note({ mail: 'x' })).toContain('unknown field: "mail"')
  })

  test('a person has identifiers, traits with where they come from, cohorts, and personas with why', async () => {
    const { id } = await found({ id: 'C1' })
    const person = await shop.get(`/people/${id}`)
    expect(person).toMatchObject({ name: 'Ann Lee1', known_from: ['files'], first_seen: '2026-01-02T00:00:00.000Z' })
    expect(person.identifiers.map((one: { id: string }) => one.id).sort()).toEqual(
      ['+12125550101', 'C1', email(1), 'one@other.example'].sort(),
    )
    expect(person.identifiers).toContainEqual(
      expect.objectContaining({ id: email(1), source_name: 'orders', first_seen: '2026-01-02T00:00:00.000Z' }),
    )
    expect(person.traits).toEqual([
      expect.objectContaining({
        name: 'plan',
        value: 'pro',
        source_name: 'orders',
        said_at: '2026-01-22T00:00:00.000Z',
        earlier: [expect.objectContaining({ value: 'free', said_at: '2026-01-02T00:00:00.000Z' })],
      }),
    ])
    expect(person.cohorts).toEqual([{ id: expect.any(String), name: 'Customers' }])
    const [persona] = person.personas
    const set = await shop.get(`/persona_sets/${setId}`)
    expect(set.personas.map((one: { id: string }) => one.id)).toContain(persona.persona_id)
    expect(persona.runner_up.persona_id).not.toBe(persona.persona_id)
    // The terms of one sum: altogether they speak for the persona.
    const gains = persona.why.map(({ gain }: { gain: number }) => gain)
    expect(gains).toEqual([...gains].sort((a, b) => b - a))
    expect(gains.reduce((sum: number, gain: number) => sum + gain, 0)).toBeGreaterThan(0)
    expect(persona.history.at(-1)).toMatchObject({ persona_id: persona.persona_id })
  })

  test('events come page by page, all of them once, and by stream and day', async () => {
    const { id } = await found({ id: 'C2' })
    const seen: string[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page: { events: { time: string }[]; next: string | null } = await shop.get(
        `/people/${id}/events?limit=4${next && `&next=${next}`}`,
      )
      seen.push(...page.events.map(({ time }) => time))
      next = page.next
    }
    expect(seen).toHaveLength(6)
    expect(seen).toEqual([...new Set(seen)].sort().reverse())
    const { events } = await shop.get(`/people/${id}/events?since=2026-01-23&until=2026-02-12&streams=orders`)
    expect(events.map(({ time }: { time: string }) => time.slice(0, 10))).toEqual(['2026-02-12', '2026-01-23'])
    expect(events[0]).toMatchObject({ stream: 'orders', value: expect.any(Number), properties: { product: 'mug' } })
    expect((await shop.get(`/people/${id}/events?streams=other`)).events).toEqual([])
    expect((await shop.ask('GET', `/people/${id}/events?next=x`)).status).toBe(400)
    expect((await shop.ask('GET', `/people/${id}/events?limit=201`)).status).toBe(400)
  })

  test('merges say which record joined what; a separation says what would come of it, comes of it, and is taken back', async () => {
    const { id } = await found({ id: 'C1' })
    const { joined } = await shop.get(`/people/${id}/merges`)
    expect(joined).toHaveLength(2)
    expect(joined[1]).toMatchObject({
      time: '2026-01-22T00:00:00.000Z',
      source_name: 'orders',
      by: expect.arrayContaining([{ type: 'card', id: 'C1' }]),
      added: [{ type: 'email', id: 'one@other.example' }],
    })
    const body = { external_ids: [{ type: 'email', id: 'one@other.example' }], from: { type: 'email', id: email(1) } }
    const two = (answer: { people: unknown[] }) => expect(answer.people).toHaveLength(2)
    two(await shop.post(`/people/${id}/separate`, { ...body, preview: true }))
    expect(await search(shop, { email: 'one@other.example' })).toEqual([expect.objectContaining({ id })])
    two(await shop.post(`/people/${id}/separate`, body))
    expect((await found({ email: 'one@other.example' })).id).not.toBe(id)
    expect((await shop.get(`/people/${id}/merges`)).separated).toEqual([expect.objectContaining(body)])
    await shop.post(`/people/${id}/rejoin`, body)
    expect((await found({ email: 'one@other.example' })).id).toBe(id)
    const strange = { ...body, external_ids: [{ type: 'email', id: email(9) }] }
    expect((await shop.ask('POST', `/people/${id}/separate`, strange)).status).toBe(404)
  })

  test('another account sees none of it, as if it never was', async () => {
    const { id } = await found({ id: 'C1' })
    expect(await search(other, { email: email(1) })).toEqual([])
    expect(await search(other, { id })).toEqual([])
    const never = '00000000-0000-8000-8000-000000000000'
    for (const path of ['', '/events', '/merges']) {
      const theirs = await other.ask('GET', `/people/${id}${path}`)
      expect(theirs.status).toBe(404)
      expect(theirs.body.note).toBe(`person not found: "${id}"`)
      expect((await shop.ask('GET', `/people/${never}${path}`)).body.note).toBe(`person not found: "${never}"`)
    }
    expect((await shop.ask('GET', '/people/x')).status).toBe(404)
  })
})

test('with a source: somebody of events alone, and somebody of files and events, whose new events come at once', async () => {
  const { write_key } = await shop.post('/sources', { name: 'Website' })
  await shop.ready(`/persona_sets/${setId}`)
  analytics = new Analytics({ writeKey: String(write_key), host: journey.cloud.endpoints.api })
  analytics.identify({ userId: 'new', traits: { email: 'new@example.com', plan: 'team' } })
  analytics.track({ userId: 'new', event: 'Page Read', properties: { page: 'faq' } })
  analytics.identify({ userId: 'u2', traits: { email: email(2), plan: 'team' } })
  analytics.track({ userId: 'u2', event: 'Order Completed', properties: { revenue: 12 } })
  await analytics.closeAndFlush()
  await expect.poll(() => search(shop, { id: 'u2' }), { timeout: patience(20) }).toHaveLength(1)
  await expect.poll(() => search(shop, { id: 'new' }), { timeout: patience(20) }).toHaveLength(1)

  const both = await found({ id: 'u2' })
  expect(both.id).toBe((await found({ email: email(2) })).id)
  const person = await shop.get(`/people/${both.id}`)
  expect(person).toMatchObject({ known_from: ['files', 'events'], name: 'Ann Lee2' })
  expect(person.traits).toContainEqual(
    expect.objectContaining({
      ...{ name: 'plan', value: 'team', source_name: 'Website' },
      earlier: expect.arrayContaining([expect.objectContaining({ value: 'pro', source_name: 'orders' })]),
    }),
  )
  expect(person.personas).toHaveLength(1)
  const isNew = async () => {
    const { events } = await shop.get(`/people/${both.id}/events`)
    return events.filter((one: { is_new: boolean }) => one.is_new)
  }
  await expect
    .poll(isNew, { timeout: patience(20) })
    .toEqual([expect.objectContaining({ stream: 'order_completed', value: 12, source_name: 'Website' })])

  const fresh = await found({ id: 'new' })
  expect(await shop.get(`/people/${fresh.id}`)).toMatchObject({
    known_from: ['events'],
    personas: [],
    cohorts: [],
    identifiers: expect.arrayContaining([
      expect.objectContaining({ type: 'user_id', id: 'new', source_name: 'Website' }),
    ]),
  })
  expect(await search(other, { id: 'new' })).toEqual([])
  // Nothing of all this stands in a log.
  expect(journey.logs()).not.toMatch(/new@example\.com|person-2@|555-?01/)
})

test('of an account that is too large for a base, the last build is looked through', async () => {
  const large = await journey.customer('Large')
  await readOrders(large)
  await journey.settled()
  const { db } = journey.table()
  await db.delete({ TableName: journey.cloud.outputs.ProfilesTableName, Key: profileKeys.base(large.account_id) })
  db.destroy()
  for (const body of [{ email: email(2) }, { id: 'C2' }, { phone: '212-555-0102' }]) {
    const [one, more] = await search(large, body)
    expect(one, JSON.stringify(body)).toMatchObject({ name: 'Ann Lee2', place: 'VT 05402' })
    expect(more).toBeUndefined()
  }
  const [{ id }] = await search(large, { id: 'C1' })
  expect(await large.get(`/people/${id}`)).toMatchObject({
    known_from: ['files'],
    identifiers: expect.arrayContaining([expect.objectContaining({ type: 'card', id: 'C1', source_name: null })]),
    traits: [expect.objectContaining({ name: 'plan', value: 'pro', said_at: null })],
  })
  expect((await large.get(`/people/${id}/events`)).events).toHaveLength(2)
  expect(await large.get(`/people/${id}/merges`)).toMatchObject({ exact: false, joined: [] })
  const body = { external_ids: [{ type: 'card', id: 'C1' }], from: { type: 'email', id: email(1) } }
  expect((await large.ask('POST', `/people/${id}/separate`, body)).status).toBe(403)
})

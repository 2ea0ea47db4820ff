import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import type { Customer } from '../support/customer.ts'
import { crmCsv, crmDataset, makeChain, ordersCsv, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

const mails = (customer: Customer) =>
  journey.cloud
    .mail()
    .filter(({ recipients }) => recipients === customer.email)
    .reverse()

/** The event that says that a persona set's build ended, as the bus would bring it once more. */
const ended = (customer: Customer, id: string) => ({
  source: 'moira',
  'detail-type': 'resource.ready',
  detail: { account_id: customer.account_id, resource_type: 'persona_sets', resource_id: id },
})
const again = (customer: Customer, id: string) => journey.invoke('email-when-ready', ended(customer, id))

async function shop(customer: Customer) {
  await customer.upload('orders/file1.csv', ordersCsv(0, 20))
  await customer.upload('crm/file1.csv', crmCsv(0, 20))
  await customer.post('/datasets', ordersDataset)
  await customer.post('/datasets', crmDataset)
  const chain = await makeChain(customer)
  await journey.settled()
  return chain
}

test('one mail when the personas are ready, one when they are others, one on failure', async () => {
  const customer = await journey.customer('Lumen & Loom')
  const { set, ids } = await shop(customer)
  const { personas } = await customer.ready(set)

  expect(mails(customer)).toHaveLength(1)
  const [mail] = mails(customer)
  expect(mail!.subject).toContain('Customers personas')
  expect(mail!.text).toMatch(/Data up to \d+ (May|Jun) 2024\./)
  for (const { name } of personas) {
    expect(mail!.text).toContain(name)
    expect(mail!.html).toContain(name)
  }
  // Personas at a glance, and nobody's data: no address, no name, of any of the people.
  expect(`${mail!.subject} ${mail!.text} ${mail!.html} ${mail!.raw}`).not.toMatch(/person-\d|First\d|Last\d/)

  // However often and together the event comes.
  await Promise.all([1, 2, 3].map(() => again(customer, ids.set)))
  await again(customer, ids.set)
  expect(mails(customer)).toHaveLength(1)

  // Built anew on new data: the same readiness.
  await customer.upload('orders/file2.csv', ordersCsv(20, 30))
  expect(await customer.ready(set)).toMatchObject({ population_count: 30 })
  expect(mails(customer)).toHaveLength(1)

  // Portraits come with the mail, one a persona, and the inbox page shows them.
  expect(mail!.attachments.map(({ media_type }) => media_type)).toEqual(personas.map(() => 'image/png'))
  for (const { content_id, data } of mail!.attachments) {
    expect(mail!.html).toContain(`src="cid:${content_id}"`)
    expect(Buffer.from(data, 'base64').subarray(1, 4).toString()).toBe('PNG')
  }
  const inbox = await (await fetch(journey.cloud.endpoints.inbox)).text()
  expect(inbox).toContain('data:image/png;base64,')
  expect(inbox).not.toContain('cid:')
  for (const { headline, salient } of personas) {
    for (const { phrase } of salient.slice(0, 3)) expect(mail!.text).toContain(phrase)
    // The headline says the same facts once more.
    expect(mail!.text).not.toContain(headline)
  }

  // Fitted anew by request, or under a name that a person gave: no news.
  const named = `${set}/personas/${personas[0].id}`
  await customer.patch(named, { name: 'Our best' })
  await customer.post(`${set}/force_update`)
  await customer.ready(set)
  await again(customer, ids.set)
  expect(mails(customer)).toHaveLength(1)

  // Three in place of two.
  await customer.patch(set, { number_of_clusters: 3 })
  expect((await customer.ready(set)).personas).toHaveLength(3)
  expect(mails(customer)).toHaveLength(2)
  expect(mails(customer)[1]!.subject).toBe('Your personas have changed: Customers personas')
  expect(mails(customer)[1]!.text).toContain('(was 2, now 3)')

  await customer.patch(`/cohorts/${ids.cohort}`, { min_count: 5000 })
  const failed = await customer.rested(set)
  expect(failed.status).toBe('error')
  expect(mails(customer)).toHaveLength(3)
  expect(mails(customer)[2]!.text).toContain(failed.status_error)
  expect(mails(customer)[2]!.text).toContain('What was there before is unchanged.')
  await Promise.all([1, 2, 3].map(() => again(customer, ids.set)))
  expect(mails(customer)).toHaveLength(3)
})

test('a first build that fails left nothing unchanged', async () => {
  const customer = await journey.customer('At First')
  await customer.upload('orders/file1.csv', ordersCsv(0, 6))
  await customer.post('/datasets', ordersDataset)
  const { set } = await makeChain(customer, { set: { number_of_clusters: 7 } })
  const { status_error } = await customer.rested(set)
  expect(mails(customer).map(({ text }) => text)).toEqual([expect.stringContaining(status_error)])
  expect(mails(customer)[0]!.text).not.toContain('before')
})

test('of a test account nothing is mailed', async () => {
  const customer = await journey.customer('Trying Out', { live: false })
  const { set, ids } = await shop(customer)
  await customer.ready(set)
  await again(customer, ids.set)
  expect(mails(customer)).toEqual([])
})

test('three events of the same news at the same moment send one mail', async () => {
  const customer = await journey.customer('At Once')
  // The rule sleeps, so that nobody has mailed before.
  await journey.restart({ without: 'BuildEnded' })
  const { set, ids } = await shop(customer)
  await customer.ready(set)
  expect(mails(customer)).toEqual([])
  const answers = await Promise.all([1, 2, 3, 4].map(() => again(customer, ids.set)))
  expect(answers.filter(({ failed }) => failed)).toEqual([])
  expect(mails(customer)).toHaveLength(1)
})

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import { makeChain, ordersDataset } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

/** The secrets that must stand in no log: as written, in parts, and as URLs would carry them. */
const secrets = ['zebedee.quill', 'Quillfeather', 'Zebedee', '5550142987', '17 Marmalade', 'Zuckerhut', '987654321']

test('after a journey with its failures no log holds what was in the files', async () => {
  const customer = await journey.customer()
  const header = 'account_email,first_name,last_name,phone,street,postcode,product,amount,updated_at'
  const line = (i: number, amount: string, day: string) =>
    `zebedee.quill${i}@example.com,Zebedee,Quillfeather${i},5550142987,17 Marmalade Lane,05401,Zuckerhut,${amount},${day}`
  const good = Array.from({ length: 20 }, (_, i) => line(i, String(i), '2024-05-01'))
  // Rows that no value can be read of, a file that cannot be read at all, and one that lacks a column.
  const bad = [line(50, '987654321x', '2024-05-01'), line(51, '1', 'Zebedee was here'), `${line(52, '1', '')},"Zebedee`]
  await customer.upload('orders/good.csv', `${[header, ...good, ...bad].join('\n')}\n`)
  await customer.upload('orders/lacking.csv', 'Zebedee Quillfeather,5550142987\nzebedee.quill@example.com,1\n')
  await customer.upload('orders/rubbish.csv.gz', Buffer.from('Zebedee Quillfeather'))
  await customer.post('/datasets', {
    ...ordersDataset,
    identity_sets: {
      customer: {
        email: 'account_email',
        phone: 'phone',
        person_first_name: 'first_name',
        person_last_name: 'last_name',
        house_number_and_street: ['street'],
        postcode: 'postcode',
      },
    },
    output_to_traits: { postcode: { column_name: 'postcode' } },
  })
  const { set, target } = await makeChain(customer)
  await customer.ready(target)
  // The API refuses what holds a person's data, and a build fails.
  await customer.ask('POST', '/cohorts', { name: 'x', stream_name: 'zebedee.quill@example.com' })
  await customer.ask('GET', '/cohorts/zebedee.quill@example.com')
  await customer.ask('POST', '/datasets', '{"name": "Quillfeather", ', { 'content-type': 'application/json' })
  const regex = { name: 'postcode', _matches: '(Zebedee' }
  await customer.ask('POST', '/cohorts', { name: 'Quillfeather', traits: [regex] })
  await customer.patch(set, { number_of_clusters: 20 })
  await journey.settled()
  await customer.rows(`${target}/download.csv`)

  const logs = join(journey.folder, 'data', 'logs')
  const files = readdirSync(logs).filter((file) => statSync(join(logs, file)).size)
  // Something failed, and the log says so: silence would prove nothing.
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const text = readFileSync(join(logs, file), 'utf8')
    for (const secret of secrets) expect(text.includes(secret) ? `${file} holds ${secret}: ${text}` : '').toBe('')
  }
  // Nor do state machines, whose inputs and errors AWS logs, nor dead letters.
  const executions = JSON.stringify(journey.cloud.executions())
  for (const secret of secrets) expect(executions).not.toContain(secret)
  expect(journey.cloud.deadLetters()).toEqual([])
})

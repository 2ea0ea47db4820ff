import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { root } from '../cdk/if-changed.ts'
import { openBrowser } from '../test/support/browser.ts'
import { startJourney } from '../test/support/cloud.ts'
import { openSite, shown } from '../test/support/open-site.ts'

const folder = join(root, 'docs', 'pictures')

interface Ids {
  set: string
  dataset: string
  cohort: string
  person: string
  delivery: string
}

/** Pages with the sample shop: file → path, and something that is there once the page is whole. */
const pages = ({ set, dataset, cohort, person, delivery }: Ids): Record<string, [path: string, ready: string]> => ({
  dashboard: ['/', 'h1'],
  explore: ['/explore', 'h1'],
  graph: ['/data/graph', 'h1'],
  cohort: [`/cohorts/${cohort}`, 'h1'],
  'cohort-builder': [`/cohorts/${cohort}/edit`, 'fieldset'],
  person: [`/people/${person}`, 'h1'],
  'new-delivery': ['/deliveries/new', 'form'],
  delivery: [`/deliveries/${delivery}`, 'td'],
  'persona-sets': ['/persona-sets', 'table img'],
  definition: [set, 'article'],
  analysis: [`${set}/analysis`, '.histogram'],
  flow: [`${set}/flow`, '.flow svg path'],
  value: [`${set}/value`, 'td.number'],
  evidence: [`${set}/evidence`, 'tr.chosen'],
  'new-persona-set': ['/persona-sets/new', 'input[type=radio]'],
  cohorts: ['/cohorts', 'table'],
  people: ['/people', 'form'],
  deliveries: ['/deliveries', 'h1'],
  data: ['/data', 'table'],
  dataset: [`/data/${dataset}`, '.figures-row'],
  settings: ['/settings/account', 'form'],
  keys: ['/settings/keys', 'table'],
  members: ['/settings/members', 'table'],
  reference: ['/docs?noun=cohorts', '.operation'],
})

/** npm run pictures: starts the local cloud with the sample shop, and writes a picture of every page to docs/pictures. */
async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const journey = await startJourney()
  const browser: Browser = await openBrowser()
  try {
    const customer = await journey.customer('Lumen & Loom')
    const page = await openSite(browser, journey, customer)
    await page.setViewportSize({ width: 1280, height: 800 })
    await shown(page.getByRole('button', { name: 'Load the sample shop' }))
    await take(page, 'start')
    await page.getByRole('button', { name: 'Load the sample shop' }).click()
    await page.waitForURL(/\/persona-sets\/[\w-]{36}$/, { timeout: 600_000 })
    await shown(page.getByRole('article'))
    await journey.settled()
    const set = new URL(page.url()).pathname
    const setId = set.split('/').at(-1)!
    const [dataset] = await customer.get('/datasets')
    const { cohort_id: cohort } = await customer.get(`/persona_sets/${setId}`)
    await customer.ask('PATCH', `/persona_sets/${setId}`, { explore: true })
    const population = { cohort_ids: [cohort] }
    const scope = await customer.post('/scopes', {
      name: 'Who is who',
      population,
      payload: { persona_set_ids: [setId] },
    })
    const delivery = await customer.post('/targets', {
      scope_id: scope.id,
      options: { type: 'hosted_csv' },
      human_readable: true,
    })
    await customer.ready(`/targets/${delivery.id}`)
    const csv: string = await customer.get(`/targets/${delivery.id}/download.csv`)
    const email = csv.split('\n')[1]!.split(',')[0]
    const found = await customer.ask('POST', '/people/search', { email })
    const person = found.body.people[0].id
    const ids = { set, dataset: dataset.id, cohort, person, delivery: delivery.id }
    for (const [name, [path, ready]] of Object.entries(pages(ids))) {
      await page.goto(`${journey.cloud.endpoints.api}${path}`)
      await shown(page.locator(ready))
      await page.waitForLoadState('networkidle')
      await page.waitForFunction('!document.querySelector(".skeleton")')
      await take(page, name)
    }
    await page.getByRole('button', { name: 'Sign out' }).click()
    await shown(page.getByLabel('API key'))
    await take(page, 'sign-in')
  } finally {
    await browser.close()
    await journey.stop()
  }
}

/** WebP: a fifth of the bytes of a PNG. */
async function take(page: Page, name: string): Promise<void> {
  const client = await page.context().newCDPSession(page)
  const { data } = await client.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
  await client.detach()
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'))
  console.log(name)
}

await main()

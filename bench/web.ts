import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Metafile } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { root } from '../cdk/if-changed.ts'
import { entryOf } from '../cdk/website-bundle.ts'
import { loadedAtOnce, pagesOf } from '../cdk/website-parts.ts'
import { openBrowser } from '../test/support/browser.ts'
import { startJourney } from '../test/support/cloud.ts'
import { openSite, shown } from '../test/support/open-site.ts'

/** npm run bench -- web: the dashboard in real Chromium against the local cloud, with the sample shop. */
export default async function run(): Promise<void> {
  const journey = await startJourney()
  const browser = await openBrowser()
  try {
    const customer = await journey.customer('Bench')
    const page = await openSite(browser, journey, customer)
    await page.getByRole('button', { name: 'Load the sample shop' }).click()
    await page.waitForURL(/\/persona-sets\/[\w-]{36}$/, { timeout: 600_000 })
    await shown(page.getByRole('article'))
    const set = page.url()
    const list = `${journey.cloud.endpoints.api}/persona-sets`
    await journey.settled()
    print('first load, scripts (KB gz)', kilobytes(entryScripts()))
    print('largest page, scripts (KB gz)', Math.max(...pages().map((files) => kilobytes(files))))
    for (const [name, address] of [
      ['persona sets', list],
      ['persona set', set],
    ] as const) {
      const cold = await coldLoad(browser, page, address)
      print(`${name}: largest contentful paint, cold (ms)`, cold.paint)
      print(`${name}: requests of the API`, cold.requests)
    }
    print('hover to read-out, 400 dates × 8 personas, median and worst of 40 (ms)', await hover(page, set))
    print('500 persona sets: longest task (ms)', await longestTask(page, list))
  } finally {
    await browser.close()
    await journey.stop()
  }
}

const print = (name: string, value: number | string) => console.log(`${name.padEnd(76)} ${value}`)

const metafile = (): Metafile => JSON.parse(readFileSync(join(root, 'dist', 'website-metafile.json'), 'utf8'))
const entryScripts = () => loadedAtOnce(metafile(), entryOf(metafile()))
const pages = () => pagesOf(metafile()).map((entry) => loadedAtOnce(metafile(), entry))
const kilobytes = (files: Iterable<string>): number => {
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(root, file)), { level: 9 }).length, 0)
  return Math.round(bytes / 102.4) / 10
}

/** A page in a browser that has kept nothing but the session. */
async function coldLoad(
  browser: Browser,
  signedIn: Page,
  address: string,
): Promise<{ paint: number; requests: number }> {
  const context = await browser.newContext({ storageState: await signedIn.context().storageState() })
  const page = await context.newPage()
  let requests = 0
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/v1/') && request.resourceType() === 'fetch') requests++
  })
  await page.goto(address, { waitUntil: 'networkidle' })
  const paint = await page.evaluate(
    `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))`,
  )
  await context.close()
  return { paint: Math.round(Number(paint)), requests }
}

/** From a move of the pointer to the frame that shows the figures of its day. */
async function hover(page: Page, set: string): Promise<string> {
  const days = Array.from({ length: 400 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString())
  const flow = Array.from({ length: 8 }, (_, persona) => ({
    persona_id: `p${persona}`,
    gone: `Persona ${persona}`,
    days: days.map((date, i) => ({ date, count: 100 + persona * 10 + (i % 50) })),
  }))
  await page.route('**/analysis/flow', (route) => route.fulfill({ json: flow }))
  await page.goto(`${set}/flow`)
  await shown(page.locator('.flow svg'))
  const times = (await page.evaluate(`(async () => {
    const svg = document.querySelector('.flow svg'), box = svg.getBoundingClientRect(), times = []
    for (let i = 1; i <= 40; i++) {
      const began = performance.now()
      const clientX = box.left + 60 + (i / 41) * (box.width - 70)
      svg.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX, clientY: box.top + 50 }))
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
      times.push(performance.now() - began)
    }
    return times.sort((a, b) => a - b)
  })()`)) as number[]
  await page.unroute('**/analysis/flow')
  return `${times[20]!.toFixed(1)}, ${times.at(-1)!.toFixed(1)}`
}

/** The longest task of the list of persona sets with 500 rows; 0 where none was longer than 50 ms. */
async function longestTask(page: Page, list: string): Promise<number> {
  await page.route('**/v1/persona_sets', async (route) => {
    const [one] = (await (await route.fetch()).json()) as object[]
    await route.fulfill({ json: Array.from({ length: 500 }, (_, i) => ({ ...one, id: `set-${i}`, name: `Set ${i}` })) })
  })
  await page.addInitScript(`
    window.longest = 0
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration)
    }).observe({ type: 'longtask', buffered: true })`)
  await page.goto(list, { waitUntil: 'networkidle' })
  await shown(page.getByText('Set 29', { exact: true }))
  await page.unroute('**/v1/persona_sets')
  return Math.round(Number(await page.evaluate('window.longest')))
}

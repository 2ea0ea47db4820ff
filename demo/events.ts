import { setTimeout as sleep } from 'node:timers/promises'
import { Analytics } from '@segment/analytics-node'
import type { Client } from './client.ts'

/** Visitors of the day. */
const visitors = 150
const products = ['Rose secateurs', 'Tulip bulbs', 'Watering can', 'Patio chair', 'Bird feeder']
const dayMs = 24 * 3_600_000

/** One person as events and files know him together. */
export interface ShownProfile {
  /** The cookie by which the profile was asked for. */
  asked: string
  identifiers: string[]
  traits: Record<string, unknown>
  events: string[]
  persona: string
}

/**
 * Sends a day of the sample shop's website with Segment's own client: everybody looks around under a cookie, every second
 * visitor signs in, and some order. Then asks for one of them by the cookie.
 *
 * @param csv the delivered file: who has which persona
 */
export async function eventsOfADay(
  client: Client,
  { api, key, account, csv }: { api: string; key: string; account: string; csv: string },
  say: (line: string) => void,
): Promise<ShownProfile> {
  const source = (await client.post('/sources', { name: 'Website' })) as { id: string; write_key?: string }
  const analytics = new Analytics({ writeKey: String(source.write_key), host: api })
  const customers = customersOf(csv).slice(0, visitors)
  const start = Date.now() - dayMs
  let sent = 0
  for (const [n, { email }] of customers.entries()) {
    const anonymousId = `cookie-${n}`
    const userId = `web-${1000 + n}`
    let time = start + Math.floor((n / customers.length) * dayMs * 0.9)
    const next = () => {
      sent++
      time += 60_000
      return new Date(time)
    }
    const product = products[n % products.length]!
    analytics.page({ anonymousId, name: 'Home', timestamp: next() })
    analytics.track({ anonymousId, event: 'Item Viewed', properties: { product }, timestamp: next() })
    if (n % 2) continue
    const traits = { email, newsletter: n % 3 === 0 }
    analytics.identify({ anonymousId, userId, traits, timestamp: next() })
    analytics.track({ userId, event: 'Item Viewed', properties: { product: products[(n + 1) % 5] }, timestamp: next() })
    if (n % 4) continue
    const properties = { product, revenue: 20 + (n % 30) }
    analytics.track({ userId, event: 'Order Completed', properties, timestamp: next() })
  }
  await analytics.closeAndFlush()
  say(`sent ${sent.toLocaleString('en')} events of ${customers.length} visitors with @segment/analytics-node`)

  const asked = 'cookie-0'
  const profile = `${api}/v1/spaces/${account}/collections/users/profiles/anonymous_id:${asked}`
  const { email, persona } = customers[0]!
  const ask = async <Answer>(path: string): Promise<Answer | undefined> => {
    const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
    const response = await fetch(`${profile}/${path}`, { headers: { authorization } })
    return response.ok ? ((await response.json()) as Answer) : undefined
  }
  const end = Date.now() + 60_000
  for (;;) {
    const traits = (await ask<{ traits: Record<string, unknown> }>('traits?limit=200'))?.traits
    const kept = (await ask<{ data: { event: string; type: string }[] }>('events?limit=5'))?.data
    if (traits?.email === email && kept?.some(({ event }) => event === 'Order Completed')) {
      const identifiers = await ask<{ data: { type: string; id: string }[] }>('external_ids')
      say('the last of them lies at its person')
      return {
        ...{ asked, traits, persona, events: kept.map(({ event, type }) => event || type) },
        identifiers: identifiers!.data.map(({ type, id }) => `${type} ${id}`),
      }
    }
    if (Date.now() > end) throw new Error('events did not become a profile within a minute')
    await sleep(200)
  }
}

/** E-mail and persona of everybody in the delivered file who has both. The sample's cells hold no commas in these columns. */
function customersOf(csv: string): { email: string; persona: string }[] {
  const [header = '', ...lines] = csv.trim().split(/\r?\n/)
  const columns = cellsOf(header)
  const email = columns.findIndex((name) => /email/.test(name))
  const persona = columns.findIndex((name) => /persona/.test(name) && !/_id\b|decided|runner|margin/.test(name))
  if (email < 0 || persona < 0) throw new Error(`the delivered file has no column of an e-mail or a persona: ${header}`)
  return lines
    .map(cellsOf)
    .map((cells) => ({ email: cells[email] ?? '', persona: cells[persona] ?? '' }))
    .filter((one) => one.email && one.persona)
}

const cellsOf = (line: string): string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  )

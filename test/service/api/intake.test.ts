import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { unpackEvents } from '../../../shared/engines/events/queued.ts'
import { calls, intakeLimit } from '../../../shared/nouns/sources/intake.ts'
import { addSourceRequests } from '../../../shared/ports/store/requests.ts'
import { type Answer, request } from '../../support/request.ts'
import { type Service, startService } from '../../support/service.ts'

let service: Service
let source: { id: string; write_key: string }
beforeAll(async () => {
  service = await startService()
  source = await made()
})
afterAll(() => service?.stop())

const made = async (config: object = {}) =>
  (await service.ask('POST', '/v1/sources', { name: 'Website', ...config })).body
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` })
const send = (
  call: string,
  body: unknown,
  headers: Record<string, string> = basic(source.write_key),
): Promise<Answer> => request('POST', `${service.url}/v1/${call}`, body, headers)
const track = { type: 'track', event: 'Bought', userId: 'u1' }
/** Events that the queue took while `act` ran. */
async function queued(act: () => Promise<unknown>) {
  const before = service.aws.messages.length
  await act()
  return service.aws.messages.slice(before).map(({ group, body }) => ({ group, ...unpackEvents(body) }))
}

const { answers } = JSON.parse(readFileSync('test/golden/segment/ingest.json', 'utf8')) as {
  answers: { request: string; status: number; rejected?: { index: number | 'its'; code: string }[] }[]
}
const large = { ...track, properties: { text: 'x'.repeat(33_000) } }
const form = { 'content-type': 'application/x-www-form-urlencoded' }
/** How each request of the vectors is made. */
const requests: Record<string, () => Promise<Answer>> = {
  'no key at all': () => send('batch', { batch: [track] }, {}),
  'unknown write key': () => send('batch', { batch: [track] }, basic('unknown')),
  'key of a source that is switched off': async () =>
    send('batch', { batch: [track] }, basic((await made({ enabled: false })).write_key)),
  'body that is not JSON': () => send('batch', 'not JSON'),
  'batch above 500 KB': () => send('batch', { batch: Array.from({ length: 20 }, () => large) }),
  'one event above 32 KB in a batch': () => send('batch', { batch: [track, large, track] }),
  '2,501 events': () => send('batch', { batch: Array.from({ length: 2501 }, () => track) }),
  'no userId, no anonymousId': () => send('track', { event: 'Bought' }),
  'track without event': () => send('track', { userId: 'u1' }),
  'messageId above 100 characters': () => send('track', { ...track, messageId: 'm'.repeat(101) }),
  'gzip body with content-type application/x-www-form-urlencoded': () =>
    send('batch', gzipSync(JSON.stringify({ batch: [track] })), {
      ...basic(source.write_key),
      ...form,
      'content-encoding': 'gzip',
    }),
  "text/plain body with writeKey inside, as a browser's sendBeacon": () =>
    send('t', JSON.stringify({ ...track, writeKey: source.write_key }), { 'content-type': 'text/plain' }),
  'empty batch': () => send('batch', { batch: [] }),
  'above the rate limit': async () => {
    const { id, write_key } = await made()
    const account_id = service.account.account_id
    const second = Math.floor(Date.now() / 1000)
    for (let later = 0; later < 30; later++) {
      await addSourceRequests(service.table, { account_id, id }, second + later, intakeLimit.refusedAbove)
    }
    const draw = vi.spyOn(Math, 'random').mockReturnValue(0)
    try {
      return await send('batch', { batch: [track] }, basic(write_key))
    } finally {
      draw.mockRestore()
    }
  },
}

describe('the answer to', () => {
  test.each(answers.map((one) => [one.request, one] as const))('%s', async (name, wanted) => {
    const answer = await requests[name]!()
    expect(answer.status, JSON.stringify(answer.body)).toBe(wanted.status)
    if (wanted.status === 200) expect(answer.body.success).toBe(true)
    const index = (one: { index: number | 'its' }) => (one.index === 'its' ? 1 : one.index)
    const rejected = (wanted.rejected ?? []).map((one) => ({ ...one, index: index(one) }))
    if (wanted.status === 200) expect(answer.body.rejected).toMatchObject(rejected)
    if (wanted.status === 429) expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  })

  test('a body that inflates without end', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const answer = await send('batch', bomb, { ...basic(source.write_key), 'content-encoding': 'gzip' })
    expect(answer.status).toBe(413)
  })

  test('compressed bytes that the gateway took for text says how to send them', async () => {
    const headers = { ...basic(source.write_key), 'content-encoding': 'gzip', 'content-type': 'application/json' }
    const answer = await send('batch', gzipSync(JSON.stringify({ batch: [track] })), headers)
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_encoding' } })
    expect(answer.body.message).toContain('application/octet-stream')
  })

  test('100,000 empty events is short', async () => {
    const answer = await send('batch', `{"batch":[${'{},'.repeat(99_999)}{}]}`)
    expect(answer.body).toMatchObject({ success: true, rejected_count: 100_000 })
    expect(answer.bytes.length).toBeLessThan(1_000_000)
  })

  test.each([['[]'], ['"text"'], ['null'], ['{}'], ['{"batch":{}}']])('a batch of %s', async (body) => {
    expect((await send('batch', body)).status).toBe(400)
  })
})

describe('what is accepted', () => {
  test('is one message of the queue, for its account and source', async () => {
    const messages = await queued(() => send('batch', { batch: [track, { type: 'page' }, { ...track, userId: 'u2' }] }))
    expect(messages).toMatchObject([
      {
        group: service.account.account_id,
        account_id: service.account.account_id,
        source_id: source.id,
        events: [{ userId: 'u1' }, { userId: 'u2' }],
      },
    ])
  })

  test.each(Object.entries(calls).filter(([, call]) => call !== 'batch'))('by /v1/%s is a %s', async (call, type) => {
    const body = { userId: 'u1', event: 'x', groupId: 'g', previousId: 'p', context: { direct: true } }
    const messages = await queued(() => send(call, body))
    expect(messages.flatMap(({ events }) => events)).toMatchObject([
      { type, userId: 'u1', context: { ip: '192.0.2.7' } },
    ])
  })

  test('is nothing of a batch whose events are all rejected', async () => {
    expect(await queued(() => send('batch', { batch: [{ type: 'page' }] }))).toEqual([])
  })

  test('is nothing while the queue is away, and the client may send again', async () => {
    service.aws.takeQueueAway(true)
    const answer = await send('batch', { batch: [track] })
    service.aws.takeQueueAway(false)
    expect(answer).toMatchObject({ status: 503, body: { success: false, code: 'unavailable' } })
    expect((await send('batch', { batch: [track] })).status).toBe(200)
  })
})

describe('browsers', () => {
  test('may call from any page', async () => {
    const asked = await request('OPTIONS', `${service.url}/v1/t`, undefined, { origin: 'https://shop.example.com' })
    expect(asked.status).toBe(204)
    for (const { headers } of [asked, await send('t', track), await send('t', track, {})]) {
      expect(headers.get('access-control-allow-origin')).toBe('*')
    }
    // The rest of the API is for servers.
    const rest = await service.ask('GET', '/v1/sources')
    expect(rest.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('may call from the pages that the source names, and nobody else', async () => {
    const { write_key } = await made({ allowed_origins: ['https://shop.example.com'] })
    const from = async (origin: Record<string, string>) =>
      (await send('t', track, { ...basic(write_key), ...origin })).status
    expect(await from({ origin: 'https://shop.example.com' })).toBe(200)
    expect(await from({ origin: 'https://other.example.com' })).toBe(403)
    expect(await from({})).toBe(403)
  })

  test('get the settings by which analytics.js finds the service', async () => {
    const { host } = new URL(service.url)
    const known = await request('GET', `${service.url}/v1/projects/${source.write_key}/settings`)
    expect(known.body.integrations['Segment.io']).toMatchObject({ apiKey: source.write_key, apiHost: `${host}/v1` })
    expect((await request('GET', `${service.url}/v1/projects/unknown/settings`)).status).toBe(404)
    expect((await request('GET', `${service.url}/v1/projects/%E0%A4%A/settings`)).status).toBe(404)
  })

  test('may report measurements, which are forgotten', async () => {
    const messages = await queued(async () => expect((await send('m', { series: [] }, {})).status).toBe(200))
    expect(messages).toEqual([])
  })

  test('that are not trusted with names send no identify', async () => {
    const { write_key } = await made({ identify: false })
    const { body } = await send('i', { userId: 'u1', traits: {} }, basic(write_key))
    expect(body.rejected).toMatchObject([{ index: 0, code: 'identify_off' }])
  })
})

test('no log line holds a write key or a part of an event, whatever goes wrong', async () => {
  const lines: string[] = []
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(String(text))
      return true
    }),
  )
  const secret = { ...track, userId: 'zebedee.quill@example.com', properties: { text: 'quillfeather' } }
  try {
    service.aws.takeQueueAway(true)
    await send('batch', { batch: [secret] })
    service.aws.takeQueueAway(false)
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:1')
    vi.resetModules()
    const { handler } = (await import('../../../functions/api/segment/intake.ts')) as unknown as {
      handler: (event: unknown) => Promise<{ statusCode: number }>
    }
    const http = { method: 'POST', path: '/v1/track', sourceIp: '192.0.2.7' }
    const event = {
      rawPath: '/v1/track',
      headers: basic(source.write_key),
      body: JSON.stringify({ ...secret, writeKey: source.write_key }),
      requestContext: { http, routeKey: 'POST /v1/track' },
    }
    // The table is away: a fault of ours, which clients try again.
    expect((await handler(event)).statusCode).toBe(500)
  } finally {
    vi.unstubAllEnvs()
    for (const spy of spies) spy.mockRestore()
  }
  const text = lines.join('')
  expect(text).toContain('events not taken')
  expect(text).toContain('unexpected')
  const parts = ['zebedee', 'quillfeather', source.write_key, basic(source.write_key).authorization.slice(6)]
  for (const part of parts) expect(text).not.toContain(part)
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptEvents, type Circumstances } from '../../../../shared/engines/events/accept.ts'
import { eventTypes } from '../../../../shared/engines/events/event.ts'

const receivedAt = Date.parse('2026-05-01T12:00:00.000Z')
const circumstances = (call: Circumstances['call'] = 'batch'): Circumstances => {
  let made = 0
  return { call, receivedAt, ip: '192.0.2.7', identify: true, newMessageId: () => `made-${++made}` }
}
const verdictOf = (...batch: unknown[]) => acceptEvents({ batch }, circumstances())!
const track = (more: object = {}) => ({ type: 'track', event: 'Bought', userId: 'u1', messageId: 'm1', ...more })
const codeOf = (item: unknown) => verdictOf(item).rejected[0]?.code

const { messages } = JSON.parse(readFileSync('test/golden/segment/ingest.json', 'utf8')) as {
  messages: { type: string; stored_as_event?: string; merges?: boolean }[]
}

describe('an event', () => {
  test.each(messages.map((one) => [one.type, one] as const))(
    'of a client, %s, is kept field by field',
    (_, message) => {
      const { stored_as_event: _stored, merges: _merges, ...sent } = message
      expect(verdictOf(sent)).toMatchObject({ accepted: [sent], rejected: [], warnings: [] })
    },
  )

  test.each([
    ['event_too_large', track({ properties: { text: 'x'.repeat(33_000) } })],
    ['no_user_anon_id', { type: 'track', event: 'Bought' }],
    ['no_user_anon_id', { type: 'alias', anonymousId: 'a', previousId: 'b' }],
    ['no_user_anon_id', track({ userId: '', anonymousId: null })],
    ['no_event_name', track({ event: ' ' })],
    ['no_group_id', { type: 'group', userId: 'u1' }],
    ['no_previous_id', { type: 'alias', userId: 'u1' }],
    ['message_id_too_long', track({ messageId: 'm'.repeat(101) })],
    ['too_many_traits', track({ properties: Object.fromEntries(Array.from({ length: 301 }, (_, i) => [i, i])) })],
    ['bad_timestamp', track({ timestamp: '1969-12-31T23:59:59.999Z' })],
    ['bad_timestamp', track({ timestamp: 'yesterday' })],
    // The clock of the sender says 1970, which would move the event to the year 2080.
    ['bad_timestamp', track({ timestamp: '9999-01-01T00:00:00Z', sentAt: '1971-01-01T00:00:00Z' })],
    ['bad_field', track({ userId: { id: 1 } })],
    ['bad_field', track({ properties: [] })],
    ['bad_field', { type: 'group', userId: 'u1', groupId: 'g'.repeat(501) }],
    ['bad_event', { ...track(), type: 'delete' }],
    ['bad_event', null],
    ['bad_event', 'track'],
    ['forbidden_key', JSON.parse('{"type":"track","event":"x","userId":"u","properties":{"__proto__":{"a":1}}}')],
    ['forbidden_character', track({ properties: { text: 'a\0b' } })],
    ['forbidden_character', track({ properties: { 'a\0b': 1 } })],
  ])('is rejected as %s', (code, item) => {
    expect(codeOf(item)).toBe(code)
  })

  test('has at most 32 levels', () => {
    const nested = (levels: number): unknown => (levels ? [nested(levels - 1)] : 1)
    expect(codeOf(track({ properties: { list: nested(30) } }))).toBeUndefined()
    expect(codeOf(track({ properties: { list: nested(31) } }))).toBe('too_deep')
    // Deeper than any stack: the limit ends the walk.
    const bottomless = JSON.parse(`{"list":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)
    expect(codeOf(track({ properties: bottomless }))).toBe('too_deep')
  })

  test('takes ids as numbers, and gets an id where it has none', () => {
    const { accepted } = verdictOf({ type: 'identify', userId: 7 }, { type: 'page', anonymousId: 0 })
    expect(accepted).toMatchObject([
      { userId: '7', messageId: 'made-1' },
      { anonymousId: '0', messageId: 'made-2' },
    ])
  })

  test('ahead of its time is kept, with a warning', () => {
    const { accepted, rejected, warnings } = verdictOf(track({ timestamp: '2026-05-01T13:00:00.001Z' }))
    expect(accepted).toHaveLength(1)
    expect(rejected).toEqual([])
    expect(warnings).toMatchObject([{ index: 0, message_id: 'm1', code: 'future_timestamp' }])
  })

  test('of identify and alias is rejected where the source takes none', () => {
    const items = [{ type: 'identify', userId: 'u1' }, { type: 'alias', userId: 'u1', previousId: 'a' }, track()]
    const verdict = acceptEvents({ batch: items }, { ...circumstances(), identify: false })!
    expect(verdict.rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'identify_off'],
      [1, 'identify_off'],
    ])
    expect(verdict.accepted).toHaveLength(1)
  })
})

describe('the time', () => {
  const timeOf = (more: object) => verdictOf(track(more)).accepted[0]?.timestamp

  test.each([
    // The client's clock is an hour slow, and the event happened ten minutes before it was sent.
    ['2026-05-01T11:50:00.000Z', { timestamp: '2026-05-01T10:50:00Z', sentAt: '2026-05-01T11:00:00Z' }],
    ['2026-05-01T10:50:00.000Z', { timestamp: '2026-05-01T10:50:00Z' }],
    ['2026-05-01T12:00:00.000Z', { sentAt: '2026-05-01T11:00:00Z' }],
    ['2026-05-01T12:00:00.000Z', {}],
    ['2026-05-01T08:50:00.120Z', { timestamp: '2026-05-01T10:50:00.12+02:00' }],
    ['2026-05-01T00:00:00.000Z', { timestamp: '2026-05-01' }],
    ['2026-05-01T10:50:00.000Z', { timestamp: '2026-05-01 10:50:00' }],
    ['2001-09-09T01:46:40.000Z', { timestamp: 1e12 }],
    ['2026-05-01T10:50:00.000Z', { originalTimestamp: '2026-05-01T10:50:00Z', timestamp: '2026-05-01T11:30:00Z' }],
  ])('%s of %j', (time, more) => {
    expect(timeOf(more)).toBe(time)
  })
})

describe('a batch', () => {
  test('gives its context, integrations and time of sending to its events, whose own win', () => {
    const verdict = acceptEvents(
      {
        context: { library: { name: 'x' }, ip: '198.51.100.1' },
        integrations: { All: false },
        sentAt: '2026-05-01T11:00:00Z',
        batch: [track({ context: { library: { name: 'y' } }, timestamp: '2026-05-01T11:00:00Z' })],
      },
      circumstances(),
    )
    expect(verdict?.accepted).toMatchObject([
      {
        context: { library: { name: 'y' }, ip: '198.51.100.1' },
        integrations: { All: false },
        timestamp: '2026-05-01T12:00:00.000Z',
      },
    ])
  })

  test('fills in the address only where the client asks for it and has none', () => {
    const contexts = [{ direct: true }, { direct: true, ip: '198.51.100.1' }, { direct: 'true' }]
    const { accepted } = verdictOf(...contexts.map((context) => track({ context })))
    expect(accepted.map(({ context }) => context?.ip)).toEqual(['192.0.2.7', '198.51.100.1', undefined])
  })

  test('takes 2,500 events and rejects each one after', () => {
    const verdict = verdictOf(...Array.from({ length: 2502 }, () => track()))
    expect(verdict.accepted).toHaveLength(2500)
    expect(verdict.rejected.map(({ index, code }) => [index, code])).toEqual([
      [2500, 'too_many_events'],
      [2501, 'too_many_events'],
    ])
  })

  test('does not grow without limit by its context', () => {
    const batch = Array.from({ length: 2000 }, () => track())
    const verdict = acceptEvents({ context: { text: 'x'.repeat(30_000) }, batch }, circumstances())!
    expect(Buffer.byteLength(JSON.stringify(verdict.accepted))).toBeLessThan(5_000_000)
    expect(verdict.rejected.at(-1)).toMatchObject({ index: 1999, code: 'event_too_large' })
  })

  test('with a harmful context is rejected event by event', () => {
    const verdict = acceptEvents(JSON.parse('{"context":{"__proto__":1},"batch":[{},{}]}'), circumstances())
    expect(verdict?.rejected.map(({ code }) => code)).toEqual(['forbidden_key', 'forbidden_key'])
  })

  test.each([[null], [[]], ['text'], [7], [{}], [{ batch: {} }]])('is none in %j', (body) => {
    expect(acceptEvents(body, circumstances())).toBeUndefined()
  })
})

/** Events that are nearly right: every field may be missing, of another type, or far too long. */
const anyEvent = fc.record(
  {
    type: fc.oneof(fc.constantFrom(...eventTypes), fc.jsonValue()),
    event: fc.oneof(fc.string(), fc.jsonValue()),
    userId: fc.oneof(fc.string(), fc.double(), fc.jsonValue()),
    anonymousId: fc.oneof(fc.string(), fc.constant('a'.repeat(200))),
    groupId: fc.oneof(fc.string(), fc.constant('g'.repeat(600))),
    previousId: fc.string(),
    messageId: fc.oneof(fc.string(), fc.integer(), fc.constant('m'.repeat(101))),
    properties: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
    traits: fc.dictionary(fc.string(), fc.jsonValue()),
    context: fc.oneof(fc.constant({ direct: true }), fc.jsonValue()),
    integrations: fc.jsonValue(),
    timestamp: fc.oneof(fc.date({ noInvalidDate: true }), fc.double(), fc.string(), fc.jsonValue()),
    sentAt: fc.oneof(fc.date({ noInvalidDate: true }), fc.jsonValue()),
  },
  { requiredKeys: [] },
)
const throughJson = (value: unknown) => JSON.parse(JSON.stringify(value))

describe('the law', () => {
  test('nothing that JSON can say makes it throw, and every event has one verdict', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyEvent, fc.jsonValue())), fc.jsonValue(), (items, context) => {
        const batch = throughJson(items)
        const verdict = acceptEvents(throughJson({ batch, context }), circumstances())!
        const rejected = new Set(verdict.rejected.map(({ index }) => index))
        expect(rejected.size).toBe(verdict.rejected.length)
        expect(verdict.accepted.length + rejected.size).toBe(batch.length)
      }),
    )
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...eventTypes, 'batch' as const), (body, call) => {
        acceptEvents(throughJson(body), circumstances(call))
      }),
    )
  })

  test('an accepted event is accepted again as it is', () => {
    let seen = 0
    fc.assert(
      fc.property(fc.array(anyEvent), (items) => {
        const { accepted } = acceptEvents(throughJson({ batch: items }), circumstances())!
        // The time by our clock is worked out anew.
        const again = accepted.map(({ timestamp: _ours, ...event }) => event)
        expect(throughJson(verdictOf(...throughJson(again)).accepted)).toEqual(throughJson(accepted))
        seen += accepted.length
      }),
    )
    expect(seen).toBeGreaterThan(0)
  })

  test('no sentence holds a value of an event', () => {
    const secret = 'zebedee.quill@example.com'
    fc.assert(
      fc.property(anyEvent, fc.constantFrom('userId', 'event', 'timestamp', 'type', 'properties'), (event, field) => {
        const { rejected, warnings } = verdictOf(throughJson({ ...event, [field]: secret }))
        for (const { message } of [...rejected, ...warnings]) expect(message).not.toContain('zebedee')
      }),
    )
  })
})

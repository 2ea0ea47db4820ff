import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AcceptedEvent } from '../../../../shared/engines/events/event.ts'
import { packEvents, unpackEvents } from '../../../../shared/engines/events/queued.ts'
import { redactedEvent } from '../../../../shared/engines/events/redact.ts'

const eventsOf = (texts: string[]) =>
  texts.map((text, index): AcceptedEvent => {
    const time = '2026-05-01T12:00:00.000Z'
    return {
      type: 'track',
      messageId: String(index),
      event: 'x',
      properties: { text },
      timestamp: time,
      receivedAt: time,
    }
  })
const queued = (events: AcceptedEvent[]) => ({ account_id: 'a', source_id: 's', received_at: 'now', events })

describe('messages of the queue', () => {
  test('give back what went in, in its order, however many they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 100, max: 2000 }),
        (texts, limit) => {
          const events = eventsOf(texts)
          const messages = packEvents(queued(events), limit)
          expect(messages.flatMap((message) => unpackEvents(message).events)).toEqual(
            JSON.parse(JSON.stringify(events)),
          )
          for (const message of messages) {
            const { events: held, ...rest } = unpackEvents(message)
            expect(rest).toEqual({ account_id: 'a', source_id: 's', received_at: 'now' })
            if (held.length > 1) expect(message.length).toBeLessThanOrEqual(limit)
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  test('are one for the largest request that does not deflate, within the limit of SQS', () => {
    const noise = Array.from({ length: 16 }, () => randomBytes(22_000).toString('base64'))
    const messages = packEvents(queued(eventsOf(noise)), 1_048_576)
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatch(/^[A-Za-z0-9+/=]+$/)
  })
})

describe('a redacted event', () => {
  test('shows the form and no value', () => {
    const event = {
      type: 'identify',
      userId: 'zebedee',
      messageId: 'm1',
      traits: { email: 'zebedee@example.com', age: 40, tags: ['a', 'bc', null, true, 5], address: { city: 'Quill' } },
      properties: { 'zebedee@example.com': 1, '0049555010203': 2 },
    }
    expect(redactedEvent(event)).toEqual({
      type: 'identify',
      fields: {
        userId: 'text(7)',
        traits: {
          email: 'text(19)',
          age: 'number',
          tags: ['text(1)', 'text(2)', 'null', '… 2 more'],
          address: { city: 'text(5)' },
        },
        properties: { 'text(19)': 'number', 'text(13)': 'number' },
      },
    })
  })

  test('of anything is made of words of ours, keys, and names of events', () => {
    const marked = fc.string({ minLength: 1, unit: 'binary' }).map((text) => `\u2603${text}`)
    const values = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, marked, fc.array(tie('value')), fc.dictionary(fc.string(), tie('value'))),
    })).value
    fc.assert(
      fc.property(values, values, (value, traits) => {
        expect(JSON.stringify(redactedEvent({ type: value, userId: value, traits, properties: value }))).not.toContain(
          '\u2603',
        )
        expect(JSON.stringify(redactedEvent(value))).not.toContain('\u2603')
      }),
    )
  })
})

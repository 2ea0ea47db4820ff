import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBus, type Rule } from '../../../../local/events/bus.ts'
import type { BusEvent } from '../../../../local/events/bus-event.ts'
import { eventsFace } from '../../../../local/events/face.ts'
import { checkPattern, matches, type Pattern } from '../../../../local/events/pattern.ts'
import { checkTarget, targetInput } from '../../../../local/events/target-input.ts'
import { listen } from '../../../../local/http.ts'
import { createJsonPort } from '../../../../local/json-port.ts'
import { createMailbox } from '../../../../local/mail/mailbox.ts'
import { CREDENTIALS, REGION } from '../../../../local/place.ts'
import { createSchedules } from '../../../../local/scheduler/schedules.ts'
import { openParts } from '../../../machines/fixture/parts.ts'

describe('patterns', () => {
  const event = {
    source: 'moira',
    'detail-type': 'resource.ready',
    detail: { n: 5, s: 'Hello.csv', tags: ['a', 'b'], gone: null, list: [{ k: 1 }, { k: 2 }] },
  }
  test.each<[Pattern, boolean]>([
    [{ source: ['moira'] }, true],
    [{ source: ['aws.s3', 'moira'], 'detail-type': ['resource.ready'] }, true],
    [{ source: ['aws.s3'] }, false],
    [{ detail: { n: [5] } }, true],
    [{ detail: { n: ['5'] } }, false],
    [{ detail: { tags: ['b'] } }, true],
    [{ detail: { gone: [null] } }, true],
    [{ detail: { list: { k: [2] } } }, true],
    [{ detail: { s: [{ prefix: 'Hel' }] } }, true],
    [{ detail: { s: [{ suffix: '.csv' }] } }, true],
    [{ detail: { s: [{ suffix: { 'equals-ignore-case': '.CSV' } }] } }, true],
    [{ detail: { s: [{ 'equals-ignore-case': 'hello.CSV' }] } }, true],
    [{ detail: { s: [{ wildcard: 'H*.c*' }] } }, true],
    [{ detail: { s: [{ wildcard: '*x*' }] } }, false],
    [{ detail: { s: [{ 'anything-but': ['x', 'y'] }] } }, true],
    [{ detail: { s: [{ 'anything-but': 'Hello.csv' }] } }, false],
    [{ detail: { s: [{ 'anything-but': { prefix: 'Hel' } }] } }, false],
    [{ detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { n: [{ numeric: ['>', 0, '<=', 5] }] } }, true],
    [{ detail: { n: [{ numeric: ['>', 5] }] } }, false],
    [{ detail: { n: [{ exists: true }] } }, true],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { missing: ['x'] } }, false],
    [{ $or: [{ source: ['x'] }, { detail: { n: [5] } }] }, true],
  ])('%j matches: %s', (pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected)
  })
})

test('an operator that is not known is refused when the cloud starts', () => {
  const pattern = { detail: { ip: ['x', { cidr: '10.0.0.0/24' }] } }
  expect(() => checkPattern(pattern, 'mine')).toThrow('rule mine: the event pattern\'s "cidr" is not supported locally')
  expect(() => checkPattern({ $or: [pattern] }, 'mine')).toThrow('cidr')
  checkPattern({ source: ['a', { prefix: 'b' }, { exists: false }] }, 'mine')
})

test('a target gets a constant or the event; what would be made of the event is refused when the cloud starts', () => {
  const event = { id: '1', source: 'moira' } as unknown as BusEvent
  expect(targetInput({ Arn: 'x' }, event)).toBe(event)
  expect(targetInput({ Arn: 'x', Input: '{"a":1}' }, event)).toEqual({ a: 1 })
  const asked = (more: object) => () => checkTarget({ Arn: 'x', ...more }, 'mine')
  expect(asked({ InputPath: '$.detail' })).toThrow("rule mine: a target's InputPath is not supported locally")
  expect(asked({ InputTransformer: { InputTemplate: '<a>' } })).toThrow('InputTransformer')
  expect(asked({ Input: '1' })).not.toThrow()
})

describe('the services', () => {
  let parts: ReturnType<typeof openParts>
  let heard: unknown[]
  let client: EventBridgeClient
  let ses: SESv2Client
  let mailbox: ReturnType<typeof createMailbox>
  let close: () => Promise<void>
  let hold: Promise<void> | undefined
  const rule: Rule = { name: 'ready', pattern: { source: ['moira'] }, targets: [{ Arn: 'one' }] }

  async function open(data?: string) {
    parts = openParts(data)
    heard = []
    const bus = createBus(parts.journal, parts.clock, async (_, input) => {
      heard.push(input)
      await hold
    })
    bus.start([rule, { name: 'tick', schedule: 'rate(5 minutes)', targets: [{ Arn: 'one', Input: '"tick"' }] }])
    mailbox = createMailbox(parts.journal, parts.clock)
    const schedules = createSchedules(parts.journal, parts.clock, new Set(), async () => {})
    const server = await listen(
      0,
      createJsonPort({ faces: { AWSEvents: eventsFace(bus) }, schedules, mailbox, clock: parts.clock }),
    )
    const where = { endpoint: server.url, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 }
    client = new EventBridgeClient(where)
    ses = new SESv2Client(where)
    close = async () => {
      bus.stop()
      await server.close()
    }
  }
  beforeEach(() => open())
  afterEach(async () => {
    hold = undefined
    await close()
    parts.close()
  })

  const entry = (more: PutEventsRequestEntry = {}) => ({
    Source: 'moira',
    DetailType: 'resource.ready',
    Detail: '{"id":1}',
    ...more,
  })
  const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }))

  test('an event reaches the rules that match', async () => {
    const { Entries, FailedEntryCount } = await put(entry(), entry({ Source: 'other' }))
    expect(FailedEntryCount).toBe(0)
    await expect.poll(() => heard).toHaveLength(1)
    expect(heard[0]).toMatchObject({
      version: '0',
      id: Entries![0]!.EventId,
      source: 'moira',
      'detail-type': 'resource.ready',
      detail: { id: 1 },
      account: '000000000000',
      region: 'us-east-1',
      resources: [],
    })
  })

  test('wrong entries fail one by one, too many or too large ones altogether', async () => {
    const { Entries, FailedEntryCount } = await put(entry(), entry({ Detail: '[1]' }), entry({ Detail: '{' }))
    expect(FailedEntryCount).toBe(2)
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, 'MalformedDetail', 'MalformedDetail'])
    await expect(put(...Array(11).fill(entry()))).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(put(entry({ Detail: JSON.stringify({ x: 'x'.repeat(256 * 1024) }) }))).rejects.toMatchObject({
      name: 'ValidationException',
    })
    await expect(put(entry({ EventBusName: 'mine' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('a scheduled rule fires by the clock', async () => {
    await parts.clock.advance(16 * 60_000)
    expect(heard).toEqual(['tick', 'tick', 'tick'])
  })

  test('an event that no target has had yet is delivered after a restart', async () => {
    hold = new Promise(() => {})
    await put(entry())
    await expect.poll(() => heard).toHaveLength(1)
    hold = undefined
    await close()
    parts.close({ keep: true })
    await open(parts.data)
    await expect.poll(() => heard).toMatchObject([{ detail: { id: 1 } }])
    await close()
    parts.close({ keep: true })
    await open(parts.data)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(heard).toEqual([])
  })

  test('mail is kept, simple or raw, over a restart; a mail to nobody is refused', async () => {
    const Simple = { Subject: { Data: 'Hi' }, Body: { Text: { Data: 'text' } } }
    const { MessageId } = await ses.send(
      new SendEmailCommand({
        FromEmailAddress: 'a@example.com',
        Destination: { ToAddresses: ['b@example.com', 'c@example.com'] },
        Content: { Simple },
      }),
    )
    await parts.clock.advance(1)
    await ses.send(new SendEmailCommand({ Content: { Raw: { Data: Buffer.from('Subject: Raw one\r\n\r\nbody') } } }))
    await expect(
      ses.send(new SendEmailCommand({ FromEmailAddress: 'a@example.com', Content: { Simple } })),
    ).rejects.toMatchObject({ name: 'BadRequestException' })
    await close()
    parts.close({ keep: true })
    await open(parts.data)
    expect(mailbox.list()).toMatchObject([
      { subject: 'Raw one' },
      { id: MessageId, recipients: 'b@example.com, c@example.com', subject: 'Hi', text: 'text' },
    ])
  })
})

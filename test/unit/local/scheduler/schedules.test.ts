import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClock } from '../../../../local/clock.ts'
import { listen } from '../../../../local/http.ts'
import { createJsonPort } from '../../../../local/json-port.ts'
import { createMailbox } from '../../../../local/mail/mailbox.ts'
import { CREDENTIALS, REGION } from '../../../../local/place.ts'
import { nextTime } from '../../../../local/scheduler/expression.ts'
import { createSchedules } from '../../../../local/scheduler/schedules.ts'
import { openParts } from '../../../machines/fixture/parts.ts'

const iso = (time: number | undefined) =>
  time === undefined ? 'never' : new Date(time).toISOString().replace(':00.000Z', 'Z')

/** The next times after a moment, written in UTC. */
function times(expression: string, after: string, count = 3, timezone = 'UTC'): string[] {
  const found: string[] = []
  let time: number | undefined = Date.parse(after)
  const start = time
  while (found.length < count && time !== undefined) {
    time = nextTime({ expression, timezone, start }, time)
    found.push(iso(time))
  }
  return found
}

describe('expressions', () => {
  // 2026-01-01 is a Thursday.
  test.each([
    ['cron(0 9 * * ? *)', ['2026-01-01T09:00Z', '2026-01-02T09:00Z', '2026-01-03T09:00Z']],
    ['cron(15 10 ? * 6L 2026-2027)', ['2026-01-30T10:15Z', '2026-02-27T10:15Z', '2026-03-27T10:15Z']],
    ['cron(0/20 8 ? * MON-FRI *)', ['2026-01-01T08:00Z', '2026-01-01T08:20Z', '2026-01-01T08:40Z']],
    ['cron(0 0 L * ? *)', ['2026-01-31T00:00Z', '2026-02-28T00:00Z', '2026-03-31T00:00Z']],
    ['cron(0 0 31W * ? *)', ['2026-01-30T00:00Z', '2026-03-31T00:00Z', '2026-05-29T00:00Z']],
    ['cron(0 0 1W FEB,NOV ? *)', ['2026-02-02T00:00Z', '2026-11-02T00:00Z', '2027-02-01T00:00Z']],
    ['cron(0 12 ? * TUE#2 *)', ['2026-01-13T12:00Z', '2026-02-10T12:00Z', '2026-03-10T12:00Z']],
    ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00Z', '2032-02-29T00:00Z', '2036-02-29T00:00Z']],
    ['cron(0 0 30 2 ? *)', ['never']],
    ['cron(0 0 1 1 ? 2026-2030/2)', ['2028-01-01T00:00Z', '2030-01-01T00:00Z', 'never']],
    ['rate(5 minutes)', ['2026-01-01T00:05Z', '2026-01-01T00:10Z', '2026-01-01T00:15Z']],
    ['rate(1 day)', ['2026-01-02T00:00Z', '2026-01-03T00:00Z', '2026-01-04T00:00Z']],
    ['at(2026-01-31T09:00:00)', ['2026-01-31T09:00Z', 'never']],
  ])('%s', (expression, expected) => {
    expect(times(expression, '2026-01-01T00:00:00Z', expected.length)).toEqual(expected)
  })

  test('a zone has its own clock', () => {
    expect(times('cron(0 9 * * ? *)', '2026-01-01T00:00:00Z', 1, 'Asia/Kolkata')).toEqual(['2026-01-01T03:30Z'])
    expect(times('at(2026-07-01T09:00:00)', '2026-01-01T00:00:00Z', 1, 'America/New_York')).toEqual([
      '2026-07-01T13:00Z',
    ])
    expect(times('cron(0 0 1 * ? *)', '2026-01-01T00:00:00Z', 2, 'Pacific/Auckland')).toEqual([
      '2026-01-31T11:00Z',
      '2026-02-28T11:00Z',
    ])
  })

  test('a time that the clocks jump over is skipped, one that comes twice counts once', () => {
    // Berlin 2026: 29 March 02:00 → 03:00, 25 October 03:00 → 02:00.
    expect(times('cron(30 2 * * ? *)', '2026-03-28T00:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-30T00:30Z',
    ])
    expect(times('cron(30 2 * * ? *)', '2026-10-24T12:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ])
    expect(times('rate(1 day)', '2026-03-28T09:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-03-29T09:00Z',
      '2026-03-30T09:00Z',
    ])
  })

  test.each([
    'cron(0 9 * * * *)',
    'cron(0 9 ? * ? *)',
    'cron(0 9 * * ?)',
    'cron(60 9 * * ? *)',
    'cron(0 9 * * ? 1900)',
    'cron(0 9 ? * 0 *)',
    'cron(x 9 * * ? *)',
    'rate(0 minutes)',
    'rate(5 minute)',
    'rate(1 second)',
    'at(2026-01-01)',
    '0 9 * * *',
  ])('%s is refused', (expression) => {
    expect(() => nextTime({ expression, timezone: 'UTC', start: 0 }, 0)).toThrow(/Invalid Schedule Expression/)
  })
})

describe('the service', () => {
  const fired: { time: string; input: unknown }[] = []
  let parts: ReturnType<typeof openParts>
  let clock: ReturnType<typeof createClock>
  let client: SchedulerClient
  let close: () => Promise<void>
  const begin = Date.parse('2026-01-01T00:00:00Z')

  async function open(data?: string, at = begin) {
    parts = openParts(data)
    // A clock that stands where the test wants it, but for the milliseconds that the test takes.
    clock = createClock(at - Date.now())
    const schedules = createSchedules(parts.journal, clock, new Set(['default', 'customers']), async (_, input) => {
      fired.push({ time: iso(Math.floor(clock.now() / 60_000) * 60_000), input })
    })
    schedules.start()
    const server = await listen(
      0,
      createJsonPort({ faces: {}, schedules, mailbox: createMailbox(parts.journal, clock), clock }),
    )
    client = new SchedulerClient({ endpoint: server.url, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 })
    close = async () => {
      clock.stop()
      await server.close()
    }
  }
  beforeEach(async () => {
    fired.length = 0
    await open()
  })
  afterEach(async () => {
    await close()
    parts.close()
  })

  const Target = {
    Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
    RoleArn: 'arn:aws:iam::000000000000:role/r',
    Input:
      '{"at":"<aws.scheduler.scheduled-time>","arn":"<aws.scheduler.schedule-arn>","try":<aws.scheduler.attempt-number>}',
  }
  const command = (more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
    Name: 'weekly',
    GroupName: 'customers',
    ScheduleExpression: 'cron(0 9 ? * MON *)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target,
    ...more,
  })
  const create = (more: Partial<CreateScheduleCommandInput> = {}) =>
    client.send(new CreateScheduleCommand(command(more)))
  const days = (count: number) => clock.advance(count * 86_400_000)

  test('fires at its times with the context of the firing filled in', async () => {
    const { ScheduleArn } = await create()
    expect(ScheduleArn).toBe('arn:aws:scheduler:us-east-1:000000000000:schedule/customers/weekly')
    await days(14)
    expect(fired).toEqual([
      { time: '2026-01-05T09:00Z', input: { at: '2026-01-05T09:00:00Z', arn: ScheduleArn, try: 1 } },
      { time: '2026-01-12T09:00Z', input: { at: '2026-01-12T09:00:00Z', arn: ScheduleArn, try: 1 } },
    ])
  })

  test('several fire in the order of their times', async () => {
    await create({ Name: 'b', ScheduleExpression: 'cron(0 10 * * ? *)', Target: { ...Target, Input: '"b"' } })
    await create({ Name: 'a', ScheduleExpression: 'cron(0 9 * * ? *)', Target: { ...Target, Input: '"a"' } })
    await days(2)
    expect(fired.map(({ input }) => input)).toEqual(['a', 'b', 'a', 'b'])
  })

  test('a rate without a start begins at once; with one, there; both end at the end', async () => {
    await create({ Name: 'now', ScheduleExpression: 'rate(12 hours)', Target: { ...Target, Input: '"now"' } })
    const [StartDate, EndDate] = ['2026-01-02T06:00:00Z', '2026-01-03T06:00:00Z'].map((text) => new Date(text))
    await create({
      Name: 'later',
      ScheduleExpression: 'rate(1 days)',
      StartDate,
      EndDate,
      Target: { ...Target, Input: '"later"' },
    }).catch(() => {})
    await create({
      Name: 'later',
      ScheduleExpression: 'rate(1 day)',
      StartDate,
      EndDate,
      Target: { ...Target, Input: '"later"' },
    }).catch(() => {})
    await days(4)
    expect(fired.filter(({ input }) => input === 'now')).toHaveLength(9)
    expect(fired.filter(({ input }) => input === 'later').map(({ time }) => time)).toEqual([
      '2026-01-02T06:00Z',
      '2026-01-03T06:00Z',
    ])
  })

  test('a disabled one rests, a changed one follows its new times, a deleted one is gone', async () => {
    await create({ State: 'DISABLED' })
    await days(7)
    expect(fired).toEqual([])
    await client.send(
      new UpdateScheduleCommand(
        command({ ScheduleExpression: 'cron(0 12 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin' }),
      ),
    )
    expect(await client.send(new GetScheduleCommand({ Name: 'weekly', GroupName: 'customers' }))).toMatchObject({
      State: 'ENABLED',
      ScheduleExpression: 'cron(0 12 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      CreationDate: expect.any(Date),
    })
    await days(1)
    expect(fired.map(({ time }) => time)).toEqual(['2026-01-08T11:00Z'])
    await client.send(new DeleteScheduleCommand({ Name: 'weekly', GroupName: 'customers' }))
    await days(7)
    expect(fired).toHaveLength(1)
    await expect(client.send(new GetScheduleCommand({ Name: 'weekly', GroupName: 'customers' }))).rejects.toMatchObject(
      { name: 'ResourceNotFoundException' },
    )
  })

  test('a one-time schedule fires once, and goes when told to', async () => {
    await create({ ScheduleExpression: 'at(2026-01-01T06:00:00)', ActionAfterCompletion: 'DELETE' })
    await days(3)
    expect(fired).toHaveLength(1)
    expect((await client.send(new ListSchedulesCommand({}))).Schedules).toEqual([])
  })

  test('refuses what AWS refuses', async () => {
    await create()
    await expect(create()).rejects.toMatchObject({ name: 'ConflictException', $metadata: { httpStatusCode: 409 } })
    await expect(create({ Name: 'x', GroupName: 'nobody' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(create({ Name: 'x', ScheduleExpression: 'cron(nonsense)' })).rejects.toMatchObject({
      name: 'ValidationException',
    })
    await expect(create({ Name: 'x', ScheduleExpressionTimezone: 'Mars/Olympus' })).rejects.toMatchObject({
      name: 'ValidationException',
    })
    await expect(client.send(new UpdateScheduleCommand(command({ Name: 'x' })))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(client.send(new DeleteScheduleCommand({ Name: 'x' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  test('lists by group, name and state, in pages', async () => {
    for (const Name of ['a1', 'a2', 'b1']) await create({ Name })
    await create({ Name: 'a3', GroupName: 'default', State: 'DISABLED' })
    const names = async (more: object) =>
      (await client.send(new ListSchedulesCommand(more))).Schedules?.map(({ Name }) => Name)
    expect(await names({ GroupName: 'customers', NamePrefix: 'a' })).toEqual(['a1', 'a2'])
    expect(await names({ State: 'DISABLED' })).toEqual(['a3'])
    const page = await client.send(new ListSchedulesCommand({ MaxResults: 3 }))
    expect(page.Schedules).toHaveLength(3)
    expect(await names({ MaxResults: 3, NextToken: page.NextToken })).toEqual(['a3'])
  })

  test('outlives a restart; what came due in between fires once, for its latest time', async () => {
    await create({ ScheduleExpression: 'cron(0 9 * * ? *)' })
    await days(1)
    expect(fired).toHaveLength(1)
    await close()
    parts.close({ keep: true })
    await open(parts.data, begin + 5.5 * 86_400_000)
    await expect.poll(() => fired.length).toBe(2)
    expect(fired[1]?.input).toMatchObject({ at: '2026-01-06T09:00:00Z' })
    await days(1)
    expect(fired[2]?.input).toMatchObject({ at: '2026-01-07T09:00:00Z' })
  })
})

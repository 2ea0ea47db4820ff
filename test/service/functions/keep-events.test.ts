import type { SQSEvent } from 'aws-lambda'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { handler } from '../../../functions/events/keep-events.ts'
import { logger } from '../../../functions/middleware/log-failures.ts'
import { packEvents, type QueuedEvents } from '../../../shared/engines/events/queued.ts'
import { readProfile } from '../../../shared/nouns/profiles/read-profile.ts'
import { readSettings } from '../../../shared/nouns/profiles/read-settings.ts'
import { startFakeAws } from '../../support/fake-aws.ts'
import { startProfiles } from '../../support/profiles.ts'

let live: Awaited<ReturnType<typeof startProfiles>>
let aws: Awaited<ReturnType<typeof startFakeAws>>
beforeAll(async () => {
  live = await startProfiles()
  aws = await startFakeAws()
  Object.assign(process.env, {
    TABLE_NAME: 'moira',
    PROFILES_TABLE_NAME: 'profiles',
    LAKE_BUCKET: 'lake',
  })
})
afterAll(async () => {
  await aws.stop()
  await live.stop()
})
beforeEach(() => void vi.restoreAllMocks())

const inTime = { getRemainingTimeInMillis: () => 59_000 }
const late = { getRemainingTimeInMillis: () => 19_000 }
const batchOf = (bodies: string[]) =>
  ({ Records: bodies.map((body, n) => ({ messageId: `message-${n}`, body })) }) as unknown as SQSEvent
const bodyOf = (queued: QueuedEvents) => packEvents(queued, 1_000_000)[0]!
const seen = (user: string, n = 0) => ({
  ...{ type: 'track', event: 'Seen', messageId: `${user}-${n}`, userId: user },
  timestamp: new Date(Date.now() - 60_000).toISOString(),
})

async function isKnown(account: string, user: string): Promise<boolean> {
  const settings = await readSettings(live.ctx.table, account)
  return (await readProfile(live.ctx, account, settings, { kind: 'user_id', value: user })) !== undefined
}

describe('the consumer', () => {
  test('fails on a message that it can not read, and keeps the others', async () => {
    const account = await live.account()
    const bodies = ['no base64 of anything', bodyOf(account.message([seen('u1')])), 'e30=']
    const answer = await handler(batchOf(bodies), inTime)
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['message-0', 'message-2'])
    expect(await isKnown(account.account_id, 'u1')).toBe(true)
  })

  test('fails on a message whose events it can not keep, and keeps the others of the account', async () => {
    const account = await live.account()
    const poisoned = account.message([seen('u2')])
    // Nothing that the intake accepts looks so.
    ;(poisoned.events[0] as { timestamp: unknown }).timestamp = 'never'
    const bodies = [bodyOf(account.message([seen('u1')])), bodyOf(poisoned), bodyOf(account.message([seen('u3')]))]
    const answer = await handler(batchOf(bodies), inTime)
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'message-1' }])
    expect(await isKnown(account.account_id, 'u1')).toBe(true)
    expect(await isKnown(account.account_id, 'u3')).toBe(true)
  })

  test('puts back into the queue what it has no time for, under the account', async () => {
    const account = await live.account()
    const bodies = [bodyOf(account.message([seen('u1')])), bodyOf(account.message([seen('u2')]))]
    aws.messages.length = 0
    expect(await handler(batchOf(bodies), late)).toEqual({ batchItemFailures: [] })
    expect(aws.messages).toEqual(bodies.map((body) => ({ group: account.account_id, body })))
    expect(await isKnown(account.account_id, 'u1')).toBe(false)
  })

  test('drops the events of a source that was deleted', async () => {
    const account = await live.account()
    const gone = { ...account.message([seen('u1')]), source_id: 'another' }
    expect(await handler(batchOf([bodyOf(gone)]), inTime)).toEqual({ batchItemFailures: [] })
    expect(await isKnown(account.account_id, 'u1')).toBe(false)
  })

  test('logs no value of a message that it fails on', async () => {
    const written: string[] = []
    vi.spyOn(logger, 'error').mockImplementation((...line) => void written.push(JSON.stringify(line)))
    const account = await live.account()
    const poisoned = account.message([{ ...seen('u1'), properties: { email: 'ann@example.com' } }])
    ;(poisoned.events[0] as { timestamp: unknown }).timestamp = 'ann@example.com'
    const answer = await handler(batchOf([bodyOf(poisoned)]), inTime)
    expect(answer.batchItemFailures.length).toBe(1)
    expect(written.join('')).toContain('events not kept')
    expect(written.join('')).not.toContain('ann@')
  })
})

import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { type QueuedEvents, unpackEvents } from '../../shared/engines/events/queued.ts'
import type { ConsumerContext } from '../../shared/nouns/profiles/context.ts'
import { keepEvents } from '../../shared/nouns/profiles/keep-events.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
import { openQueue } from '../../shared/ports/aws/queue.ts'
import { env } from '../../shared/ports/env.ts'
import { openTable } from '../../shared/ports/store/table.ts'
import { framesOf, logger, redacted } from '../middleware/log-failures.ts'
import { once } from '../middleware/once.ts'

const context: () => ConsumerContext = once(() => ({
  table: openTable(env.table),
  profiles: openTable(env.profilesTable),
  lake: openBucket(env.lakeBucket),
  now: () => new Date(),
}))

const queue = once(() => openQueue(env.eventsQueueUrl))

/** A message of the queue, and what it holds. */
interface Taken {
  record: SQSRecord
  queued: QueuedEvents
}

/** Events that are kept together: of so many a step has seconds of work. */
const eventsAtOnce = 2000

/** With less time left nothing more is begun. */
const leastMs = 20_000

/**
 * Keeps the events of a batch of messages, messages of one account together. Those that fail are tried again one by one, so
 * that a message that can not be kept spoils no other; those that fail then stay in the queue, and become dead letters in time.
 * A batch can hold more than one call can do: the rest goes back into the queue as new messages, which nobody tried yet.
 */
export const handler = async ({ Records }: SQSEvent, lambda: Pick<Context, 'getRemainingTimeInMillis'>) => {
  const failed: SQSBatchItemFailure[] = []
  const fail = ({ messageId }: SQSRecord, error: unknown) => {
    const { name, message } = error as Error
    const failure = { name, reason: redacted(message), frames: framesOf(error as Error) }
    logger.error('events not kept', { queue_message: messageId, failure })
    failed.push({ itemIdentifier: messageId })
  }
  const taken: Taken[] = []
  for (const record of Records) {
    try {
      taken.push({ record, queued: unpackEvents(record.body) })
    } catch (error) {
      fail(record, error)
    }
  }
  const keep = (account: string, messages: readonly Taken[]) =>
    keepEvents(
      context(),
      account,
      messages.map(({ queued }) => queued),
    )
  const keepAll = async (account: string, messages: readonly Taken[]) => {
    try {
      await keep(account, messages)
    } catch (error) {
      if (messages.length === 1) return fail(messages[0]!.record, error)
      for (const message of messages) {
        await keep(account, [message]).catch((reason: unknown) => fail(message.record, reason))
      }
    }
  }
  const putBack = async (account: string, messages: readonly Taken[]) => {
    try {
      await queue().sendAll(messages.map(({ record }) => ({ body: record.body, group: account })))
    } catch (error) {
      for (const { record } of messages) fail(record, error)
    }
  }
  const byAccount = Map.groupBy(taken, ({ queued }) => queued.account_id)
  await Promise.all(
    [...byAccount].map(async ([account, messages]) => {
      const groups = inGroups(messages)
      while (groups.length > 0 && lambda.getRemainingTimeInMillis() > leastMs) await keepAll(account, groups.shift()!)
      if (groups.length > 0) await putBack(account, groups.flat())
    }),
  )
  return { batchItemFailures: failed } satisfies SQSBatchResponse
}

/** Messages in their order, each group with so many events, or one message. */
function inGroups(messages: readonly Taken[]): Taken[][] {
  const groups: Taken[][] = []
  let events = 0
  for (const message of messages) {
    const more = message.queued.events.length
    if (groups.length > 0 && events + more <= eventsAtOnce) {
      groups.at(-1)!.push(message)
      events += more
    } else {
      groups.push([message])
      events = more
    }
  }
  return groups
}

import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { type QueuedEvents, unpackEvents } from '../../shared/engines/events/queued.ts'
import type { ConsumerContext } from '../../shared/nouns/profiles/context.ts'
import { keepEvents } from '../../shared/nouns/profiles/keep-events.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
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

/** A message of the queue, and what it holds. */
interface Taken {
  record: SQSRecord
  queued: QueuedEvents
}

/**
 * Keeps the events of a batch of messages, the messages of one account together. Those that fail are tried again one by one, so
 * that a message that can not be kept spoils no other; what fails then stays in the queue, and becomes a dead letter in time.
 */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const failed: SQSBatchItemFailure[] = []
  const fail = ({ messageId }: SQSRecord, error: unknown) => {
    const { name, message } = error as Error
    const failure = { name, reason: redacted(message), frames: framesOf(error as Error) }
    logger.error('events not kept', { message: messageId, failure })
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
  const byAccount = Map.groupBy(taken, ({ queued }) => queued.account_id)
  await Promise.all(
    [...byAccount].map(async ([account, messages]) => {
      try {
        await keep(account, messages)
      } catch (error) {
        if (messages.length === 1) return fail(messages[0]!.record, error)
        for (const message of messages) {
          await keep(account, [message]).catch((reason: unknown) => fail(message.record, reason))
        }
      }
    }),
  )
  return { batchItemFailures: failed }
}

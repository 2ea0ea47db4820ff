import { acceptEvents, type Circumstances, type Verdict } from '../../engines/events/accept.ts'
import { packEvents } from '../../engines/events/queued.ts'
import type { Resource } from '../../model/resource.ts'
import { messageBytesLimit, type Queue } from '../../ports/aws/queue.ts'

/** A request for events of one source, once its body is read. */
export interface EventRequest extends Omit<Circumstances, 'identify'> {
  body: unknown
}

/**
 * Accepts or rejects each event of a request. It resolves when the queue keeps the accepted ones: that is the moment from
 * which the service answers for them. Undefined where the body holds no events. Throws QueueUnavailable.
 */
export async function takeEvents(
  queue: Queue,
  source: Resource<'sources'>,
  { body, ...circumstances }: EventRequest,
): Promise<Verdict | undefined> {
  const verdict = acceptEvents(body, { ...circumstances, identify: source.config.identify })
  if (!verdict?.accepted.length) return verdict
  const queued = {
    account_id: source.account_id,
    source_id: source.id,
    received_at: new Date(circumstances.receivedAt).toISOString(),
    events: verdict.accepted,
  }
  const texts = packEvents(queued, messageBytesLimit)
  const messages = texts.map((text) => ({ body: text, group: source.account_id }))
  await (messages.length === 1 ? queue.send(messages[0]!) : queue.sendAll(messages))
  return verdict
}

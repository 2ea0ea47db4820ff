import { createHash } from 'node:crypto'
import { sentences } from '../../engines/events/accept.ts'
import type { RejectionCode } from '../../engines/events/event.ts'
import { keepRejections } from '../../ports/store/observed-events.ts'
import type { ConsumerContext } from './context.ts'
import type { Incoming } from './incoming.ts'

/** Rows of one source that one batch of messages keeps. */
const mostRows = 50

/** One item for each source, whatever comes: a website whose every event is wrong costs one more write for each batch. */
export async function tellVerdicts(
  ctx: ConsumerContext,
  account_id: string,
  verdicts: readonly (Pick<Incoming, 'event' | 'source'> & { code: RejectionCode })[],
): Promise<void> {
  const bySource = Map.groupBy(verdicts, ({ source }) => source)
  const tell = async ([id, of]: [string, typeof verdicts extends readonly (infer One)[] ? One[] : never]) => {
    const rows = of.slice(0, mostRows).map(({ event: { messageId: message_id }, code }, index) => {
      return { index, message_id, code, message: sentences[code], accepted: code === 'no_matching_identifiers' }
    })
    const received_at = of[0]!.event.receivedAt
    // A batch that comes again is the same item.
    const digest = createHash('md5').update(JSON.stringify(rows)).digest('base64url')
    await keepRejections(ctx.table, { account_id, id }, { received_at, id: digest, rows })
  }
  await Promise.all([...bySource].map(tell))
}

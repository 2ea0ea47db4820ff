import { ACCOUNT_ID } from '../place.ts'
import type { Received } from './queues.ts'

/** The attributes that SQS gives a message by itself. */
export function systemAttributes({ receives, sent, firstReceived, group }: Received): Record<string, string> {
  return {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(sent),
    SenderId: ACCOUNT_ID,
    ApproximateFirstReceiveTimestamp: String(firstReceived),
    ...(group !== undefined && { MessageGroupId: group }),
  }
}

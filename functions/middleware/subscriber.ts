import middy from '@middy/core'
import { logFailures } from './log-failures.ts'

/** An event as a rule of the bus passes it to a function. */
export interface BusEvent {
  source: string
  'detail-type': string
  detail: Record<string, unknown>
}

/** A handler of bus events: what it throws is logged once and retried by Lambda, then kept in the dead-letter queue. */
export const subscriber = (work: (event: BusEvent) => Promise<void>) =>
  middy<BusEvent, void>().use(logFailures()).handler(work)

import middy from '@middy/core'
import type { BusEvent } from './account-of.ts'
import { logFailures } from './log-failures.ts'

/** A handler of bus events: what it throws is logged once and retried by Lambda, then kept in the dead-letter queue. */
export const subscriber = (work: (event: BusEvent) => Promise<void>) =>
  middy<BusEvent, void>().use(logFailures()).handler(work)

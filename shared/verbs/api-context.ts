import type { Scheduler } from '../ports/aws/scheduler.ts'
import type { ServedBucket } from '../ports/aws/served-bucket.ts'
import type { AccountContext } from '../ports/context.ts'

/** What the verbs of the API may touch. A function has only what it was granted: buckets open when they are used. */
export interface ApiContext extends AccountContext {
  /** A fresh id. */
  newId: () => string
  uploads: ServedBucket
  lake: ServedBucket
  exports: ServedBucket
  scheduler: Scheduler
  /** What the client would rather have, as in its Accept header. */
  accept: string
}

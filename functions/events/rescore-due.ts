import middy from '@middy/core'
import { openScheduleRemover } from '../../shared/aws/scheduler.ts'
import { env } from '../../shared/env.ts'
import { type Firing, rescoreDue } from '../../shared/resources/planning/rescore-due.ts'
import { eventContext } from '../middleware/event-context.ts'
import { logFailures } from '../middleware/log-failures.ts'
import { once } from '../middleware/once.ts'

const scheduler = once(() => openScheduleRemover(env.scheduleGroup))

/** A customer's schedule fired. */
export const handler = middy<Firing, void>()
  .use(logFailures())
  .handler((firing) => rescoreDue({ ...eventContext(), scheduler: scheduler() }, firing))

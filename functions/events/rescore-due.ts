import middy from '@middy/core'
import { type FiredSchedule, rescoreDue } from '../../shared/planning/rescore-due.ts'
import { openScheduleRemover } from '../../shared/ports/aws/scheduler.ts'
import { env } from '../../shared/ports/env.ts'
import { eventContext } from '../middleware/event-context.ts'
import { logFailures } from '../middleware/log-failures.ts'
import { once } from '../middleware/once.ts'

const scheduler = once(() => openScheduleRemover(env.scheduleGroup))

/** A customer's schedule fired. */
export const handler = middy<FiredSchedule, void>()
  .use(logFailures())
  .handler((firing) => rescoreDue({ ...eventContext(), scheduler: scheduler() }, firing))

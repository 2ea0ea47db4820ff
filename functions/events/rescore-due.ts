import middy from '@middy/core'
import { openBus } from '../../shared/aws/bus.ts'
import { openScheduleRemover } from '../../shared/aws/scheduler.ts'
import { env } from '../../shared/env.ts'
import { type Firing, rescoreDue } from '../../shared/resources/planning/rescore-due.ts'
import { openTable } from '../../shared/store/table.ts'
import { logFailures } from '../middleware/log-failures.ts'

/** A customer's schedule fired. */
export const handler = middy<Firing, void>()
  .use(logFailures())
  .handler((firing) => {
    const scheduler = openScheduleRemover(env.scheduleGroup)
    return rescoreDue({ table: openTable(env.table), bus: openBus(), now: () => new Date(), scheduler }, firing)
  })

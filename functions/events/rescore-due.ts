import middy from '@middy/core'
import { openBus } from '../../shared/aws/bus.ts'
import { env } from '../../shared/env.ts'
import { type Firing, rescoreDue } from '../../shared/resources/rescore-due.ts'
import { openTable } from '../../shared/store/table.ts'
import { logFailures } from '../middleware/log-failures.ts'

/** A customer's schedule fired. */
export const handler = middy<Firing, void>()
  .use(logFailures())
  .handler((firing) => rescoreDue({ table: openTable(env.table), bus: openBus(), now: () => new Date() }, firing))

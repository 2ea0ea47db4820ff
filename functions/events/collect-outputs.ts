import { collectLogs } from '../../shared/planning/collect-log.ts'
import { collectOutputs } from '../../shared/planning/collect-outputs.ts'
import { sweepAccounts } from '../../shared/planning/sweep-account.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
import { env } from '../../shared/ports/env.ts'
import { listAccountIds } from '../../shared/ports/store/accounts.ts'
import { eventContext } from '../middleware/event-context.ts'
import { subscriber } from '../middleware/subscriber.ts'

/** Once a day, for every account: deletes the outputs of builds that no reader can hold any more, and events that are kept no longer. */
export const handler = subscriber(async () => {
  const ctx = {
    ...eventContext(),
    lake: openBucket(env.lakeBucket),
    exports: openBucket(env.exportsBucket),
  }
  await sweepAccounts(await listAccountIds(ctx.table), async (accountId) => {
    await collectOutputs(ctx, accountId)
    await collectLogs(ctx, accountId)
  })
})

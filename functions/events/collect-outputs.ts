import { openBucket } from '../../shared/aws/objects.ts'
import { collectOutputs } from '../../shared/builds/collect-outputs.ts'
import { env } from '../../shared/env.ts'
import { sweepAccounts } from '../../shared/resources/planning/sweep-account.ts'
import { listAccountIds } from '../../shared/store/accounts.ts'
import { eventContext } from '../middleware/event-context.ts'
import { subscriber } from '../middleware/subscriber.ts'

/** Once a day, for every account: deletes the outputs of builds that no reader can hold any more. */
export const handler = subscriber(async () => {
  const ctx = {
    ...eventContext(),
    lake: openBucket(env.lakeBucket),
    exports: openBucket(env.exportsBucket),
  }
  await sweepAccounts(await listAccountIds(ctx.table), async (accountId) => {
    await collectOutputs(ctx, accountId)
  })
})

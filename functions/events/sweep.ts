import { planAccount } from '../../shared/resources/plan-account.ts'
import { reconcileSchedules } from '../../shared/resources/tell-scheduler.ts'
import { listAccountIds } from '../../shared/store/accounts.ts'
import { planningContext } from '../middleware/planning-context.ts'
import { subscriber } from '../middleware/subscriber.ts'

/** Every few minutes, for every account: finds what no event announced. */
export const handler = subscriber(async () => {
  const ctx = planningContext()
  const accountIds = await listAccountIds(ctx.table)
  for (const accountId of accountIds) await planAccount(ctx, accountId)
  for (const accountId of accountIds) await reconcileSchedules(ctx, accountId)
})

import { sweepAccount, sweepAccounts } from '../../shared/resources/planning/sweep-account.ts'
import { listAccountIds } from '../../shared/store/accounts.ts'
import { planningContext } from '../middleware/planning-context.ts'
import { subscriber } from '../middleware/subscriber.ts'

/** Every few minutes, for every account: finds what no event announced. */
export const handler = subscriber(async () => {
  const ctx = planningContext()
  await sweepAccounts(await listAccountIds(ctx.table), (accountId) => sweepAccount(ctx, accountId))
})

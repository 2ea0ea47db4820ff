import { sweepAccount, sweepAccounts } from '../../shared/planning/sweep-account.ts'
import { listAccountIds } from '../../shared/ports/store/accounts.ts'
import { planningContext } from '../middleware/planning-context.ts'
import { subscriber } from '../middleware/subscriber.ts'

/** Every few minutes, for every account: finds what no event announced. */
export const handler = subscriber(async () => {
  const ctx = planningContext()
  await sweepAccounts(await listAccountIds(ctx.table), (accountId) => sweepAccount(ctx, accountId))
})

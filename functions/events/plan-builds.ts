import { planAccount } from '../../shared/resources/plan-account.ts'
import { accountOf } from '../middleware/account-of.ts'
import { planningContext } from '../middleware/planning-context.ts'
import { subscriber } from '../middleware/subscriber.ts'

/** Something changed in an account: look at its present state, and build what is stale. */
export const handler = subscriber(async (event) => {
  const accountId = accountOf(event)
  if (accountId) await planAccount(planningContext(), accountId)
})

import { reconcileSchedules } from '../../shared/nouns/schedules/tell-scheduler.ts'
import { planAccount } from '../../shared/planning/plan-account.ts'
import { accountOf } from '../middleware/account-of.ts'
import { planningContext } from '../middleware/planning-context.ts'
import { subscriber } from '../middleware/subscriber.ts'

/**
 * Something changed in an account: look at its present state, and build what is stale. Functions that do not know
 * Scheduler archive schedules along with their scopes, so this function passes the change to Scheduler.
 */
export const handler = subscriber(async (event) => {
  const accountId = accountOf(event)
  if (!accountId) return
  await planAccount(planningContext(), accountId)
  const { resource_type, resource_id } = event.detail
  if (resource_type === 'schedules') await reconcileSchedules(planningContext(), accountId, String(resource_id))
})

import { reconcileSchedules } from '../nouns/schedules/tell-scheduler.ts'
import { getAccount } from '../ports/store/accounts.ts'
import { listResources } from '../ports/store/resources.ts'
import { newsOf } from './mail-when-ready.ts'
import { type PlanningContext, planAccount } from './plan-account.ts'

/**
 * Finds what no event announced in one account: stale resources, schedules that Scheduler does not know, mail that was
 * not sent.
 */
export async function sweepAccount(
  ctx: PlanningContext & Parameters<typeof reconcileSchedules>[0],
  accountId: string,
): Promise<void> {
  await planAccount(ctx, accountId)
  await reconcileSchedules(ctx, accountId)
  const account = await getAccount(ctx.table, accountId)
  if (account?.mode !== 'live') return
  for (const set of await listResources(ctx.table, accountId, 'persona_sets')) {
    const news = newsOf(set)
    if (!news || news.key === set.mailed_for) continue
    // Said again, the news reaches the function that mails, and only it needs the right to.
    await ctx.bus.put(news.reason === 'error' ? 'resource.errored' : 'resource.ready', {
      account_id: accountId,
      resource_type: 'persona_sets',
      resource_id: set.id,
    })
  }
}

/** Sweeps every account. An account that fails does not stop the others; its error is thrown at the end. */
export async function sweepAccounts(accountIds: string[], sweep: (accountId: string) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  for (const accountId of accountIds) await sweep(accountId).catch((error) => failures.push(error))
  if (failures.length)
    throw new AggregateError(failures, `${failures.length} of ${accountIds.length} accounts not swept`)
}

import { digestOf } from '../../model/ids.ts'
import type { Resource } from '../../model/resource.ts'
import type { Scheduled, Scheduler } from '../../ports/aws/scheduler.ts'
import type { Context } from '../../ports/context.ts'
import { getResource, listResources, updateResource } from '../../ports/store/resources.ts'

export interface SchedulingContext extends Pick<Context, 'table' | 'now'> {
  scheduler: Scheduler
}

/** What EventBridge Scheduler should know of a schedule. One that is archived stays there, switched off. */
function scheduled({ account_id, id, config, archived_at }: Resource<'schedules'>): Scheduled {
  const { expression, timezone, enabled } = config
  return { account_id, schedule_id: id, expression, timezone, enabled: enabled && !archived_at }
}

/** More writers than that at one schedule are no customers. */
const maxRounds = 5

/**
 * Tells EventBridge Scheduler, after the resource was written; gives the resource as it is then. Killed in between, the
 * schedule still says `new`, until the sweeper tells. Two writers may overtake each other on the way, so what was told is
 * compared with what is true.
 */
export async function tellScheduler(
  ctx: SchedulingContext,
  written: Resource<'schedules'>,
): Promise<Resource<'schedules'>> {
  let told = written
  for (let round = 0; round < maxRounds; round++) {
    await ctx.scheduler.put(scheduled(told))
    const latest = await getResource(ctx.table, told.account_id, 'schedules', told.id)
    if (!latest) {
      await ctx.scheduler.remove(told.id)
      return told
    }
    const same = digestOf(scheduled(latest)) === digestOf(scheduled(told))
    told = latest
    if (same) break
  }
  if (told.status === 'ready') return told
  const changes = { status: 'ready' as const, status_changed_at: ctx.now().toISOString() }
  await updateResource(ctx.table, told, changes)
  return { ...told, ...changes }
}

/**
 * Compares the account's schedules (or one of them) with what EventBridge Scheduler knows, and tells what differs: one
 * that was archived along with its scope, or that Scheduler lost, or never heard of. One that can't be told keeps none of
 * the others from it, and the first failure is thrown at the end.
 */
export async function reconcileSchedules(ctx: SchedulingContext, accountId: string, only?: string): Promise<void> {
  const failures: unknown[] = []
  for (const schedule of await listResources(ctx.table, accountId, 'schedules')) {
    if (only && schedule.id !== only) continue
    try {
      const wanted = scheduled(schedule)
      const known = await ctx.scheduler.get(schedule.id)
      if (!known && schedule.archived_at) continue
      const { expression, timezone, enabled } = wanted
      const told = known && digestOf(known) === digestOf({ expression, timezone, enabled })
      if (!told || schedule.status !== 'ready') await tellScheduler(ctx, schedule)
    } catch (failure) {
      failures.push(failure)
    }
  }
  if (failures.length) throw failures[0]
}

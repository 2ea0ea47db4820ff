import { digestOf } from '../../model/ids.ts'
import type { Resource } from '../../model/resource.ts'
import type { Scheduled, Scheduler } from '../../ports/aws/scheduler.ts'
import type { Context } from '../../ports/context.ts'
import { getResource, listResources, updateResource } from '../../ports/store/resources.ts'

export interface SchedulingContext extends Pick<Context, 'table' | 'now'> {
  scheduler: Scheduler
}

/** A schedule as EventBridge Scheduler should know it. An archived schedule stays there, switched off. */
function scheduled({ account_id, id, config, archived_at }: Resource<'schedules'>): Scheduled {
  const { expression, timezone, enabled } = config
  return { account_id, schedule_id: id, expression, timezone, enabled: enabled && !archived_at }
}

/** More writers than that at one schedule are no customers. */
const maxRounds = 5

/**
 * Writes the schedule to EventBridge Scheduler, after the resource was written; gives the resource as it is then. If
 * this call is killed in between, the schedule still says `new`, until the sweeper repeats the call. Two writers may
 * overtake each other on the way, so the schedule that was sent is compared with the resource as it is now.
 */
export async function tellScheduler(
  ctx: SchedulingContext,
  written: Resource<'schedules'>,
): Promise<Resource<'schedules'>> {
  let current = written
  for (let round = 0; round < maxRounds; round++) {
    await ctx.scheduler.put(scheduled(current))
    const latest = await getResource(ctx.table, current.account_id, 'schedules', current.id)
    if (!latest) {
      await ctx.scheduler.remove(current.id)
      return current
    }
    const same = digestOf(scheduled(latest)) === digestOf(scheduled(current))
    current = latest
    if (same) break
  }
  if (current.status === 'ready') return current
  const changes = { status: 'ready' as const, status_changed_at: ctx.now().toISOString() }
  await updateResource(ctx.table, current, changes)
  return { ...current, ...changes }
}

/**
 * Compares the account's schedules (or one of them) with those that EventBridge Scheduler knows, and sends the
 * differences: a schedule that was archived along with its scope, or that Scheduler lost, or never heard of. A schedule
 * that fails does not stop the others, and the first failure is thrown at the end.
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
      const same = known && digestOf(known) === digestOf({ expression, timezone, enabled })
      if (!same || schedule.status !== 'ready') await tellScheduler(ctx, schedule)
    } catch (failure) {
      failures.push(failure)
    }
  }
  if (failures.length) throw failures[0]
}

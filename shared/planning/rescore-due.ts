import { periodAt } from '../engines/schedules/period.ts'
import type { Resource } from '../model/resource.ts'
import type { Run } from '../model/run.ts'
import { nouns, rescoredTypes } from '../nouns/nouns.ts'
import type { BuiltFor } from '../nouns/persona_sets/built-for.ts'
import { graphOf } from '../planner/graph.ts'
import type { Scheduler } from '../ports/aws/scheduler.ts'
import type { Context } from '../ports/context.ts'
import { getResource, listResources, updateResource } from '../ports/store/resources.ts'
import { createRun, listRuns, replaceOpenRuns } from '../ports/store/runs.ts'

/** A schedule that fires, and for which moment, as EventBridge Scheduler says it. */
export interface FiredSchedule {
  account_id: string
  schedule_id: string
  /** ISO 8601. */
  scheduled_time: string
}

/**
 * Asks for a scope to be scored again: its cohorts and persona sets count as of the firing (`firingMoment`), the persona sets
 * under their frozen models, and its targets are delivered again. The scheduled time is the run's key: a schedule that fires
 * twice for one moment has one run, and a call that was killed midway does the rest when it is repeated.
 */
export async function rescoreDue(
  ctx: Context & { scheduler: Pick<Scheduler, 'remove'> },
  fired: FiredSchedule,
): Promise<void> {
  const { account_id, schedule_id } = fired
  const schedule = await getResource(ctx.table, account_id, 'schedules', schedule_id)
  // A resource is written before Scheduler hears of it: without one, its schedule was left behind by a delete.
  if (!schedule) return ctx.scheduler.remove(schedule_id)
  if (schedule.archived_at || schedule.config.enabled === false) return
  await startRun(ctx, schedule, new Date(fired.scheduled_time))
}

/** The run of a schedule for one moment. Said again for the same moment, it does what is left of it. */
export async function startRun(ctx: Context, schedule: Resource<'schedules'>, moment: Date): Promise<void> {
  const { account_id, id: schedule_id } = schedule
  const at = moment.toISOString()
  const { expression, timezone } = schedule.config
  const as_of_period_ms = periodAt(expression, timezone, moment)
  const scopeId = String(schedule.config.scope_id)
  const run: Run = {
    schedule_id,
    scope_id: scopeId,
    scheduled_time: at,
    period_ms: as_of_period_ms,
    status: 'running',
    started_at: ctx.now().toISOString(),
  }
  if (!(await createRun(ctx.table, account_id, run))) {
    const before = (await listRuns(ctx.table, account_id, schedule_id)).find((one) => one.scheduled_time === at)
    if (before?.status !== 'running') return
  }
  const resources = await listResources(ctx.table, account_id)
  const scope = resources.find((one) => one.type === 'scopes' && one.id === scopeId)
  const targets = resources.filter((one) => one.type === 'targets' && one.config.scope_id === scopeId)
  // Upstream first: whatever the planner sees between two of these writes, downstream waits for what is being built.
  const chain = [...(scope ? graphOf(nouns, resources).chainOf(scope) : []), ...targets]
  for (const one of rescoredTypes.flatMap((type) => chain.filter((one) => one.type === type))) {
    if (one.as_of && one.as_of >= at) continue
    const where = { account_id, type: one.type, id: one.id }
    await updateResource(ctx.table, where, { as_of: at, as_of_period_ms, ...movesToCount(one) })
  }
  await openRun(ctx, account_id, run)
  await ctx.bus.put('resource.changed', { account_id, resource_type: 'schedules', resource_id: schedule_id })
}

/** Builds of a persona set since the firing before have moved people: this firing counts them. */
function movesToCount(one: Resource): { count_moves_of?: string } {
  if (one.type !== 'persona_sets' || !one.output) return {}
  const { counted } = (one.built_for ?? {}) as BuiltFor
  return counted && counted.prefix !== one.output.prefix ? { count_moves_of: one.output.prefix } : {}
}

/** Lists the run at its schedule, from where the planner ends it; a schedule that was deleted meanwhile has none. */
async function openRun(ctx: Context, accountId: string, run: Run): Promise<void> {
  for (;;) {
    const schedule = await getResource(ctx.table, accountId, 'schedules', run.schedule_id)
    if (!schedule) return
    const others = (schedule.open_runs ?? []).filter((one) => one.scheduled_time !== run.scheduled_time)
    if (await replaceOpenRuns(ctx.table, schedule, schedule.open_runs, [...others, run])) return
  }
}

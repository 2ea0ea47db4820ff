import { ScheduleConfig, scheduleOperations } from '../contract/schedules.ts'
import { digestOf } from '../ids.ts'
import { nextRun, validateExpression } from '../schedules/next-run.ts'
import { getResource, updateResource } from '../store/resources.ts'
import { listRuns } from '../store/runs.ts'
import type { ApiContext } from './api-context.ts'
import { archiveVerbsOf } from './archive.ts'
import { present } from './envelope.ts'
import type { Noun } from './noun.ts'
import { freeName, requireReference } from './references.ts'
import type { Resource } from './resource.ts'
import { serve } from './serve.ts'
import { verbsOf } from './verbs.ts'

const shownRuns = 50

export const scheduleNoun: Noun<ScheduleConfig> = {
  type: 'schedules',
  schema: ScheduleConfig,
  complete(config, all) {
    const scope = all.find(({ type, id }) => type === 'scopes' && id === config.scope_id)
    return { ...config, name: config.name ?? freeName(`${scope?.config.name ?? 'Scope'} schedule`, all, 'schedules') }
  },
  check({ scope_id, expression, timezone }, all, _self, now) {
    requireReference(all, 'scopes', scope_id, 'scope_id')
    validateExpression(expression, timezone, now)
  },
  async show(schedule, _related, ctx) {
    const { expression, timezone, enabled } = schedule.config as unknown as ScheduleConfig
    const runs = await listRuns(ctx.table, schedule.account_id, schedule.id)
    // A rate counts from when its schedule was last said.
    const said = new Date(schedule.last_updated_config_at)
    const next = enabled && !schedule.archived_at ? nextRun(expression, timezone, ctx.now(), said) : null
    return {
      last_run: runs.at(-1)?.scheduled_time ?? null,
      next_run: next?.toISOString() ?? null,
      runs: runs
        .slice(-shownRuns)
        .reverse()
        .map(({ schedule_id: _schedule, scope_id: _scope, ...run }) => present(run)),
    }
  },
  follow: {
    written: announce,
    removed: (ctx, schedule) => ctx.scheduler.remove(schedule.id),
  },
}

/** More writers than that at one schedule are no customers. */
const maxRounds = 5

/**
 * Tells EventBridge Scheduler, after the resource was written: killed in between, the schedule still says `new`, and
 * any PATCH tells again. Two writers may overtake each other on the way, so what was told is compared with what is true.
 */
async function announce(ctx: ApiContext, written: Resource): Promise<Resource> {
  let told = written
  for (let round = 0; round < maxRounds; round++) {
    const { expression, timezone, enabled } = told.config as unknown as ScheduleConfig
    await ctx.scheduler.put({
      account_id: told.account_id,
      schedule_id: told.id,
      expression,
      timezone,
      enabled: enabled && !told.archived_at,
    })
    const latest = await getResource(ctx.table, told.account_id, 'schedules', told.id)
    if (!latest) {
      await ctx.scheduler.remove(told.id)
      return told
    }
    const same = digestOf([latest.config, latest.archived_at]) === digestOf([told.config, told.archived_at])
    told = latest
    if (same) break
  }
  if (told.status === 'ready') return told
  const changes = { status: 'ready' as const, status_changed_at: ctx.now().toISOString() }
  await updateResource(ctx.table, told, changes)
  return { ...told, ...changes }
}

export const schedules = serve(scheduleOperations, { ...verbsOf(scheduleNoun), ...archiveVerbsOf(scheduleNoun) })

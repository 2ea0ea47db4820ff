import { nextRun, nextRuns, validateExpression } from '../../engines/schedules/next-run.ts'
import { listRuns } from '../../ports/store/runs.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { present } from '../../verbs/envelope.ts'
import type { Noun } from '../../verbs/noun.ts'
import { freeName, requireReference } from '../../verbs/references.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { Schedule, ScheduleConfig, scheduleOperations } from './contract.ts'
import { tellScheduler } from './tell-scheduler.ts'

declare module '../../model/resource.ts' {
  interface Shapes {
    schedules: { config: ScheduleConfig; output: never }
  }
}

const shownRuns = 50
const shownNext = 5

export const scheduleNoun: Noun<'schedules'> = {
  type: 'schedules',
  operations: scheduleOperations,
  components: { configs: { ScheduleConfig }, answers: { Schedule } },
  touches: ['scheduler'],
  reads: ({ scope_id }) => ({ resources: [{ type: 'scopes', id: scope_id }] }),
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
    const { expression, timezone, enabled } = schedule.config
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
        .map(({ schedule_id: _schedule, scope_id: _scope, period_ms: _period, ...run }) => present(run)),
    }
  },
  observer: {
    written: tellScheduler,
    removed: (ctx, schedule) => ctx.scheduler.remove(schedule.id),
  },
}

export const schedules = serve(scheduleOperations, {
  ...verbsOf(scheduleNoun),
  ...archiveVerbsOf(scheduleNoun),
  async preview(ctx, { body: { expression, timezone } }) {
    const now = ctx.now()
    validateExpression(expression, timezone, now)
    const next = nextRuns(expression, timezone, now, shownNext)
    return { next_runs: next.map((time) => time.toISOString()), at_once: expression.startsWith('rate(') }
  },
})

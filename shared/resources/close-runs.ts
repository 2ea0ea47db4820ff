import type { Context } from '../context.ts'
import type { AccountState } from '../planner/digest.ts'
import { refKey, upstreamsOf } from '../planner/graph.ts'
import type { Plan } from '../planner/plan-builds.ts'
import { isSettled } from '../planner/plan-builds.ts'
import { updateResource } from '../store/resources.ts'
import { finishRun, type Run } from '../store/runs.ts'
import type { PersonaSetOutput } from './outputs.ts'
import type { Resource } from './resource.ts'

/** Everything a scope is made from, directly or not, and the scope itself. */
export function scopeChain(scope: Resource, all: Resource[]): Resource[] {
  const found = new Map<string, Resource>([[refKey(scope), scope]])
  for (const one of found.values()) {
    for (const ref of upstreamsOf(one, all)) {
      const next = all.find((other) => refKey(other) === refKey(ref))
      if (next) found.set(refKey(next), next)
    }
  }
  return [...found.values()]
}

/** Ends the runs of schedules whose persona sets, scope and targets have all come to rest after the firing. */
export async function closeRuns(ctx: Context, accountId: string, state: AccountState, plan: Plan): Promise<void> {
  const now = ctx.now().toISOString()
  const { resources } = state
  for (const schedule of resources.filter((one) => one.type === 'schedules' && one.open_run)) {
    const run = schedule.open_run as Run
    const scope = resources.find((one) => one.type === 'scopes' && one.id === run.scope_id)
    const targets = resources.filter(
      (one) => one.type === 'targets' && one.config.scope_id === run.scope_id && !one.archived_at,
    )
    const built = [...(scope ? scopeChain(scope, resources) : []), ...targets].filter((one) =>
      ['cohorts', 'persona_sets', 'scopes', 'targets'].includes(one.type),
    )
    if (scope && !built.every((one) => isSettled(one, plan, now))) continue
    const failed = scope ? built.find((one) => one.status !== 'ready') : schedule
    const persona_sets: NonNullable<Run['persona_sets']> = {}
    for (const set of built.filter((one) => one.type === 'persona_sets')) {
      const output = set.output as PersonaSetOutput | undefined
      if (!output) continue
      persona_sets[set.id] = { scored: output.population_count, moved: output.moved_count, moves: output.moves }
    }
    const changes: Partial<Run> = {
      status: failed ? 'error' : 'ready',
      finished_at: now,
      persona_sets,
      target_ids: targets.map((one) => one.id),
    }
    if (failed)
      changes.status_error = failed.status_error ?? failed.status_note ?? `the scope "${run.scope_id}" is gone`
    await finishRun(ctx.table, accountId, run, changes)
    await updateResource(
      ctx.table,
      { account_id: accountId, type: 'schedules', id: schedule.id },
      { open_run: undefined },
    )
  }
}

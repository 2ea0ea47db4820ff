import type { Resource } from '../model/resource.ts'
import type { Run } from '../model/run.ts'
import { nouns, rescoredTypes } from '../nouns/nouns.ts'
import { graphOf } from '../planner/graph.ts'
import type { DueBuilds } from '../planner/plan-builds.ts'
import { isSettled } from '../planner/plan-builds.ts'
import type { AccountState } from '../planner/planned.ts'
import type { Context } from '../ports/context.ts'
import { finishRun, replaceOpenRuns } from '../ports/store/runs.ts'

/** Ends the runs of schedules whose cohorts, persona sets, scope and targets have all come to rest after the firing. */
export async function closeRuns(ctx: Context, accountId: string, state: AccountState, due: DueBuilds): Promise<void> {
  const now = ctx.now().toISOString()
  for (const schedule of state.resources.filter((one) => one.type === 'schedules' && one.open_runs?.length)) {
    const still: Run[] = []
    for (const run of schedule.open_runs ?? []) {
      const changes = outcomeOf(run, state.resources, due, now)
      if (changes) await finishRun(ctx.table, accountId, run, changes)
      else still.push(run)
    }
    if (still.length === schedule.open_runs?.length) continue
    // Refused when another firing began meanwhile: the next look at the account closes again, which does no harm.
    await replaceOpenRuns(ctx.table, schedule, schedule.open_runs, still)
  }
}

/** How a run ended, or undefined while something of it is still building. */
function outcomeOf(run: Run, resources: Resource[], due: DueBuilds, now: string): Partial<Run> | undefined {
  const scope = resources.find((one) => one.type === 'scopes' && one.id === run.scope_id)
  if (!scope) return { status: 'error', finished_at: now, status_error: `the scope "${run.scope_id}" is gone` }
  const targets = resources.filter(
    (one) => one.type === 'targets' && one.config.scope_id === scope.id && !one.archived_at,
  )
  const chain = graphOf(nouns, resources).chainOf(scope)
  const built = [...chain, ...targets].filter(({ type }) => rescoredTypes.includes(type))
  if (!built.every((one) => isSettled(one, due, now))) return undefined
  const persona_sets: NonNullable<Run['persona_sets']> = {}
  for (const set of built.filter((one) => one.type === 'persona_sets')) {
    const { output } = set
    if (!output) continue
    persona_sets[set.id] = { scored: output.population_count, moved: output.moved_count, moves: output.moves }
  }
  const failed = built.find((one) => one.status !== 'ready')
  return {
    status: failed ? 'error' : 'ready',
    finished_at: now,
    persona_sets,
    target_ids: targets.map((one) => one.id),
    ...(failed && {
      status_error: failed.status_error ?? failed.status_note ?? `${failed.type} "${failed.id}" is not ready`,
    }),
  }
}

import { countedAsOf, hasNoNewData, noNewDataNote } from '../builds/as-of.ts'
import { ofType, type Resource } from '../model/resource.ts'
import type { Run } from '../model/run.ts'
import { nouns, rescoredTypes } from '../nouns/nouns.ts'
import { assignmentsOf } from '../nouns/persona_sets/assignments.ts'
import { graphOf } from '../planner/graph.ts'
import type { DueBuilds } from '../planner/plan-builds.ts'
import { isSettled } from '../planner/plan-builds.ts'
import type { AccountState } from '../planner/planned.ts'
import type { Context } from '../ports/context.ts'
import { updateResource } from '../ports/store/resources.ts'
import { finishRun, replaceOpenRuns } from '../ports/store/runs.ts'

/** Ends the runs of schedules whose cohorts, persona sets, scope and targets have all come to rest after the firing. */
export async function closeRuns(ctx: Context, accountId: string, state: AccountState, due: DueBuilds): Promise<void> {
  const now = ctx.now().toISOString()
  for (const schedule of state.resources.filter((one) => one.type === 'schedules' && one.open_runs?.length)) {
    const still: Run[] = []
    for (const run of schedule.open_runs ?? []) {
      const changes = outcomeOf(run, state.resources, due, now)
      if (changes) {
        await finishRun(ctx.table, accountId, run, changes)
        if (changes.status === 'ready') await markLooked(ctx, run, state.resources)
      } else still.push(run)
    }
    if (still.length === schedule.open_runs?.length) continue
    // Refused when another firing began meanwhile: the next look at the account closes again, which does no harm.
    await replaceOpenRuns(ctx.table, schedule, schedule.open_runs, still)
  }
}

/**
 * A firing that changed nothing of a persona set was answered by the build before: the next firing counts from there who
 * moved. Refused where a build was claimed meanwhile, which then answers this firing itself.
 */
async function markLooked(ctx: Context, run: Run, resources: Resource[]): Promise<void> {
  const scope = resources.find((one) => one.type === 'scopes' && one.id === run.scope_id)
  if (!scope) return
  for (const set of ofType(graphOf(nouns, resources).chainOf(scope), 'persona_sets')) {
    const { built_for, output, as_of, attempt } = set
    if (!output || !built_for || built_for.as_of === as_of) continue
    const where = { account_id: set.account_id, type: set.type, id: set.id, attempt }
    await updateResource(ctx.table, where, { built_for: { ...built_for, as_of, counted: assignmentsOf(output) } })
  }
}

/** How a run ended, or undefined while something of it is still building. */
function outcomeOf(run: Run, resources: Resource[], due: DueBuilds, now: string): Partial<Run> | undefined {
  const scope = ofType(resources, 'scopes').find((one) => one.id === run.scope_id)
  if (!scope) return { status: 'error', finished_at: now, status_error: `the scope "${run.scope_id}" is gone` }
  const targets = resources.filter(
    (one) => one.type === 'targets' && one.config.scope_id === scope.id && !one.archived_at,
  )
  const chain = graphOf(nouns, resources).chainOf(scope)
  const built = [...chain, ...targets].filter(({ type }) => rescoredTypes.includes(type))
  if (!built.every((one) => isSettled(one, due, now))) return undefined
  const failed = built.find((one) => one.status !== 'ready')
  // A run holds only its own work: an output that was there before it began is that of a build before.
  const made = <One extends Resource>(all: One[]) =>
    all.filter((one) => one.status === 'ready' && (one.last_updated_output_at ?? '') >= run.started_at)
  const target_ids = made(targets).map((one) => one.id)
  if (failed) {
    const status_error = failed.status_error ?? failed.status_note ?? `${failed.type} "${failed.id}" is not ready`
    return { status: 'error', finished_at: now, target_ids, status_error }
  }
  const persona_sets: NonNullable<Run['persona_sets']> = {}
  for (const { id, output } of made(ofType(chain, 'persona_sets'))) {
    if (output) persona_sets[id] = { scored: output.population_count, moved: output.moved_count, moves: output.moves }
  }
  const { data_up_to } = scope.output ?? {}
  const period = { as_of: run.scheduled_time, as_of_period_ms: run.period_ms }
  const counted = built.some((one) => made([one]).length > 0)
  return {
    ...{ status: 'ready', finished_at: now, target_ids },
    ...(Object.keys(persona_sets).length && { persona_sets }),
    ...(data_up_to && { data_up_to }),
    ...(data_up_to &&
      hasNoNewData(data_up_to, period) && {
        note: noNewDataNote(data_up_to, counted ? countedAsOf(scope.output?.as_of ?? data_up_to) : 'nothing to score'),
      }),
  }
}

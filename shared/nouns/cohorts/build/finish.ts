import { type BuildContext, readNotes, readPlan } from '../../../builds/build-context.ts'
import { finishBuild } from '../../../builds/finish-build.ts'
import { sumMembership } from '../../../engines/conditions/membership.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import type { CohortOutput } from '../output.ts'
import type { CohortPlan } from './prepare.ts'
import { type CohortNote, cohortBuildPrefix } from './shard.ts'

/** Adds the shards up and publishes the cohort. An empty cohort is an answer, not an error: only a persona set has a least size (engines/personas/limits.ts). */
export async function finishCohort(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<CohortPlan>(ctx)
  const notes = await readNotes<CohortNote>(ctx, plan.shards)
  const prefix = cohortBuildPrefix(ctx, plan)
  const membership_key = lakeKeys.membership(prefix)
  const membership = sumMembership(notes.map((note) => note.membership))
  await ctx.lake.put(membership_key, JSON.stringify(membership), 'application/json')
  const output: CohortOutput = {
    prefix,
    shards: plan.shards.length,
    population_count: notes.reduce((sum, note) => sum + note.population, 0),
    ...(plan.also_as_of && {
      population_at_newest: notes.reduce((sum, note) => sum + (note.population_at_newest ?? 0), 0),
    }),
    membership_key,
    recent_months: membership.months.slice(-12),
    as_of: plan.as_of,
    ...(plan.data_up_to && { data_up_to: plan.data_up_to }),
    made_from: plan.made_from,
  }
  await finishBuild(ctx, plan, { ...output }, digestOf(notes.map((note) => note.digest)), output.population_count, {
    built_for: plan.built_for,
  })
}

import { type BuildContext, readNotes, readPlan } from '../../../builds/build-context.ts'
import { finishBuild } from '../../../builds/finish-build.ts'
import { digestOf } from '../../../model/ids.ts'
import type { ScopeOutput } from '../output.ts'
import type { ScopePlan } from './prepare.ts'
import { type ScopeNote, scopeBuildPrefix } from './shard.ts'

/** Adds the shards up and publishes the scope. */
export async function finishScope(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<ScopePlan>(ctx)
  const notes = await readNotes<ScopeNote>(ctx, plan.shards)
  const output: ScopeOutput = {
    prefix: scopeBuildPrefix(ctx, plan),
    shards: plan.shards.length,
    population_count: notes.reduce((sum, note) => sum + note.population, 0),
    ...(plan.counted_as_of && { as_of: plan.counted_as_of }),
    ...(plan.data_up_to && { data_up_to: plan.data_up_to }),
  }
  // The work of targets on the predictions depends on these two as well.
  const { preview, payload } = plan.config
  const shards = notes.map((note) => note.digest)
  const digest = digestOf({ shards, preview, explainability: payload.explainability })
  await finishBuild(ctx, plan, { ...output }, digest, output.population_count, { built_for: plan.built_for })
}

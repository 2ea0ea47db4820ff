import { type BuildContext, readNotes, readPlan } from '../../../builds/build-context.ts'
import { finishBuild } from '../../../builds/finish-build.ts'
import { connectionOf } from '../../../connections/kinds.ts'
import { digestOf } from '../../../model/ids.ts'
import type { TargetOutput } from '../output.ts'
import { previewSuffix } from '../preview.ts'
import type { TargetPlan } from './prepare.ts'
import type { TargetNote } from './shard.ts'

/** Delivers the parts by the target's connection, and publishes where they lie. */
export async function finishTarget(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<TargetPlan>(ctx)
  const notes = await readNotes<TargetNote>(ctx, plan.shards)
  const row_count = notes.reduce((sum, note) => sum + note.rows, 0)
  const preview_of = plan.preview && notes.reduce((sum, note) => sum + (note.all_rows ?? 0), 0)
  const delivered = await connectionOf(plan.config.options).deliver(ctx, {
    digest: plan.digest,
    shards: plan.shards,
    bytes: notes.map(({ bytes }) => bytes),
    ...(preview_of !== undefined && { suffix: previewSuffix(row_count, preview_of) }),
  })
  const output: TargetOutput = {
    ...delivered,
    row_count,
    ...(plan.scope.as_of && { as_of: plan.scope.as_of }),
    ...(plan.scope.data_up_to && { data_up_to: plan.scope.data_up_to }),
    ...(preview_of !== undefined && { preview_of }),
    structure: notes[0]?.structure ?? [],
  }
  const digest = digestOf(notes.map((note) => note.digest))
  await finishBuild(ctx, plan, { ...output }, digest, { built_for: plan.built_for })
}

import { join } from 'node:path'
import { contentDigest } from '../../lake/content-digest.ts'
import type { TargetOutput } from '../../resources/outputs.ts'
import { type BuildContext, readNotes, readPlan } from '../build-context.ts'
import { finishBuild } from '../finish-build.ts'
import { joinObjects } from '../join-objects.ts'
import type { TargetPlan } from './prepare.ts'
import { csvPartKey, type TargetNote } from './shard.ts'

/** Joins the parts to one file and publishes it. The file's key holds the build, so a reader's file never changes. */
export async function finishTarget(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<TargetPlan>(ctx)
  const notes = await readNotes<TargetNote>(ctx, plan.shards)
  const file = join(ctx.scratch, 'whole.csv')
  const bytes = await joinObjects(
    ctx.lake,
    plan.shards.map((shard) => csvPartKey(ctx, shard)),
    file,
  )
  const key = `${ctx.build.account_id}/targets/${ctx.build.resource_id}/${plan.digest}.csv`
  await ctx.exports.putFile(key, file, 'text/csv; charset=utf-8')
  const output: TargetOutput = { key, row_count: notes.reduce((sum, note) => sum + note.rows, 0), bytes }
  await finishBuild(ctx, plan, { ...output }, await contentDigest(file), { built_for: plan.built_for })
}

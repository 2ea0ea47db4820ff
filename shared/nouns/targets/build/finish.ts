import { type BuildContext, readNotes, readPlan } from '../../../builds/build-context.ts'
import { finishBuild } from '../../../builds/finish-build.ts'
import { buildKeys, exportKeys } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import { joinObjects } from '../../../ports/aws/join-objects.ts'
import type { TargetOutput } from '../output.ts'
import type { TargetPlan } from './prepare.ts'
import type { TargetNote } from './shard.ts'

/** Joins the parts to one file and publishes it. The file's key holds the build, so a reader's file never changes. */
export async function finishTarget(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<TargetPlan>(ctx)
  const notes = await readNotes<TargetNote>(ctx, plan.shards)
  const key = exportKeys.csv(ctx.build, plan.digest)
  const bytes = await joinObjects(
    {
      bucket: ctx.lake.name,
      parts: notes.map((note, i) => ({ key: buildKeys.targetCsv(ctx.build, plan.shards[i]!), bytes: note.bytes })),
    },
    { bucket: ctx.exports.name, key, contentType: 'text/csv; charset=utf-8' },
  )
  const output: TargetOutput = {
    key,
    row_count: notes.reduce((sum, note) => sum + note.rows, 0),
    bytes,
    structure: notes[0]?.structure ?? [],
  }
  const digest = digestOf(notes.map((note) => note.digest))
  await finishBuild(ctx, plan, { ...output }, digest, { built_for: plan.built_for })
}

import { type BuildContext, readNotes, readPlan } from '../../../builds/build-context.ts'
import { finishBuild } from '../../../builds/finish-build.ts'
import { connectionOf } from '../../../connections/kinds.ts'
import { digestOf } from '../../../model/ids.ts'
import type { PersonaFile, TargetOutput } from '../output.ts'
import { previewSuffix, withoutPersona } from '../preview.ts'
import type { TargetPlan } from './prepare.ts'
import type { TargetNote } from './shard.ts'

/** Delivers the parts by the target's connection, and publishes where they lie. */
export async function finishTarget(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<TargetPlan>(ctx)
  const notes = await readNotes<TargetNote>(ctx, plan.shards)
  const row_count = notes.reduce((sum, note) => sum + note.rows, 0)
  const preview_of = plan.preview && notes.reduce((sum, note) => sum + (note.all_rows ?? 0), 0)
  const suffix = preview_of === undefined ? '' : previewSuffix(row_count, preview_of)
  const { digest: version, shards } = plan
  const connection = connectionOf(plan.config.options)
  const bytes = notes.map((note) => note.bytes)
  const delivered = await connection.deliver(ctx, { digest: version, shards, bytes, suffix })
  const files: PersonaFile[] = []
  for (const [persona, id] of (plan.split ?? []).entries()) {
    const own = notes.map((note) => note.personas![persona]!)
    const rows = own.reduce((sum, note) => sum + note.rows, 0)
    // A persona without people has a file with a header; nobody without a persona needs none.
    if (id === null && rows === 0) continue
    const persona_id = id ?? withoutPersona
    const persona_name = plan.names.personas[plan.config.split_by_persona!.persona_set_id]?.[persona_id]
    const parts = { digest: version, shards, bytes: own.map((note) => note.bytes), persona }
    const file = await connection.deliver(ctx, { ...parts, suffix: `-persona-${persona_id}${suffix}` })
    files.push({ persona_id, ...(persona_name !== undefined && { persona_name }), row_count: rows, ...file })
  }
  const output: TargetOutput = {
    ...delivered,
    row_count,
    ...(plan.scope.as_of && { as_of: plan.scope.as_of }),
    ...(plan.scope.data_up_to && { data_up_to: plan.scope.data_up_to }),
    ...(preview_of !== undefined && { preview_of }),
    ...(plan.split && { files }),
    structure: notes[0]?.structure ?? [],
  }
  const digest = digestOf(notes.map((note) => note.digest))
  await finishBuild(ctx, plan, { ...output }, digest, row_count, { built_for: plan.built_for })
}

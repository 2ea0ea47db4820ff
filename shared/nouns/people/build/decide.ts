import { type BuildContext, readNotes, writeNote } from '../../../builds/build-context.ts'
import { withDuck } from '../../../lake/duck.ts'
import { buildKeys, exchangeKeys } from '../../../lake/keys.ts'
import { openDatasetRows } from '../../../lake/people/dataset-rows.ts'
import { decidePeople } from '../../../lake/people/decide-people.ts'
import { duckMemoryMb, mostRecords, recordsOf } from '../../../lake/people/key-memory.ts'
import type { CutNote } from '../../../lake/people/partitions/cut-file.ts'
import { writeSlices } from '../../../lake/people/partitions/write-slices.ts'
import { CustomerError } from '../../../model/errors.ts'
import type { ConnectNote } from './connect.ts'
import { cutManifests } from './cut-manifests.ts'
import { readPartitionedPlan } from './resolve-plan.ts'

export interface DecideNote {
  people: number
  drops: Record<string, number>
}

/** Who is who among the people of one partition. */
export async function decidePartition(ctx: BuildContext, partition: number): Promise<void> {
  const { datasets, partitioned, deciding } = await readPartitionedPlan(ctx)
  const [connected] = await readNotes<ConnectNote>(ctx, [0], 'connect')
  const cuts = await readNotes<CutNote>(ctx, [...partitioned.files.keys()], 'cut')
  const prefix = buildKeys.folder(ctx.build)
  const manifests = cutManifests(datasets, prefix, partition, cuts)
  const records = recordsOf(manifests)
  if (records > mostRecords(ctx.memoryMb)) {
    throw new CustomerError(
      'CONFLICT',
      `${records} records are linked to one another, more than can be resolved at once: some identifier stands in the rows of very many people. Leave it out of the file, or give the function more memory.`,
    )
  }
  const memoryMb = duckMemoryMb(manifests, ctx.memoryMb)
  const note = await withDuck({ memoryMb, threads: 2, tmp: ctx.scratch }, async (db): Promise<DecideNote> => {
    const found = await decidePeople(db, await openDatasetRows(db, ctx.lake, manifests, ctx.scratch), deciding)
    await writeSlices(db, found, partition, connected!.slices, ctx.scratch, (part, slice, file) =>
      ctx.lake.putFile(prefix + exchangeKeys.slice(slice, partition, part), file),
    )
    return { people: found.resolution.people, drops: found.resolution.drops }
  })
  await writeNote(ctx, partition, note, 'decide')
}

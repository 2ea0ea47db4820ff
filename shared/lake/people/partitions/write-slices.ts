import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Duck } from '../../duck.ts'
import type { Found } from '../decide-people.ts'
import { openSideFiles } from '../open-side-files.ts'
import { shardStarts, writeShards } from '../write-shards.ts'
import { forEach } from './arrays.ts'

/**
 * The part of a slice that lies in one file: its people, the rows of one dataset, the values of its people, the extras.
 */
export type SlicePart = 'persons' | `owned-${number}` | 'held' | 'extra'

/**
 * Cuts all that is known of a partition's people by ranges of their ids, so that each shard reads only its people.
 * People keep the partition's numbers; with the number of the `"#partition"` these are unique.
 *
 * @param slices a power of two
 */
export async function writeSlices(
  db: Duck,
  found: Found,
  partition: number,
  slices: number,
  scratch: string,
  put: (part: SlicePart, slice: number, file: string) => Promise<void>,
): Promise<void> {
  // First side by side with the rows, as for shards that read everything: the files stay where they are.
  await writeShards(db, found, 1, scratch, async () => {})
  await openSideFiles(db, found.datasets, scratch, async () => {})
  const starts = shardStarts(found.ids, slices)
  const cut = async (part: SlicePart, person: string, select: string) => {
    // Sorted, so that a slice is found without reading the others.
    await db.run(`CREATE TABLE sliced AS SELECT ${partition} AS "#partition", * FROM (${select}) ORDER BY ${person}`)
    await forEach(slices, async (slice) => {
      const file = join(scratch, `slice-${slice}.parquet`)
      const own = `${person} >= ${starts[slice]} AND ${person} < ${starts[slice + 1]}`
      await db.copyToParquet(`SELECT * FROM sliced WHERE ${own}`, file, { staged: true })
      await put(part, slice, file)
      await rm(file)
    })
    await db.run('DROP TABLE sliced')
  }
  await cut('persons', 'person', 'SELECT * FROM persons')
  for (const { number } of found.datasets) {
    await cut(`owned-${number}`, '"#person"', `SELECT * FROM owned_${number} WHERE "#person" >= 0`)
  }
  // One that finds somebody and is the latest of somebody else goes to both.
  await cut(
    'held',
    'greatest(finds, latest)',
    `SELECT * REPLACE (if(latest = finds, latest, -1) AS latest) FROM held WHERE finds >= 0 UNION ALL
     SELECT * REPLACE (-1 AS finds) FROM held WHERE latest >= 0 AND latest <> finds`,
  )
  await cut('extra', 'person', 'SELECT * FROM extra')
}

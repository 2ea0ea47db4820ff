import { join } from 'node:path'
import { quoteText } from '../../../engines/sql/quote.ts'
import type { Duck } from '../../duck.ts'
import { columnTypes, type DatasetColumns, type RowsManifest } from '../dataset-rows.ts'
import type { PeopleRange } from '../open-side-files.ts'
import { forEach } from './arrays.ts'
import type { SlicePart } from './write-slices.ts'

/**
 * Opens what the partitions know of the people of a shard, as the views that openSideFiles makes: people are numbered anew, by
 * ascending id over all partitions.
 *
 * @param slices those that make up the shard
 */
export async function openSlices(
  db: Duck,
  manifests: RowsManifest[],
  partitions: number,
  slices: number[],
  scratch: string,
  get: (part: SlicePart, partition: number, slice: number, file: string) => Promise<void>,
): Promise<{ datasets: DatasetColumns[]; range: PeopleRange }> {
  const brought = async (part: SlicePart) => {
    const files = await forEach(partitions * slices.length, async (i) => {
      const [partition, slice] = [Math.floor(i / slices.length), slices[i % slices.length]!]
      const file = join(scratch, `${part}-${partition}-${slice}.parquet`)
      await get(part, partition, slice, file)
      return file
    })
    return `read_parquet([${files.map(quoteText).join(', ')}], union_by_name = true)`
  }
  await db.run(`CREATE OR REPLACE TABLE persons AS SELECT (row_number() OVER (ORDER BY person_id) - 1)::INTEGER AS person,
    * RENAME (person AS own) FROM ${await brought('persons')}`)
  const personOf = (as: string, own: string) =>
    `persons ${as} ON ${as}."#partition" = o."#partition" AND ${as}.own = o.${own}`
  const datasets: DatasetColumns[] = []
  for (const [number, manifest] of manifests.entries()) {
    if (!manifest.files.length) continue
    const rows = await brought(`owned-${number}`)
    await db.run(`CREATE OR REPLACE VIEW owned_${number} AS SELECT o.* EXCLUDE ("#partition")
      REPLACE (p.person AS "#person") FROM ${rows} o JOIN ${personOf('p', '"#person"')}`)
    datasets.push({ number, manifest, columns: await columnTypes(db, rows), valueColumns: [] })
  }
  const held = await brought('held')
  await db.run(`CREATE OR REPLACE VIEW held AS SELECT o.* EXCLUDE ("#partition")
    REPLACE (f.person AS finds, l.person AS latest) FROM ${held} o
    LEFT JOIN ${personOf('f', 'finds')} LEFT JOIN ${personOf('l', 'latest')}`)
  await db.run(`CREATE OR REPLACE VIEW extra AS SELECT o.* EXCLUDE ("#partition")
    REPLACE (p.person AS person) FROM ${await brought('extra')} o JOIN ${personOf('p', 'person')}`)
  const valueColumns = Object.keys(await columnTypes(db, held))
  const [count] = await db.rows<{ people: number }>('SELECT count(*) AS people FROM persons')
  return { datasets: datasets.map((one) => ({ ...one, valueColumns })), range: { from: 0, until: count!.people } }
}

import { join } from 'node:path'
import type { Duck } from '../duck.ts'
import { selectCommon } from './common-type.ts'
import { columnTypes, type OpenedDataset, parquet, setsOf, valueCount } from './dataset-rows.ts'
import type { ShardFile, SideFile } from './write-shards.ts'

/** The people of a shard, by their numbers. */
export interface PeopleRange {
  from: number
  /** The first of the next shard. */
  until: number
}

/**
 * Opens the files that prepare wrote for a shard: the view `persons`; `owned_<dataset>`, the rows with their owners as
 * `"#person"` and positions in the fold's order as `"#position"`; `held`, the values with the person whom they find and the
 * one of whom they are the latest; and `extra`, the few values that have more to say, `what` being one of EXTRA: of the
 * hash of a clear address (`hashed`) the address. Rows and values are read side by side with the files that were
 * written beside them, which costs a third of a join; other shards' people are among them.
 */
export async function openSideFiles(
  db: Duck,
  datasets: OpenedDataset[],
  scratch: string,
  get: (name: SideFile | ShardFile, file: string) => Promise<void>,
): Promise<PeopleRange> {
  // DuckDB cannot guess how many rows of what is read side by side are the shard's: joins are made as they are written, with
  // the smaller relation last.
  await db.run("SET disabled_optimizers = 'join_order,build_side_probe_side'")
  const brought = async (name: SideFile | ShardFile) => {
    const file = join(scratch, `${name}.side.parquet`)
    await get(name, file)
    return parquet(file)
  }
  await db.run(`CREATE OR REPLACE VIEW persons AS SELECT * FROM ${await brought('persons')}`)
  const extras = await brought('extras')
  const count = valueCount(datasets)
  await db.run(`CREATE OR REPLACE VIEW extra AS
    SELECT what, person, false AS hashed, w.* FROM written w JOIN ${extras} e ON e.index = w.index UNION ALL
    SELECT what, person, true AS hashed, w.* FROM written w JOIN ${extras} e ON e.index = w.index + ${count}`)
  const held: string[] = []
  for (const dataset of datasets) {
    const owned: string[] = []
    const types: Record<string, string>[] = []
    for (const { rows } of dataset.files) types.push(await columnTypes(db, parquet(rows)))
    for (const [file, { rows, values }] of dataset.files.entries()) {
      if (setsOf(dataset).length) {
        const columns = selectCommon(types[file]!, types)
        owned.push(`SELECT ${columns}, person AS "#person", position AS "#position"
          FROM ${parquet(rows)} POSITIONAL JOIN ${await brought(`owners-${dataset.number}-${file}`)}`)
      }
      held.push(
        `SELECT * FROM ${parquet(values)} POSITIONAL JOIN ${await brought(`holders-${dataset.number}-${file}`)}`,
      )
    }
    const nobodys = `SELECT *, 0 AS "#person", 0 AS "#position" FROM ${dataset.view} WHERE false`
    await db.run(`CREATE OR REPLACE VIEW owned_${dataset.number} AS ${owned.join(' UNION ALL BY NAME ') || nobodys}`)
  }
  const nothing = "SELECT '' AS part, 0 AS finds, 0 AS latest WHERE false"
  await db.run(`CREATE OR REPLACE VIEW held AS ${held.join(' UNION ALL BY NAME ') || nothing}`)
  const [range] = await db.rows<PeopleRange>(
    'SELECT coalesce(min(person), 0) AS "from", coalesce(max(person) + 1, 0) AS "until" FROM persons',
  )
  return range!
}

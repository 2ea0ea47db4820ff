import { join } from 'node:path'
import { NONE, type Records } from '../../identity/log.ts'
import type { Resolution } from '../../identity/resolve.ts'
import type { Duck } from '../duck.ts'
import type { OpenedDataset } from './dataset-rows.ts'
import { type LogRows, setsOf } from './read-log.ts'

/** Ids of people as 16 bytes each in DuckDB's order: the low half first, the sign bit of the high half flipped. */
export function personUuids(resolution: Resolution): BigUint64Array {
  const halves = new BigUint64Array(resolution.people * 2)
  for (let person = 0; person < resolution.people; person++) {
    halves[person * 2] = resolution.personLo[person]!
    halves[person * 2 + 1] = resolution.personHi[person]! ^ 0x8000_0000_0000_0000n
  }
  return halves
}

/**
 * Writes, per dataset, whose each row is: `file`, `row_number`, `position` (the row's place in the fold's order),
 * `owner` (the person of the first identity set, in written order, that is sufficient) and `p0 …` (the person of each
 * set). Gives the files by number of the dataset.
 */
export async function writeOwners(
  db: Duck,
  datasets: OpenedDataset[],
  rows: LogRows,
  log: Records,
  resolution: Resolution,
  scratch: string,
): Promise<Map<number, string>> {
  const uuids = personUuids(resolution)
  const person = new BigUint64Array(log.records * 2)
  const present = new Uint8Array(log.records)
  for (let record = 0; record < log.records; record++) {
    const who = resolution.person[record]!
    if (who === NONE) continue
    present[record] = 1
    person[record * 2] = uuids[who * 2]!
    person[record * 2 + 1] = uuids[who * 2 + 1]!
  }
  await db.load('owned', {
    dataset: { type: 'INTEGER', values: rows.dataset },
    file: { type: 'INTEGER', values: rows.file },
    row_number: { type: 'INTEGER', values: rows.row_number },
    identity_set: { type: 'INTEGER', values: rows.identity_set },
    position: { type: 'INTEGER', values: new Int32Array(rows.position.buffer) },
    person: { type: 'UUID', values: new Uint8Array(person.buffer), present },
  })
  const files = new Map<number, string>()
  for (const dataset of datasets) {
    const sets = setsOf(dataset)
    const file = join(scratch, `owners-${dataset.number}.parquet`)
    const of = (set: number) =>
      sets.length === 1 ? 'person' : `any_value(person) FILTER (WHERE identity_set = ${set})`
    const people = sets.map((set) => `${of(set)} AS p${set}`)
    const select =
      sets.length === 1
        ? `SELECT file, row_number, position, person AS owner, ${people.join(', ')} FROM owned WHERE dataset = ${dataset.number}`
        : `SELECT *, coalesce(${sets.map((set) => `p${set}`).join(', ')}) AS owner FROM (
            SELECT file, row_number, min(position) AS position, ${people.join(', ')}
            FROM owned WHERE dataset = ${dataset.number} GROUP BY file, row_number)`
    await db.copyToParquet(select, file, { orderBy: ['file', 'row_number'] })
    files.set(dataset.number, file)
  }
  await db.run('DROP TABLE owned')
  return files
}

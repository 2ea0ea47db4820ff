import type { Log } from '../../identity/log.ts'
import type { Resolution } from '../../identity/resolve.ts'
import type { Duck } from '../duck.ts'
import { quoteName, quoteText } from '../quote.ts'
import type { LogRows } from './read-log.ts'
import { personUuids } from './write-owners.ts'

/**
 * Writes every identifier that finds somebody: `kind`, `value` (canonical), `person_id`, sorted. Reads the values from
 * the table `records` that readLog left, by their place in it.
 */
export async function writeIdentifiers(
  db: Duck,
  _rows: LogRows,
  log: Log,
  resolution: Resolution,
  file: string,
): Promise<number> {
  const uuids = personUuids(resolution)
  const selects: string[] = []
  for (const [i, { kind, entry, person }] of resolution.identifiers.entries()) {
    const column = log.identifiers.find((one) => one.kind === kind)!
    const record = new Int32Array(entry.length)
    const people = new BigUint64Array(entry.length * 2)
    for (let e = 0; e < entry.length; e++) {
      record[e] = column.record[entry[e]!]!
      people[e * 2] = uuids[person[e]! * 2]!
      people[e * 2 + 1] = uuids[person[e]! * 2 + 1]!
    }
    await db.load(`finds_${i}`, {
      record: { type: 'INTEGER', values: record },
      person_id: { type: 'UUID', values: new Uint8Array(people.buffer) },
    })
    selects.push(`SELECT ${quoteText(kind)} AS kind, r.${quoteName(kind)} AS value, f.person_id
      FROM finds_${i} f JOIN records r ON r.rowid = f.record`)
  }
  const empty = "SELECT '' AS kind, '' AS value, NULL::UUID AS person_id WHERE false"
  return db.copyToParquet(selects.join(' UNION ALL ') || empty, file, { orderBy: ['person_id', 'kind', 'value'] })
}

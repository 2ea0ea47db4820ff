import type { Records } from '../../identity/log.ts'
import type { Resolution } from '../../identity/resolve.ts'
import type { Duck } from '../duck.ts'
import { quoteName, quoteText } from '../quote.ts'
import type { LogRows } from './read-log.ts'
import { personUuids } from './write-owners.ts'

const PLACE = ['dataset', 'file', 'row_number', 'identity_set'] as const

/**
 * Writes every identifier that finds somebody: `kind`, `value` (canonical), `person_id`, sorted. Reads the values from
 * the view `records` that readLog left.
 */
export async function writeIdentifiers(
  db: Duck,
  rows: LogRows,
  _log: Records,
  resolution: Resolution,
  file: string,
): Promise<number> {
  const uuids = personUuids(resolution)
  const selects: string[] = []
  for (const [i, { kind, record, person }] of resolution.identifiers.entries()) {
    const people = new BigUint64Array(record.length * 2)
    for (let e = 0; e < record.length; e++) {
      people[e * 2] = uuids[person[e]! * 2]!
      people[e * 2 + 1] = uuids[person[e]! * 2 + 1]!
    }
    const place = (part: (typeof PLACE)[number]) => ({
      type: 'INTEGER' as const,
      values: Int32Array.from(record, (one) => rows[part][one]!),
    })
    await db.load(`finds_${i}`, {
      ...Object.fromEntries(PLACE.map((part) => [part, place(part)])),
      person_id: { type: 'UUID', values: new Uint8Array(people.buffer) },
    })
    selects.push(`SELECT ${quoteText(kind)} AS kind, r.${quoteName(kind)} AS value, f.person_id
      FROM records r JOIN finds_${i} f USING (${PLACE.join(', ')})`)
  }
  const empty = "SELECT '' AS kind, '' AS value, NULL::UUID AS person_id WHERE false"
  return db.copyToParquet(selects.join(' UNION ALL ') || empty, file, { orderBy: ['person_id', 'kind', 'value'] })
}

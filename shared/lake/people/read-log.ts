import { identifierKeySql } from '../../identity/key.ts'
import { foldOrder, type IdentifierColumn, type Log } from '../../identity/log.ts'
import { canonicalNameSql, emailHashOfEmailSql } from '../../identity/normalize-sql.ts'
import type { Duck } from '../duck.ts'
import { quoteName } from '../quote.ts'
import { columnsOf, type OpenedDataset } from './dataset-rows.ts'

/** Where each record of the log came from, in the log's numbering. */
export interface LogRows {
  /** Number of the dataset. */
  dataset: Int32Array
  file: Int32Array
  row_number: Int32Array
  identity_set: Int32Array
  /** The record's place in the fold's order. */
  position: Uint32Array
}

/**
 * Reads every identity set of every row as one record of the fold's log. The table `records` stays in the database, in
 * the log's numbering: its canonical values are looked up again when the outcome is written.
 */
export async function readLog(db: Duck, datasets: OpenedDataset[]): Promise<{ log: Log; rows: LogRows }> {
  const kinds = [
    ...new Set(datasets.flatMap((dataset) => setsOf(dataset).flatMap((set) => columnsOf(dataset, 'k', set)))),
  ].sort()
  // Where hashed addresses exist, a clear address is known by its hash too: so the two can meet.
  const hashes = kinds.includes('email_hash')
  const selects = datasets.flatMap((dataset) =>
    setsOf(dataset).map((set) => {
      const own = columnsOf(dataset, 'k', set)
      const column = (name: string) => quoteName(`k${set}_${name}`)
      const keys = kinds.map((kind) => {
        if (kind === 'email_hash' && hashes && own.includes('email')) {
          const derived = emailHashOfEmailSql(column('email'))
          return `${own.includes('email_hash') ? `coalesce(${column('email_hash')}, ${derived})` : derived} AS email_hash`
        }
        return `${own.includes(kind) ? column(kind) : 'NULL::VARCHAR'} AS ${quoteName(kind)}`
      })
      const written = columnsOf(dataset, 'i', set)
      const name = (part: string) =>
        written.includes(part) ? canonicalNameSql(quoteName(`i${set}_${part}`)) : 'NULL::VARCHAR'
      return `SELECT ${dataset.number} AS dataset, file, row_number, ${set} AS identity_set, object, record_time,
        ${name('first_name')} AS first_name_of, ${name('last_name')} AS last_name_of${keys.map((key) => `, ${key}`).join('')}
        FROM ${dataset.view}`
    }),
  )
  const empty = `SELECT 0 AS dataset, 0 AS file, 0 AS row_number, 0 AS identity_set, 0 AS object, now()::TIMESTAMP AS record_time,
    '' AS first_name_of, '' AS last_name_of WHERE false`
  await db.run(`CREATE TABLE records AS ${selects.join(' UNION ALL ') || empty}`)
  await db.run(`CREATE TYPE person_name AS ENUM (SELECT name FROM (
    SELECT first_name_of AS name FROM records UNION SELECT last_name_of FROM records) WHERE name <> '' ORDER BY name)`)
  const names = await db.columns('SELECT unnest(enum_range(NULL::person_name))::VARCHAR AS name')
  const code = (column: string) => `coalesce(enum_code(nullif(${column}, '')::person_name)::INTEGER + 1, 0)`
  const read = await db.columns(`SELECT dataset, file, row_number, identity_set, object,
    CAST(epoch_us(record_time) AS BIGINT) AS time, ${code('first_name_of')} AS first_name, ${code('last_name_of')} AS last_name FROM records`)
  const ints = (name: string) => read.columns[name]!.values as Int32Array
  const records = read.rowCount

  const order = foldOrder({
    time: BigInt64Array.from(read.columns.time!.values as Float64Array, BigInt),
    object: Uint32Array.from(ints('object')),
    row: Uint32Array.from(ints('row_number')),
    set: Uint8Array.from(ints('identity_set')),
  })
  const position = new Uint32Array(records)
  for (let place = 0; place < records; place++) position[order[place]!] = place

  const identifiers: IdentifierColumn[] = []
  for (const kind of kinds) identifiers.push(await readKeys(db, kind))
  const log: Log = {
    records,
    order,
    firstName: Uint32Array.from(ints('first_name')),
    lastName: Uint32Array.from(ints('last_name')),
    names: ['', ...(names.columns.name!.values as string[])],
    identifiers,
  }
  const rows: LogRows = {
    dataset: ints('dataset'),
    file: ints('file'),
    row_number: ints('row_number'),
    identity_set: ints('identity_set'),
    position,
  }
  return { log, rows }
}

/** Identity sets of a dataset that recognise anybody, by number. */
export const setsOf = (dataset: OpenedDataset): number[] =>
  dataset.manifest.identity_sets.map((_, set) => set).filter((set) => columnsOf(dataset, 'k', set).length > 0)

/** The 128-bit keys of one kind, for the records that have it. */
async function readKeys(db: Duck, kind: string): Promise<IdentifierColumn> {
  const { hi, lo } = identifierKeySql(kind, quoteName(kind))
  const { columns, rowCount } = await db.columns(`SELECT ${hi} AS hi, ${lo} AS lo FROM records`)
  const { values, present } = columns.hi!
  const his = values as BigUint64Array
  const los = columns.lo!.values as BigUint64Array
  if (!present) {
    return { kind, record: Uint32Array.from({ length: rowCount }, (_, i) => i), keyHi: his, keyLo: los }
  }
  let count = 0
  for (let i = 0; i < rowCount; i++) count += present[i]!
  const record = new Uint32Array(count)
  const keyHi = new BigUint64Array(count)
  const keyLo = new BigUint64Array(count)
  let at = 0
  for (let i = 0; i < rowCount; i++) {
    if (!present[i]) continue
    record[at] = i
    keyHi[at] = his[i]!
    keyLo[at] = los[i]!
    at++
  }
  return { kind, record, keyHi, keyLo }
}

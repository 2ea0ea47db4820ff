import { identifierKeyNumberSql } from '../../identity/key.ts'
import { type KeyRange, keysInMemory, rangeOfSql } from '../../identity/key-ranges.ts'
import { foldOrder, type IdentifierColumn, type Records } from '../../identity/log.ts'
import { canonicalNameSql, emailHashOfEmailSql } from '../../identity/normalize-sql.ts'
import type { KeySource } from '../../identity/resolve.ts'
import type { Duck } from '../duck.ts'
import type { Columns } from '../duck-columns.ts'
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
 * Reads every identity set of every row as one record of the fold's log, all in one pass. The view `records` stays in the
 * database: canonical values by `dataset`, `file`, `row_number` and `identity_set`, looked up again when the outcome is
 * written, so that no text is held meanwhile. With more than one range the keys wait in a table that DuckDB may spill.
 */
export async function readLog(
  db: Duck,
  datasets: OpenedDataset[],
  rangesFor: (records: number, kinds: number) => number = () => 1,
): Promise<{ log: Records; keys: KeySource; rows: LogRows }> {
  const kinds = [
    ...new Set(datasets.flatMap((dataset) => setsOf(dataset).flatMap((set) => columnsOf(dataset, 'k', set)))),
  ].sort()
  await db.run(`CREATE VIEW records AS ${recordsSql(datasets, kinds)}`)
  const { names, nameOf } = await readNames(db)
  const code = (column: string) => `coalesce(enum_code(nullif(${column}, '')::written_name)::INTEGER + 1, 0)`
  const keys = kinds.map((kind, i) => `${identifierKeyNumberSql(kind, quoteName(kind))} AS key_${i}`)
  const expected = datasets.reduce(
    (sum, dataset) =>
      sum + setsOf(dataset).length * dataset.manifest.files.reduce((rows, one) => rows + one.accepted, 0),
    0,
  )
  const ranges = rangesFor(expected, kinds.length)
  const all = `SELECT dataset, file, row_number, identity_set, object,
      (epoch_us(record_time)::HUGEINT + 9223372036854775808)::UBIGINT AS time,
      ${code('first_name_of')} AS first_name, ${code('last_name_of')} AS last_name${keys.map((key) => `, ${key}`).join('')}
     FROM records`
  const inRanges = kinds.map((_, i) => `, ${rangeOfSql(`key_${i}`, ranges)} AS key_range_${i}`).join('')
  if (ranges > 1) await db.run(`CREATE TABLE keyed AS SELECT *${inRanges} FROM (${all})`)
  const { rowCount: records, columns } = await db.columns(
    ranges > 1 ? "SELECT COLUMNS(c -> NOT starts_with(c, 'key_')) FROM keyed" : all,
    { expected },
  )
  const taken = (name: string) => {
    const { values } = columns[name]!
    delete columns[name]
    return values
  }
  const ints = (name: string) => taken(name) as Int32Array
  const unsigned = (name: string) => {
    const { buffer, byteOffset, length } = ints(name)
    return new Uint32Array(buffer, byteOffset, length)
  }
  const read =
    ranges > 1 ? keysInTable(db, kinds) : keysInMemory(kinds.map((kind, i) => keysOf(kind, columns, `key_${i}`)))
  const rows = {
    dataset: ints('dataset'),
    file: ints('file'),
    row_number: ints('row_number'),
    identity_set: ints('identity_set'),
  }
  const order = foldOrder({
    time: signedTimes(taken('time') as BigUint64Array),
    object: unsigned('object'),
    row: new Uint32Array(rows.row_number.buffer, rows.row_number.byteOffset, records),
    set: Uint8Array.from(rows.identity_set),
  })
  const position = new Uint32Array(records)
  for (let place = 0; place < records; place++) position[order[place]!] = place
  const log: Records = {
    records,
    order,
    firstName: unsigned('first_name').map((written) => nameOf[written]!),
    lastName: unsigned('last_name').map((written) => nameOf[written]!),
    names,
  }
  return { log, keys: { kinds, ranges, read: async (asked) => read(asked) }, rows: { ...rows, position } }
}

/** One row per identity set of a row: its place, its names as written, its canonical value of each kind. */
function recordsSql(datasets: OpenedDataset[], kinds: string[]): string {
  const selects = datasets.flatMap((dataset) =>
    setsOf(dataset).map((set) => {
      const own = columnsOf(dataset, 'k', set)
      const column = (name: string) => quoteName(`k${set}_${name}`)
      const keys = kinds.map((kind) => {
        // Where hashed addresses exist, a clear address is known by its hash too: so the two can meet.
        if (kind === 'email_hash' && own.includes('email')) {
          const derived = emailHashOfEmailSql(column('email'))
          return `${own.includes('email_hash') ? `coalesce(${column('email_hash')}, ${derived})` : derived} AS email_hash`
        }
        return `${own.includes(kind) ? column(kind) : 'NULL::VARCHAR'} AS ${quoteName(kind)}`
      })
      const written = columnsOf(dataset, 'i', set)
      const name = (part: string) => (written.includes(part) ? quoteName(`i${set}_${part}`) : 'NULL::VARCHAR')
      return `SELECT ${dataset.number} AS dataset, file, row_number, ${set} AS identity_set, object, record_time,
        ${name('first_name')} AS first_name_of, ${name('last_name')} AS last_name_of${keys.map((key) => `, ${key}`).join('')}
        FROM ${dataset.view}`
    }),
  )
  const empty = `SELECT 0 AS dataset, 0 AS file, 0 AS row_number, 0 AS identity_set, 0 AS object, now()::TIMESTAMP AS record_time,
    '' AS first_name_of, '' AS last_name_of WHERE false`
  return selects.join(' UNION ALL ') || empty
}

/**
 * The canonical names, '' first, and for each code of a written name (0: none) its place among them. A name is made
 * canonical once, however many records bear it.
 */
async function readNames(db: Duck): Promise<{ names: string[]; nameOf: Uint32Array }> {
  await db.run(`CREATE TYPE written_name AS ENUM (SELECT name FROM (
    SELECT first_name_of AS name FROM records UNION SELECT last_name_of FROM records) WHERE name <> '' ORDER BY name)`)
  const read = await db.columns(
    `SELECT ${canonicalNameSql('name')} AS name FROM (SELECT unnest(enum_range(NULL::written_name))::VARCHAR AS name)`,
  )
  const canonical = read.columns.name!.values as string[]
  const names = [...new Set(['', ...canonical])].sort()
  const places = new Map(names.map((name, place) => [name, place]))
  return { names, nameOf: Uint32Array.from(['', ...canonical], (name) => places.get(name)!) }
}

/** What was read with 2⁶³ added, since unsigned numbers come as memory: the high bit flipped back, in place. */
function signedTimes(read: BigUint64Array): BigInt64Array {
  const halves = new Uint32Array(read.buffer, read.byteOffset, read.length * 2)
  for (let i = 1; i < halves.length; i += 2) halves[i]! ^= 0x80000000
  return new BigInt64Array(read.buffer, read.byteOffset, read.length)
}

/** The 128-bit keys of one kind, for the records that have it. */
function keysOf(kind: string, columns: Columns['columns'], name: string): IdentifierColumn {
  const { values, present } = columns[name]!
  delete columns[name]
  const bytes = values as Uint8Array
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  const records = bytes.length / 16
  let count = records
  if (present) for (let i = 0; i < records; i++) count -= 1 - present[i]!
  const record = new Uint32Array(count)
  const keyHi = new BigUint64Array(count)
  const keyLo = new BigUint64Array(count)
  const hi = new Uint32Array(keyHi.buffer)
  const lo = new Uint32Array(keyLo.buffer)
  for (let i = 0, at = 0; i < records; i++) {
    if (present && !present[i]) continue
    record[at] = i
    hi[at * 2] = words[i * 4]!
    hi[at * 2 + 1] = words[i * 4 + 1]!
    lo[at * 2] = words[i * 4 + 2]!
    lo[at * 2 + 1] = words[i * 4 + 3]!
    at++
  }
  return { kind, record, keyHi, keyLo }
}

/** Answers from the table `keyed`, whose row numbers are the records; `wanted` are the marked ones. */
function keysInTable(db: Duck, kinds: string[]): (asked: KeyRange) => Promise<IdentifierColumn> {
  return async ({ kind, range, marked }) => {
    if (marked && range === 0) {
      const record = new Int32Array(marked.reduce((sum, one) => sum + (one && 1), 0))
      for (let one = 0, at = 0; one < marked.length; one++) if (marked[one]) record[at++] = one
      await db.run('DROP TABLE IF EXISTS wanted')
      await db.load('wanted', { record: { type: 'INTEGER', values: record } })
    }
    const i = kinds.indexOf(kind)
    // A join may mix the records, which are to come in order.
    const only = marked ? ' AND rowid IN (SELECT record FROM wanted) ORDER BY record' : ''
    const { columns } = await db.columns(
      `SELECT rowid::INTEGER AS record, key_${i} AS key FROM keyed WHERE key_range_${i} = ${range}${only}`,
    )
    const { buffer, byteOffset, length } = columns.record!.values as Int32Array
    return { ...keysOf(kind, columns, 'key'), record: new Uint32Array(buffer, byteOffset, length) }
  }
}

/** Identity sets of a dataset that recognise anybody, by number. */
export const setsOf = (dataset: OpenedDataset): number[] =>
  dataset.manifest.identity_sets.map((_, set) => set).filter((set) => columnsOf(dataset, 'k', set).length > 0)

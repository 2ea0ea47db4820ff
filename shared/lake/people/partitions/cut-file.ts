import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { NONE } from '../../../engines/identity/log.ts'
import { quoteName, quoteText } from '../../../engines/sql/quote.ts'
import { inRows } from '../../columns.ts'
import type { Duck } from '../../duck.ts'
import { exchangeKeys } from '../../keys.ts'
import { columnsOf, type OpenedDataset } from '../dataset-rows.ts'
import { type LogRows, readRecords } from '../read-log.ts'
import { type Exchange, forEach } from './arrays.ts'
import { NOWHERE } from './deal-components.ts'

export interface CutNote {
  /** By partition. */
  rows: number[]
  /** Records of rows that count. */
  records: number
}

/**
 * Cuts a file's rows and values by partition. Rows without an identifier belong to nobody, and go nowhere. A row whose identity
 * sets are people of several partitions goes to each, with the sets that are there: its events, traits and references
 * go with the first set that is sufficient, as they do uncut.
 *
 * @param partitionOf per value its partition, or NOWHERE
 */
export async function cutFile(
  db: Duck,
  dataset: OpenedDataset,
  exchange: Exchange,
  file: number,
  partitionOf: Uint8Array,
  partitions: number,
): Promise<CutNote> {
  const records = await readRecords(db, [dataset])
  const ofRecord = partitionOfRecords(records, partitionOf)
  await loadRows(db, records, ofRecord)
  await loadValues(db, records, ofRecord, partitionOf)
  await db.run(`CREATE TABLE cut_rows AS
    SELECT c.partition AS "#partition", ${rowColumns(dataset, records.segments[0]?.sets ?? [])} FROM row_cuts c
    JOIN read_parquet(${quoteText(dataset.files[0]!.rows)}, file_row_number = true) r ON r.file_row_number = c.row
    ORDER BY c.partition, c.row`)
  await db.run(`CREATE TABLE cut_values AS SELECT partition AS "#partition", w.* EXCLUDE (source, index) FROM written w
    JOIN (SELECT DISTINCT index, partition FROM value_cuts) USING (index) ORDER BY partition, index`)
  const put = async (partition: number, what: 'rows' | 'values') => {
    const to = join(exchange.scratch, `cut-${what}-${partition}.parquet`)
    const select = `SELECT * EXCLUDE ("#partition") FROM cut_${what} WHERE "#partition" = ${partition}`
    const count = await db.copyToParquet(select, to, { staged: true })
    await exchange.lake.putFile(exchange.prefix + exchangeKeys.cut(partition, file, what), to)
    await rm(to)
    return count
  }
  const rows = await forEach(partitions, (partition) => put(partition, 'rows'))
  await forEach(partitions, (partition) => put(partition, 'values'))
  await db.run('DROP TABLE cut_rows; DROP TABLE cut_values; DROP TABLE row_cuts; DROP TABLE value_cuts')
  return { rows, records: records.counted }
}

/** Per record the partition of its identifiers, which are all in one. */
function partitionOfRecords({ time, parts }: LogRows, partitionOf: Uint8Array): Uint8Array {
  const ofRecord = new Uint8Array(time.length).fill(NOWHERE)
  for (const column of parts.values()) {
    for (let record = 0; record < ofRecord.length; record++) {
      const value = column[record]!
      if (ofRecord[record] === NOWHERE && value !== NONE) ofRecord[record] = partitionOf[value]!
    }
  }
  return ofRecord
}

/**
 * `row_cuts`: `row` and `partition`; whether the row's other cells go along (`owned`), and which of its sets
 * (`set<n>`).
 */
async function loadRows(db: Duck, { segments }: LogRows, ofRecord: Uint8Array): Promise<void> {
  const { sets, count } = segments[0] ?? { sets: [], count: 0 }
  const row = new Int32Array(count * sets.length)
  const partition = new Int32Array(row.length)
  const owned = new Uint8Array(row.length)
  const goes = sets.map(() => new Uint8Array(row.length))
  let lines = 0
  for (let at = 0; at < count; at++) {
    const own = ofRecord.subarray(at * sets.length, (at + 1) * sets.length)
    let isFirst = true
    for (let set = 0; set < own.length; set++) {
      if (own[set] === NOWHERE || own.indexOf(own[set]!) < set) continue
      row[lines] = at
      partition[lines] = own[set]!
      owned[lines] = Number(isFirst)
      for (let other = 0; other < own.length; other++) goes[other]![lines] = Number(own[other] === own[set])
      isFirst = false
      lines++
    }
  }
  const setColumns = goes.map((column, i) => [`set${sets[i]}`, flags(column.subarray(0, lines))] as const)
  await db.load('row_cuts', {
    row: { type: 'INTEGER', values: row.subarray(0, lines) },
    partition: { type: 'INTEGER', values: partition.subarray(0, lines) },
    owned: flags(owned.subarray(0, lines)),
    ...Object.fromEntries(setColumns),
  })
}

const flags = (values: Uint8Array) => ({ type: 'BOOLEAN' as const, values })

/** `value_cuts`: `index` and `partition`. A value that identifies nobody goes wherever a record has it. */
async function loadValues(db: Duck, { parts }: LogRows, ofRecord: Uint8Array, partitionOf: Uint8Array): Promise<void> {
  const most = partitionOf.length + [...parts.values()].reduce((sum, column) => sum + column.length, 0)
  const index = new Int32Array(most)
  const partition = new Int32Array(most)
  let lines = 0
  const goes = (value: number, to: number) => {
    if (to === NOWHERE) return
    index[lines] = value
    partition[lines++] = to
  }
  for (let value = 0; value < partitionOf.length; value++) goes(value, partitionOf[value]!)
  for (const column of parts.values()) {
    for (let record = 0; record < column.length; record++) {
      const value = column[record]!
      if (value !== NONE && partitionOf[value] === NOWHERE) goes(value, ofRecord[record]!)
    }
  }
  await db.load('value_cuts', {
    index: { type: 'INTEGER', values: index.subarray(0, lines) },
    partition: { type: 'INTEGER', values: partition.subarray(0, lines) },
  })
}

/** The columns of rows.parquet: where a row has several sets, without those of others, and of what is not its own nothing. */
function rowColumns(dataset: OpenedDataset, sets: number[]): string {
  if (sets.length < 2) return 'r.* EXCLUDE (file_row_number)'
  const only = (column: string, flag: string) =>
    `CASE WHEN c.${flag} THEN r.${quoteName(column)} END AS ${quoteName(column)}`
  const values = sets.flatMap((set) =>
    columnsOf(dataset, inRows.value(set)).map((part) => only(inRows.value(set).of(part), `set${set}`)),
  )
  const flags = dataset.manifest.streams.map((_, stream) => inRows.isEvent(stream))
  const besides = Object.keys(dataset.columns).filter(
    (column) => flags.includes(column) || inRows.trait.has(column) || inRows.reference.has(column),
  )
  const replaced = [...values, ...besides.map((column) => only(column, 'owned'))]
  return `r.* EXCLUDE (file_row_number) REPLACE (${replaced.join(', ')})`
}

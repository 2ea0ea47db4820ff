import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBVector,
  FLOAT,
  INTEGER,
  TIMESTAMP,
  UUID,
  VARCHAR,
} from '@duckdb/node-api'
import { quoteName } from '../engines/sql/quote.ts'
import { bytesOf, type RawVector } from './duck-columns.ts'

/**
 * The columns that `load` takes. UUID: 16 bytes a row as `columns` gives them. TIMESTAMP: milliseconds, or whole
 * microseconds.
 */
export type TypedColumn =
  | { type: 'INTEGER'; values: Int32Array; present?: Uint8Array }
  | { type: 'FLOAT'; values: Float32Array; present?: Uint8Array }
  | { type: 'DOUBLE' | 'BIGINT' | 'TIMESTAMP'; values: Float64Array; present?: Uint8Array }
  | { type: 'TIMESTAMP'; values: BigInt64Array; present?: Uint8Array }
  | { type: 'BOOLEAN' | 'UUID'; values: Uint8Array; present?: Uint8Array }
  | { type: 'VARCHAR'; values: readonly (string | null)[]; present?: undefined }

const typeOf = { INTEGER, FLOAT, DOUBLE, BIGINT, TIMESTAMP, BOOLEAN, UUID, VARCHAR } as const

/**
 * Appends chunk by chunk; typed arrays are copied as memory, never value by value (64-bit integers and texts apart).
 * Appended values are copied, so one chunk serves for all, unless it would gather texts.
 */
export async function loadColumns(
  connection: DuckDBConnection,
  table: string,
  columns: Readonly<Record<string, TypedColumn>>,
): Promise<void> {
  const entries = Object.entries(columns)
  const rowCount = lengthOf(entries)
  const declared = entries.map(([name, column]) => `${quoteName(name)} ${column.type}`).join(', ')
  await connection.run(`CREATE TABLE ${quoteName(table)} (${declared})`)
  const appender = await connection.createAppender(table)
  const types = entries.map(([, column]) => typeOf[column.type])
  const step = DuckDBVector.standardSize()
  const hasTexts = entries.some(([, { type }]) => type === 'VARCHAR')
  let chunk = DuckDBDataChunk.create(types, Math.min(step, rowCount))
  for (let at = 0; at < rowCount; at += step) {
    const count = Math.min(step, rowCount - at)
    if (count !== chunk.rowCount || hasTexts) chunk = DuckDBDataChunk.create(types, count)
    entries.forEach(([, column], i) => {
      fill(chunk.getColumnVector(i) as unknown as RawVector, column, at, count)
    })
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

function lengthOf(entries: [string, TypedColumn][]): number {
  const lengths = entries.map(([, { type, values }]) => (type === 'UUID' ? values.length / 16 : values.length))
  if (new Set(lengths).size !== 1) throw new Error(`columns of one table differ in length: ${lengths.join(', ')}`)
  return lengths[0]!
}

function fill(vector: RawVector, column: TypedColumn, at: number, count: number): void {
  const { type, values, present } = column
  if (type === 'VARCHAR') {
    for (let row = 0; row < count; row++) vector.setItem(row, values[at + row] ?? null)
  } else if (type === 'UUID' || type === 'BOOLEAN') {
    const width = type === 'UUID' ? 16 : 1
    bytesOf(vector).set(values.subarray(at * width, (at + count) * width))
  } else if (values instanceof BigInt64Array) {
    ;(vector.items as unknown as BigInt64Array).set(values.subarray(at, at + count))
  } else if (type === 'BIGINT' || type === 'TIMESTAMP') {
    const to = vector.items as unknown as BigInt64Array
    const factor = type === 'TIMESTAMP' ? 1000 : 1
    for (let row = 0; row < count; row++) to[row] = BigInt(Math.round((values[at + row] || 0) * factor))
  } else {
    ;(vector.items as unknown as Float64Array).set(values.subarray(at, at + count))
  }
  if (present) {
    vector.validity.data?.fill(0xffff_ffff_ffff_ffffn)
    for (let row = 0; row < count; row++) if (!present[at + row]) vector.validity.setItemValid(row, false)
  }
  vector.flush()
}

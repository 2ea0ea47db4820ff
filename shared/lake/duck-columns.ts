import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBResult,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBVector,
  FLOAT,
  INTEGER,
  TIMESTAMP,
  UUID,
  VARCHAR,
} from '@duckdb/node-api'
import { quoteName } from './quote.ts'

/**
 * One column of a big result. By type: INTEGER Int32Array · FLOAT Float32Array · UBIGINT BigUint64Array · DOUBLE, DECIMAL,
 * BIGINT and TIMESTAMP (milliseconds since 1970 UTC) Float64Array · BOOLEAN Uint8Array of 0 and 1 · UUID Uint8Array, 16 bytes
 * a row in DuckDB's own order (opaque; `load` takes the same) · VARCHAR an array of strings. Absent values are 0, NaN
 * (in floats) or ''.
 */
export interface Column {
  values: Int32Array | Float32Array | Float64Array | BigUint64Array | Uint8Array | string[]
  /** One byte a row, 1 where the value is there; undefined when no value is missing. */
  present: Uint8Array | undefined
}
export interface Columns {
  rowCount: number
  columns: Record<string, Column>
}

/** What `load` takes. UUID: 16 bytes a row as `columns` gives them. TIMESTAMP: milliseconds. */
export type TypedColumn =
  | { type: 'INTEGER'; values: Int32Array; present?: Uint8Array }
  | { type: 'FLOAT'; values: Float32Array; present?: Uint8Array }
  | { type: 'DOUBLE' | 'BIGINT' | 'TIMESTAMP'; values: Float64Array; present?: Uint8Array }
  | { type: 'BOOLEAN' | 'UUID'; values: Uint8Array; present?: Uint8Array }
  | { type: 'VARCHAR'; values: readonly (string | null)[]; present?: undefined }

type Numeric = Int32Array | Float32Array | Float64Array | BigUint64Array | Uint8Array

/** Copies each 2,048-row chunk into arrays that double: one copy of the data, no object per value (texts apart). */
export async function readColumns(result: DuckDBResult): Promise<Columns> {
  const names = result.deduplicatedColumnNames()
  const growing = result.columnTypes().map(columnFor)
  let rowCount = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) break
    growing.forEach((column, i) => {
      column.take(chunk.getColumnVector(i) as unknown as RawVector, rowCount, chunk.rowCount)
    })
    rowCount += chunk.rowCount
  }
  return { rowCount, columns: Object.fromEntries(names.map((name, i) => [name, growing[i]!.finish(rowCount)])) }
}

/** The fields of the binding's vectors that hold the data: typed arrays over the chunk's memory. */
interface RawVector {
  items?: ArrayLike<number> & ArrayBufferView
  dataView?: DataView
  validity: {
    data: BigUint64Array | null
    itemValid(row: number): boolean
    setItemValid(row: number, on: boolean): void
  }
  getItem(row: number): unknown
  setItem(row: number, value: unknown): void
  flush(): void
}

interface Growing {
  take(vector: RawVector, at: number, count: number): void
  finish(rowCount: number): Column
}

function columnFor(type: DuckDBType): Growing {
  switch (type.typeId) {
    case DuckDBTypeId.INTEGER:
      return numbers(
        (n) => new Int32Array(n),
        1,
        (vector, to) => to.set(vector.items!),
      )
    case DuckDBTypeId.FLOAT:
      return numbers(
        (n) => new Float32Array(n),
        1,
        (vector, to) => to.set(vector.items!),
      )
    case DuckDBTypeId.DOUBLE:
      return numbers(
        (n) => new Float64Array(n),
        1,
        (vector, to) => to.set(vector.items!),
      )
    case DuckDBTypeId.UBIGINT:
      return numbers(
        (n) => new BigUint64Array(n),
        1,
        (vector, to) => to.set(vector.items as unknown as BigUint64Array),
      )
    case DuckDBTypeId.BIGINT:
      return numbers(
        (n) => new Float64Array(n),
        1,
        (vector, to) => int64s(vector, to, 1),
      )
    case DuckDBTypeId.TIMESTAMP:
      return numbers(
        (n) => new Float64Array(n),
        1,
        (vector, to) => int64s(vector, to, 1000),
      )
    case DuckDBTypeId.BOOLEAN:
      return numbers(
        (n) => new Uint8Array(n),
        1,
        (vector, to) => to.set(bytesOf(vector)),
      )
    case DuckDBTypeId.UUID:
      return numbers(
        (n) => new Uint8Array(n),
        16,
        (vector, to) => to.set(bytesOf(vector)),
      )
    case DuckDBTypeId.DECIMAL:
      return numbers(
        (n) => new Float64Array(n),
        1,
        (vector, to) => {
          for (let row = 0; row < to.length; row++) {
            const value = vector.getItem(row) as { toDouble(): number } | null
            to[row] = value === null ? 0 : value.toDouble()
          }
        },
      )
    case DuckDBTypeId.VARCHAR:
      return texts()
    default:
      throw new Error(`columns() does not read ${type}: cast it in the select`)
  }
}

function bytesOf(vector: RawVector): Uint8Array {
  const view = vector.dataView ?? vector.items!
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

function int64s(vector: RawVector, to: Numeric, divisor: number): void {
  const items = vector.items as unknown as BigInt64Array
  for (let row = 0; row < to.length; row++) to[row] = Number(items[row]) / divisor
}

function numbers<A extends Numeric>(
  make: (length: number) => A,
  width: number,
  copy: (vector: RawVector, to: A) => void,
): Growing {
  let values = make(4096 * width)
  const presence = growingPresence()
  return {
    take(vector, at, count) {
      if ((at + count) * width > values.length) {
        const larger = make(Math.max(values.length * 2, (at + count) * width))
        larger.set(values as never)
        values = larger
      }
      const to = values.subarray(at * width, (at + count) * width) as A
      copy(vector, to)
      // What stands under an absent value is undefined in DuckDB: made equal, so that equal columns have equal bytes.
      const empty =
        values instanceof BigUint64Array
          ? (0n as never)
          : values instanceof Float64Array || values instanceof Float32Array
            ? Number.NaN
            : 0
      presence.take(vector, at, count, (row) => (to as Float64Array).fill(empty, row * width, (row + 1) * width))
    },
    finish: (rowCount) => ({ values: values.subarray(0, rowCount * width), present: presence.finish(rowCount) }),
  }
}

function texts(): Growing {
  const values: string[] = []
  const presence = growingPresence()
  return {
    take(vector, at, count) {
      for (let row = 0; row < count; row++) values.push((vector.getItem(row) as string | null) ?? '')
      presence.take(vector, at, count, () => {})
    },
    finish: (rowCount) => ({ values, present: presence.finish(rowCount) }),
  }
}

/** Stays unallocated until the first absent value. */
function growingPresence() {
  let present: Uint8Array | undefined
  return {
    take(vector: RawVector, at: number, count: number, clear: (row: number) => void) {
      if (!present && !vector.validity.data) return
      present ??= new Uint8Array(Math.max(4096, at + count)).fill(1)
      if (at + count > present.length) {
        const larger = new Uint8Array(Math.max(present.length * 2, at + count)).fill(1)
        larger.set(present)
        present = larger
      }
      if (!vector.validity.data) return
      for (let row = 0; row < count; row++) {
        if (vector.validity.itemValid(row)) continue
        present[at + row] = 0
        clear(row)
      }
    },
    finish: (rowCount: number) =>
      present?.subarray(0, rowCount).includes(0) ? present.subarray(0, rowCount) : undefined,
  }
}

const typeOf = { INTEGER, FLOAT, DOUBLE, BIGINT, TIMESTAMP, BOOLEAN, UUID, VARCHAR } as const

/** Appends chunk by chunk; typed arrays are copied as memory, never value by value (64-bit integers and texts apart). */
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
  for (let at = 0; at < rowCount; at += step) {
    const count = Math.min(step, rowCount - at)
    const chunk = DuckDBDataChunk.create(types, count)
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
  } else if (type === 'BIGINT' || type === 'TIMESTAMP') {
    const to = vector.items as unknown as BigInt64Array
    const factor = type === 'TIMESTAMP' ? 1000 : 1
    for (let row = 0; row < count; row++) to[row] = BigInt(Math.round((values[at + row] || 0) * factor))
  } else {
    ;(vector.items as unknown as Float64Array).set(values.subarray(at, at + count))
  }
  if (present) {
    for (let row = 0; row < count; row++) if (!present[at + row]) vector.validity.setItemValid(row, false)
  }
  vector.flush()
}

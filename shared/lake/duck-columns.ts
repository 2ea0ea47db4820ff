import { type DuckDBResult, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api'

/**
 * One column of a big result. By type: INTEGER Int32Array · FLOAT Float32Array · UBIGINT BigUint64Array · DOUBLE, DECIMAL,
 * BIGINT and TIMESTAMP (milliseconds since 1970 UTC) Float64Array · BOOLEAN Uint8Array of 0 and 1 · UUID and UHUGEINT Uint8Array,
 * 16 bytes a row in DuckDB's own order (low half first; `load` takes the same for UUID) · VARCHAR an array of strings. Absent values are 0, NaN
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

type Numeric = Int32Array | Float32Array | Float64Array | BigUint64Array | Uint8Array

/**
 * Copies each 2,048-row chunk into arrays that begin with room for the expected rows and double: one copy of the data, no
 * object per value (texts apart).
 */
export async function readColumns(result: DuckDBResult, expected = 4096): Promise<Columns> {
  const names = result.deduplicatedColumnNames()
  const growing = result.columnTypes().map((type) => columnFor(type, expected))
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
export interface RawVector {
  items?: ArrayLike<number> & ArrayBufferView
  dataView?: DataView
  validity: {
    /** A bit a row, set where the value is there; null when no value is missing. */
    data: BigUint64Array | null
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

function columnFor(type: DuckDBType, expected: number): Growing {
  const numbers = <A extends Numeric>(make: (length: number) => A, copy: Copy<A>, width = 1) =>
    growingNumbers(make, width, copy, expected)
  switch (type.typeId) {
    case DuckDBTypeId.INTEGER:
      return numbers((n) => new Int32Array(n), items)
    case DuckDBTypeId.FLOAT:
      return numbers((n) => new Float32Array(n), items)
    case DuckDBTypeId.DOUBLE:
      return numbers((n) => new Float64Array(n), items)
    case DuckDBTypeId.UBIGINT:
      return numbers((n) => new BigUint64Array(n), items)
    case DuckDBTypeId.BIGINT:
      return numbers((n) => new Float64Array(n), int64s(1))
    case DuckDBTypeId.TIMESTAMP:
      return numbers((n) => new Float64Array(n), int64s(1000))
    case DuckDBTypeId.DECIMAL:
      return numbers((n) => new Float64Array(n), decimals)
    case DuckDBTypeId.BOOLEAN:
      return numbers((n) => new Uint8Array(n), bytes)
    case DuckDBTypeId.UUID:
    case DuckDBTypeId.UHUGEINT:
      return numbers((n) => new Uint8Array(n), bytes, 16)
    case DuckDBTypeId.VARCHAR:
      return texts()
    default:
      throw new Error(`columns() does not read ${type}: cast it in the select`)
  }
}

/** Copies a chunk's values to where they belong, which is as long as they are. */
type Copy<A> = (vector: RawVector, to: A) => void

const items: Copy<Numeric> = (vector, to) => to.set(vector.items as never)
const bytes: Copy<Uint8Array> = (vector, to) => to.set(bytesOf(vector))
const decimals: Copy<Float64Array> = (vector, to) => {
  for (let row = 0; row < to.length; row++) {
    const value = vector.getItem(row) as { toDouble(): number } | null
    to[row] = value === null ? 0 : value.toDouble()
  }
}

/** 64-bit integers by their halves: a BigInt is an object each time it is looked at. */
const int64s =
  (divisor: number): Copy<Float64Array> =>
  (vector, to) => {
    const { buffer, byteOffset } = vector.items!
    const halves = new Int32Array(buffer, byteOffset, 2 * to.length)
    for (let row = 0; row < to.length; row++) {
      to[row] = (halves[2 * row + 1]! * 2 ** 32 + (halves[2 * row]! >>> 0)) / divisor
    }
  }

export function bytesOf(vector: RawVector): Uint8Array {
  const view = vector.dataView ?? vector.items!
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

function growingNumbers<A extends Numeric>(
  make: (length: number) => A,
  width: number,
  copy: Copy<A>,
  expected: number,
): Growing {
  let values = make(expected * width)
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
      // DuckDB does not define the bytes under an absent value. They are made equal here, so that equal columns have
      // equal bytes.
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
      const { buffer, byteOffset } = vector.validity.data
      const words = new Uint32Array(buffer, byteOffset, Math.ceil(count / 32))
      for (let row = 0; row < count; row++) {
        const word = words[row >>> 5]!
        if (word === 0xffffffff) row |= 31
        else if (!((word >>> (row & 31)) & 1)) {
          present[at + row] = 0
          clear(row)
        }
      }
    },
    finish: (rowCount: number) =>
      present?.subarray(0, rowCount).includes(0) ? present.subarray(0, rowCount) : undefined,
  }
}

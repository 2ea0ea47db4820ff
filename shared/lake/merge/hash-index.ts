import { closeSync, openSync, writeSync } from 'node:fs'
import { quoteText } from '../../engines/sql/quote.ts'
import type { Bucket } from '../../ports/aws/objects.ts'
import type { Duck } from '../duck.ts'

/** By the first byte of the hash. */
export const BUCKETS = 256

/**
 * The hash by which a row is compared: `row`, of all its cells; or `upsert`, of the upsert columns. A row that has the
 * latter is in that index and not in the other.
 */
export type IndexedBy = 'row' | 'upsert'

/**
 * Of the rows of a file, or of a stretch of it, what merging needs, by bucket and in a bucket in the order of the file:
 * any range of buckets is read without the rest. Rows count from 0.
 */
export interface HashIndex {
  /** How many rows lie before each bucket; the last, behind all buckets, is the number of all rows. */
  starts: Uint32Array
  /** Two words a row, the lower first. */
  hashes(from: number, to: number): Promise<Uint32Array>
  /** Microseconds since 1970. */
  times(from: number, to: number): Promise<Float64Array>
  rowNumbers(from: number, to: number): Promise<Int32Array>
}

/*
 * The object: the number of rows of each bucket (u32); then of all rows the hashes (u64), the times (f64), and the row
 * numbers (i32); little endian. The parts are apart because most rows are nobody's equal: of those nothing but the hash
 * is ever read.
 */
const HEADER_BYTES = 4 * BUCKETS
const HASH_BYTES = 8
const TIME_BYTES = 8
const NUMBER_BYTES = 4

/**
 * Writes the index of a stretch of a file.
 * @param rows rows.parquet on disk
 * @param stretch row numbers, the first and the one behind the last
 */
export async function writeHashIndex(
  db: Duck,
  rows: string,
  by: IndexedBy,
  [first, end]: readonly [number, number],
  out: string,
): Promise<void> {
  const { columns, rowCount } = await db.columns(
    `SELECT ${by}_hash AS hash, epoch_us(record_time) AS time, row_number FROM read_parquet(${quoteText(rows)})
     WHERE row_number >= ${first} AND row_number < ${end} AND upsert_hash IS ${by === 'row' ? 'NULL' : 'NOT NULL'}`,
    { expected: end - first },
  )
  const hashes = columns.hash!.values as BigUint64Array
  const words = new Uint32Array(hashes.buffer, hashes.byteOffset, 2 * rowCount)
  const times = columns.time!.values as Float64Array
  const numbers = columns.row_number!.values as Int32Array
  const sizes = new Uint32Array(BUCKETS)
  for (let row = 0; row < rowCount; row++) sizes[words[2 * row + 1]! >>> 24]!++
  const places = startsOf(sizes)
  const sorted = {
    words: new Uint32Array(2 * rowCount),
    times: new Float64Array(rowCount),
    numbers: new Int32Array(rowCount),
  }
  for (let row = 0; row < rowCount; row++) {
    const high = words[2 * row + 1]!
    const place = places[high >>> 24]!++
    sorted.words[2 * place] = words[2 * row]!
    sorted.words[2 * place + 1] = high
    sorted.times[place] = times[row]!
    sorted.numbers[place] = numbers[row]!
  }
  const file = openSync(out, 'w')
  try {
    for (const part of [sizes, sorted.words, sorted.times, sorted.numbers]) writeWhole(file, part)
  } finally {
    closeSync(file)
  }
}

/** The index as it lies in the lake; undefined if there is none. */
export async function openHashIndex(lake: Pick<Bucket, 'getRange'>, key: string): Promise<HashIndex | undefined> {
  const header = await lake.getRange(key, 0, HEADER_BYTES)
  if (!header) return undefined
  const starts = startsOf(new Uint32Array(header.buffer))
  const timesAt = HEADER_BYTES + HASH_BYTES * starts[BUCKETS]!
  const numbersAt = timesAt + TIME_BYTES * starts[BUCKETS]!
  const read = async (part: number, from: number, to: number, width: number): Promise<ArrayBuffer> => {
    if (from === to) return new ArrayBuffer(0)
    const bytes = await lake.getRange(key, part + width * from, width * (to - from))
    if (!bytes) throw new Error(`object missing: ${key}`)
    return bytes.buffer
  }
  return {
    starts,
    hashes: async (from, to) => new Uint32Array(await read(HEADER_BYTES, from, to, HASH_BYTES)),
    times: async (from, to) => new Float64Array(await read(timesAt, from, to, TIME_BYTES)),
    rowNumbers: async (from, to) => new Int32Array(await read(numbersAt, from, to, NUMBER_BYTES)),
  }
}

function startsOf(sizes: Uint32Array): Uint32Array {
  const starts = new Uint32Array(BUCKETS + 1)
  for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1] = starts[bucket]! + sizes[bucket]!
  return starts
}

function writeWhole(file: number, { buffer, byteOffset, byteLength }: ArrayBufferView): void {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
}

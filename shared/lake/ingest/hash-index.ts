import { closeSync, openSync, writeSync } from 'node:fs'
import type { Bucket } from '../../aws/objects.ts'
import type { Duck } from '../duck.ts'
import { quoteText } from '../quote.ts'

/** By the first byte of the hash. */
export const BUCKETS = 256

/**
 * What a row is compared by: `row`, the hash of all its cells; or `upsert`, that of the upsert columns. A row that has
 * the latter is in that index and not in the other.
 */
export type IndexedBy = 'row' | 'upsert'

/** Of the rows of one file, what merging needs: any range of buckets is read without the rest. Rows count from 0. */
export interface HashIndex {
  /** How many rows lie before each bucket; the last, behind all buckets, is the number of all rows. */
  starts: Float64Array
  /** Two words a row, the lower first. */
  hashes(from: number, to: number): Promise<Uint32Array>
  /** Microseconds since 1970. */
  times(from: number, to: number): Promise<Float64Array>
  rowNumbers(from: number, to: number): Promise<Int32Array>
}

/** Of one file: by row; and by upsert columns, when the dataset has some. */
export type RowIndexes = Partial<Record<IndexedBy, HashIndex>>

/*
 * The object: the number of rows of each bucket (u32); then of all rows the hashes (u64), the times (f64), and the row
 * numbers (i32); little endian. Rows lie by bucket, and within one in the order of the file. The parts are apart because
 * most rows are nobody's equal: of those nothing but the hash is ever read.
 */
const HEADER_BYTES = 4 * BUCKETS
const HASH_BYTES = 8
const TIME_BYTES = 8
const NUMBER_BYTES = 4

/** Rows that are sorted into buckets at a time: the memory, 20 bytes a row twice, does not grow with the file. */
const ROWS_AT_ONCE = 1 << 20

/** @param rows rows.parquet on disk */
export async function writeHashIndex(
  db: Duck,
  rows: string,
  by: IndexedBy,
  out: string,
  atOnce = ROWS_AT_ONCE,
): Promise<void> {
  const source = `(SELECT ${by}_hash AS hash, epoch_us(record_time) AS time, row_number FROM read_parquet(${quoteText(rows)})
    WHERE upsert_hash IS ${by === 'row' ? 'NULL' : 'NOT NULL'})`
  const counted = await db.rows<{ bucket: number; rows: number; last: number }>(
    `SELECT (hash >> 56)::INTEGER AS bucket, count(*) AS "rows", max(row_number) AS last FROM ${source} GROUP BY bucket`,
  )
  const sizes = new Uint32Array(BUCKETS)
  for (const { bucket, rows } of counted) sizes[bucket] = rows
  const starts = startsOf(sizes)
  const last = Math.max(0, ...counted.map(({ last }) => last))
  const file = openSync(out, 'w')
  try {
    writeWhole(file, sizes, 0)
    const next = starts.slice()
    for (let from = 0; from < last; from += atOnce) {
      const { columns } = await db.columns(
        `SELECT hash, time, row_number FROM ${source} WHERE row_number > ${from} AND row_number <= ${from + atOnce}`,
        { expected: Math.min(atOnce, last - from) },
      )
      const hashes = columns.hash!.values as BigUint64Array
      writeChunk(file, starts[BUCKETS]!, next, {
        hashes: new Uint32Array(hashes.buffer, hashes.byteOffset, 2 * hashes.length),
        times: columns.time!.values as Float64Array,
        numbers: columns.row_number!.values as Int32Array,
      })
    }
  } finally {
    closeSync(file)
  }
}

interface Chunk {
  hashes: Uint32Array
  times: Float64Array
  numbers: Int32Array
}

/** Puts rows where their buckets go on. @param next per bucket the place of its next row, moved on */
function writeChunk(file: number, all: number, next: Float64Array, chunk: Chunk): void {
  const count = chunk.numbers.length
  const sizes = new Uint32Array(BUCKETS)
  for (let row = 0; row < count; row++) sizes[chunk.hashes[2 * row + 1]! >>> 24]!++
  const starts = startsOf(sizes)
  const places = starts.slice()
  const sorted = {
    hashes: new Uint32Array(2 * count),
    times: new Float64Array(count),
    numbers: new Int32Array(count),
  }
  for (let row = 0; row < count; row++) {
    const high = chunk.hashes[2 * row + 1]!
    const place = places[high >>> 24]!++
    sorted.hashes[2 * place] = chunk.hashes[2 * row]!
    sorted.hashes[2 * place + 1] = high
    sorted.times[place] = chunk.times[row]!
    sorted.numbers[place] = chunk.numbers[row]!
  }
  const sections = sectionsOf(all)
  for (let bucket = 0; bucket < BUCKETS; ) {
    const [from, at] = [starts[bucket]!, next[bucket]!]
    // Buckets that are neighbours in the file as they are here go there together: of a file read at once, all of them.
    do next[bucket]! += sizes[bucket]!
    while (++bucket < BUCKETS && next[bucket] === at + starts[bucket]! - from)
    const to = starts[bucket]!
    writeWhole(file, sorted.hashes.subarray(2 * from, 2 * to), sections.hashes + HASH_BYTES * at)
    writeWhole(file, sorted.times.subarray(from, to), sections.times + TIME_BYTES * at)
    writeWhole(file, sorted.numbers.subarray(from, to), sections.numbers + NUMBER_BYTES * at)
  }
}

/** The index as it lies in the lake; undefined if there is none. */
export async function openHashIndex(lake: Pick<Bucket, 'getRange'>, key: string): Promise<HashIndex | undefined> {
  const header = await lake.getRange(key, 0, HEADER_BYTES)
  if (!header) return undefined
  const starts = startsOf(new Uint32Array(header.buffer))
  const sections = sectionsOf(starts[BUCKETS]!)
  const read = async (section: number, from: number, to: number, width: number): Promise<ArrayBufferLike> => {
    if (from === to) return new ArrayBuffer(0)
    const bytes = await lake.getRange(key, section + width * from, width * (to - from))
    if (!bytes) throw new Error(`object missing: ${key}`)
    return bytes.buffer
  }
  return {
    starts,
    hashes: async (from, to) => new Uint32Array(await read(sections.hashes, from, to, HASH_BYTES)),
    times: async (from, to) => new Float64Array(await read(sections.times, from, to, TIME_BYTES)),
    rowNumbers: async (from, to) => new Int32Array(await read(sections.numbers, from, to, NUMBER_BYTES)),
  }
}

/** Where the parts begin, of an index of so many rows. */
function sectionsOf(rows: number) {
  const times = HEADER_BYTES + HASH_BYTES * rows
  return { hashes: HEADER_BYTES, times, numbers: times + TIME_BYTES * rows }
}

function startsOf(sizes: Uint32Array): Float64Array {
  const starts = new Float64Array(BUCKETS + 1)
  sizes.forEach((size, bucket) => {
    starts[bucket + 1] = starts[bucket]! + size
  })
  return starts
}

function writeWhole(file: number, values: Uint32Array | Float64Array | Int32Array, at: number): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, at + done)
}

import { batchesOf, callsOf, rangesOf, type Size, type StepPath, slicesOf } from './growth.ts'

/** What one call asks of S3, where it grows as a product: of files and ranges, of partitions and slices. */
export interface Objects {
  /** Parquet files, which DuckDB opens or makes; and others: arrays, notes. */
  got: { tables: number; others: number }
  put: { tables: number; others: number }
  /** How often it waits for an answer: what is asked for together, waits together. */
  waits: number
}

/** As shared/lake/people/partitions/arrays.ts asks for objects. */
const AT_ONCE = 48
/** As shared/lake/merge/index-pieces.ts and shared/lake/people/partitions/number-keys.ts ask for files. */
const FILES_AT_ONCE = 16
/** What lies of a slice in a file of its own: people, rows of the one dataset, values, what is extra. */
const SLICE_PARTS = 4
/** What lies of a shard's people in a file of its own, with one stream. */
const PEOPLE_PARTS = 5
/** As shared/lake/merge/merge-files.ts reads the hashes of all files: of so many rows together, by whole buckets. */
const HASHES_AT_ONCE = 8 << 20
const HASH_BUCKETS = 256

/** By reading shared/builds, with one dataset that repeats no rows; undefined for steps whose requests are counted. */
export function objectsOf(path: StepPath, size: Size): Objects | undefined {
  const { files, partitions } = size
  const [ranges, slices] = [rangesOf(size), slicesOf(size)]
  const own = files / batchesOf(size)
  const together = (objects: number) => Math.ceil(objects / AT_ONCE)
  const objects = (got: Objects['got'], put: Objects['put'], waits: number): Objects => ({ got, put, waits })
  switch (path) {
    case 'ingest/finish': {
      const buckets = Math.max(1, Math.floor((HASHES_AT_ONCE * HASH_BUCKETS) / size.rows))
      const hashRanges = Math.ceil(HASH_BUCKETS / Math.min(HASH_BUCKETS, buckets))
      const got = 1 + files * (2 + hashRanges)
      return objects(
        { tables: 0, others: got },
        { tables: 0, others: 1 },
        4 + hashRanges * Math.ceil(files / FILES_AT_ONCE),
      )
    }
    case 'resolve/link':
      return objects(
        { tables: own * 2, others: 1 },
        { tables: 0, others: own * (2 + ranges) },
        1 + own * (3 + together(ranges)),
      )
    case 'resolve/number':
      return objects(
        { tables: 0, others: 1 + files },
        { tables: 0, others: files + 1 },
        2 + 2 * Math.ceil(files / FILES_AT_ONCE),
      )
    case 'resolve/connect':
      return objects(
        { tables: 0, others: 2 + ranges + files * (2 + ranges) },
        { tables: 0, others: ranges + 1 },
        4 + (files + 1) * together(ranges),
      )
    case 'resolve/cut':
      return objects(
        { tables: own * 2, others: 1 + ranges + own * (2 + 2 * ranges) },
        { tables: own * 2 * partitions, others: own },
        2 + own * (2 + 2 * together(ranges) + 2 * together(partitions)),
      )
    case 'resolve/decide':
      return objects(
        { tables: 2 * files, others: 2 + files },
        { tables: SLICE_PARTS * slices, others: 1 },
        4 + files + SLICE_PARTS * together(slices),
      )
    case 'resolve/settle':
      return objects({ tables: 0, others: 2 + partitions + files }, { tables: 0, others: 1 }, 5)
    case 'resolve/shard': {
      if (partitions === 1) return undefined
      const tables = (SLICE_PARTS * partitions * slices) / callsOf(path, size)
      const waits = 3 + SLICE_PARTS * together(tables / SLICE_PARTS) + PEOPLE_PARTS
      return objects({ tables, others: 2 }, { tables: PEOPLE_PARTS, others: 1 }, waits)
    }
    default:
      return undefined
  }
}

export const readsOf = ({ got }: Objects): number => got.tables + got.others
export const writesOf = ({ put }: Objects): number => put.tables + put.others

/** Seconds that an object costs a step besides what is in it. */
export type ObjectSeconds = Pick<Objects, 'got' | 'put'>

export const secondsOfObjects = ({ got, put }: ObjectSeconds, each: ObjectSeconds): number =>
  got.tables * each.got.tables +
  got.others * each.got.others +
  put.tables * each.put.tables +
  put.others * each.put.others

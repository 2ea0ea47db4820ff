import { batchesOf, callsOf, rangesOf, type Size, type StepPath, slicesOf } from './scale-growth.ts'

/** What one call asks of S3. */
export interface Objects {
  reads: number
  writes: number
  /** How often it waits for an answer: what is asked for together, waits together. */
  waits: number
}

/** As shared/lake/people/partitions/arrays.ts and shared/lake/ingest/merge-files.ts ask for objects. */
const AT_ONCE = 16
/** What lies of a slice in a file of its own: people, rows of the one dataset, values, what is extra. */
const PARTS = 4
/** The parts of a shard's people, and its note. */
const PEOPLE_PARTS = 6
/** As shared/lake/ingest/merge-files.ts reads the hashes of all files. */
const HASHES_AT_ONCE = 8 << 20

/**
 * What steps ask for that grows as a product, of files and ranges, partitions and slices: by reading shared/builds, with one
 * dataset without repeated rows. What the others ask is counted.
 */
export function objectsOf(path: StepPath, size: Size): Objects | undefined {
  const { files, partitions } = size
  const ranges = rangesOf(size)
  const slices = slicesOf(size)
  const own = files / batchesOf(size)
  const together = (objects: number) => Math.ceil(objects / AT_ONCE)
  switch (path) {
    case 'ingest/finish': {
      const hashRanges = Math.ceil(size.rows / HASHES_AT_ONCE)
      return { reads: 1 + files * (2 + hashRanges), writes: 1, waits: 4 + hashRanges * together(files) }
    }
    case 'resolve/link':
      return { reads: 1 + own * 2, writes: own * (2 + ranges), waits: 1 + own * (3 + together(ranges)) }
    case 'resolve/number':
      return { reads: 1 + files, writes: files + 1, waits: 2 + 2 * together(files) }
    case 'resolve/connect':
      return {
        reads: 1 + ranges + files * (2 + ranges),
        writes: ranges + 1,
        waits: 3 + (files + 1) * together(ranges),
      }
    case 'resolve/cut':
      return {
        reads: 1 + ranges + own * (4 + 2 * ranges),
        writes: own * (2 * partitions + 1),
        waits: 2 + own * (2 + 2 * together(ranges) + 2 * partitions),
      }
    case 'resolve/decide':
      return { reads: 2 + 3 * files, writes: PARTS * slices + 1, waits: 4 + files + PARTS * slices }
    case 'resolve/settle':
      return { reads: 2 + partitions + files, writes: 1, waits: 5 }
    case 'resolve/shard': {
      if (partitions === 1) return undefined
      const brought = (PARTS * partitions * slices) / callsOf(path, size)
      return { reads: 2 + brought, writes: PEOPLE_PARTS, waits: 2 + brought + PEOPLE_PARTS }
    }
    default:
      return undefined
  }
}

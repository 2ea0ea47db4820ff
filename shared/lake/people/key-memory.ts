import type { RowsManifest } from './dataset-rows.ts'

type Sizes = Pick<RowsManifest, 'files' | 'identity_sets'>[]

/** Records of identity resolution: one for each identity set of each row. */
export const recordsOf = (manifests: Sizes): number =>
  manifests.reduce(
    (sum, { files, identity_sets }) =>
      sum + identity_sets.length * files.reduce((rows, { accepted }) => rows + accepted, 0),
    0,
  )

/** Bytes a record outside DuckDB: its time, order, index and person, its value of each of three parts, its row. */
const BYTES_A_RECORD = 40

/** The memory that DuckDB may hold while the log of these datasets is resolved, of all the memory there is. */
export const duckMemoryMb = (manifests: Sizes, memoryMb: number): number =>
  Math.max(256, Math.floor(memoryMb - (recordsOf(manifests) * BYTES_A_RECORD) / 2 ** 20))

/** The same where every value is new: three values a record, each with its key, its index among equals and what it says. */
const MOST_BYTES_A_RECORD = BYTES_A_RECORD + 3 * 40

/** However large the memory is: a function must end within 15 minutes. */
const MOST_RECORDS_HELD = 16_000_000

/** How many records one function resolves: so many that all of it fits into half of the memory. */
export const recordsHeld = (memoryMb: number): number =>
  Math.min(MOST_RECORDS_HELD, Math.floor((memoryMb * 2 ** 20) / 2 / MOST_BYTES_A_RECORD))

/** How many it can resolve at the most: 80 bytes each are left, enough where two values of three came before. */
export const mostRecords = (memoryMb: number): number => Math.floor((memoryMb * 2 ** 20) / (MOST_BYTES_A_RECORD / 2))

/** More would not fit into the byte that says where a value belongs. */
const MOST_PARTITIONS = 128

/**
 * In how many partitions of people who share nothing identity resolution cuts the log: in one, uncut, while it has no more
 * records than one function resolves, else in a power of two.
 */
export function partitionCount(records: number, held: number): number {
  let partitions = 1
  while (partitions < MOST_PARTITIONS && records / partitions > held) partitions *= 2
  return partitions
}

import type { RowsManifest } from './dataset-rows.ts'

/** Bytes a record outside DuckDB: its time, order, place and person, its value of each of three parts, its row. */
const BYTES_A_RECORD = 40

/** What DuckDB may hold while the log of these datasets is resolved, of all the memory there is. */
export function duckMemoryMb(manifests: Pick<RowsManifest, 'files' | 'identity_sets'>[], memoryMb: number): number {
  const rows = (files: RowsManifest['files']) => files.reduce((sum, { accepted }) => sum + accepted, 0)
  const records = manifests.reduce((sum, { files, identity_sets }) => sum + rows(files) * identity_sets.length, 0)
  return Math.max(256, Math.floor(memoryMb - (records * BYTES_A_RECORD) / 2 ** 20))
}

/** Bytes a key that is looked at: as it comes from DuckDB, with its place, and once more in its part. */
const BYTES_A_KEY = 20 + 20

/**
 * In how many ranges identity resolution compares the keys of values: one while those of all of them take less than an
 * eighth of the memory, else so many that those of a range do.
 */
export const keyRanges =
  (memoryMb: number) =>
  (values: number): number =>
    Math.max(1, Math.ceil((values * BYTES_A_KEY * 8) / (memoryMb * 2 ** 20)))

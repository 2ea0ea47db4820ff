import type { RowsManifest } from './dataset-rows.ts'

/** Bytes a record outside DuckDB: twelve numbers and the marks of resolution, then the person as it is written. */
const BYTES_A_RECORD = 50 + 17

/** What DuckDB may hold while the log of these datasets is resolved, of all the memory there is. */
export function duckMemoryMb(manifests: Pick<RowsManifest, 'files' | 'identity_sets'>[], memoryMb: number): number {
  const rows = (files: RowsManifest['files']) => files.reduce((sum, { accepted }) => sum + accepted, 0)
  const records = manifests.reduce((sum, { files, identity_sets }) => sum + rows(files) * identity_sets.length, 0)
  return Math.max(256, Math.floor(memoryMb - (records * BYTES_A_RECORD) / 2 ** 20))
}

/** Bytes a key that is held: its two halves and its record, and once more as it comes from DuckDB. */
const BYTES_A_KEY = 36

/**
 * In how many ranges identity resolution reads its keys: one while all of them take less than an eighth of the memory,
 * else so many that those of one kind and range do. With 2,700 MB that is one up to 3.2 million records of three kinds.
 */
export const keyRanges =
  (memoryMb: number) =>
  (records: number, kinds: number): number => {
    const most = (memoryMb * 2 ** 20) / 8 / BYTES_A_KEY
    return records * kinds <= most ? 1 : Math.max(2, Math.ceil(records / most))
  }

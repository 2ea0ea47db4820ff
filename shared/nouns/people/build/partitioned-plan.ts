import { mapItems } from '../../../builds/map-items.ts'
import type { DatasetManifest } from '../../datasets/build/manifest.ts'

/**
 * How identity resolution is cut where one function cannot hold the account (docs/identity.md): `link` and `cut` run per
 * batch of files, `number` per range of keys, `decide` per partition.
 */
export interface PartitionedPlan {
  partitions: number
  ranges: number
  /** Whether clear addresses and hashed ones exist, in whatever datasets, and must meet. */
  hashed: boolean
  /** All files, by their indices among the datasets and the files of these. */
  files: { dataset: number; file: number }[]
  /** Indices in `files`. */
  batches: number[][]
}

/** A Map runs at most so many children. */
const MOST_BATCHES = 256
export function partitionedPlan(datasets: DatasetManifest[], partitions: number): PartitionedPlan {
  const files = datasets.flatMap((one, dataset) => one.files.map((_, file) => ({ dataset, file })))
  const batches: number[][] = mapItems(Math.min(MOST_BATCHES, files.length)).map(() => [])
  files.forEach((_, file) => {
    batches[file % batches.length]!.push(file)
  })
  const parts = new Set(datasets.flatMap((one) => one.identity_parts))
  return {
    partitions,
    // Their keys take less than the records would.
    ranges: partitions,
    hashed: parts.has('email') && parts.has('email_hash'),
    files,
    batches,
  }
}

import { shardRange } from '../../../lake/shard-range.ts'

/** A model is fitted, and its history computed, on at most about so many people. */
const sampleSize = 200_000

interface FitSample {
  /** How many such samples the cohort would make: 1 when the sample is everybody. */
  parts: number
  /** The sample's people are those whose id lies below this; undefined: everybody. */
  until: string | undefined
}

/**
 * The people whose id starts below a fixed share of the id space. Ids are hashes, so this is a fair sample, and the same
 * whatever the number of shards.
 */
export function fitSample(population: number): FitSample {
  const parts = Math.max(1, population / sampleSize)
  return { parts, until: parts > 1 ? shardRange(0, parts).until : undefined }
}

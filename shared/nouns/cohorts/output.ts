import type { CohortConfig } from './contract.ts'

export interface CohortOutput {
  prefix: string
  shards: number
  population_count: number
  /**
   * Members as of the newest event, where `as_of` is the moment of a firing and the cohort has a window of time: what a
   * fit is made of, for no firing may change it.
   */
  population_at_newest?: number
  /** The moment that it was looked at, and its newest event, ISO 8601; the second is missing where there is none. */
  as_of?: string
  data_up_to?: string
  /** Digest of its configuration and data, without the moment. */
  made_from?: string
  /** Lake key of `{ days, weeks, months }`. */
  membership_key: string
  /** The newest twelve months of the membership: enough for a line in a list. */
  recent_months?: { date: string; count: number }[]
}

declare module '../../model/resource.ts' {
  interface Shapes {
    cohorts: { config: CohortConfig; output: CohortOutput }
  }
}

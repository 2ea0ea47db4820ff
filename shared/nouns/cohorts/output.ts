import type { CohortConfig } from './contract.ts'

export interface CohortOutput {
  prefix: string
  shards: number
  population_count: number
  /** Lake key of `{ days, weeks, months }`. */
  membership_key: string
}

declare module '../../model/resource.ts' {
  interface Shapes {
    cohorts: { config: CohortConfig; output: CohortOutput }
  }
}

import type { ScopeConfig } from './contract.ts'

export interface ScopeOutput {
  prefix: string
  shards: number
  population_count: number
  /** The latest moment that any of its parts was counted as of, and the newest event of all, ISO 8601. */
  as_of?: string
  data_up_to?: string
}

declare module '../../model/resource.ts' {
  interface Shapes {
    scopes: { config: ScopeConfig; output: ScopeOutput }
  }
}

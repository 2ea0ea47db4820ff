import type { ScopeConfig } from './contract.ts'

export interface ScopeOutput {
  prefix: string
  shards: number
  population_count: number
}

declare module '../../model/resource.ts' {
  interface Shapes {
    scopes: { config: ScopeConfig; output: ScopeOutput }
  }
}

import type { DatasetConfig } from '../contract/datasets.ts'
import type { ScopeConfig } from '../contract/scopes.ts'
import type { Json } from './noun.ts'
import type { ScopeOutput } from './outputs.ts'
import { payloadColumnNames } from './payload-columns.ts'
import type { Resource } from './resource.ts'

/** What a scope tells beside its configuration: its size, and the columns that its targets can put out. */
export function scopeFields(scope: Resource, related: Resource[]): Json {
  const datasets = related.filter(({ type }) => type === 'datasets')
  const identity = datasets.flatMap((one) =>
    Object.values((one.config as unknown as DatasetConfig).identity_sets).flatMap(Object.keys),
  )
  return {
    population_count: (scope.output as ScopeOutput | undefined)?.population_count,
    columns: {
      identity_columns: [...new Set(identity)].sort(),
      payload_columns: payloadColumnNames(scope.config as unknown as ScopeConfig, related),
      columns_for_mode: {},
    },
  }
}

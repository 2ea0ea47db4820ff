import type { ScopeOutput } from '../../model/outputs.ts'
import type { Resource } from '../../model/resource.ts'
import type { Json } from '../../verbs/noun.ts'
import type { DatasetConfig } from '../datasets/contract.ts'
import type { ScopeConfig } from './contract.ts'
import { payloadColumns } from './payload-columns.ts'

/** What a scope tells beside its configuration: its size, and the columns that its targets can put out. */
export function scopeFields(scope: Resource, related: Resource[]): Json {
  const datasets = related.filter(({ type }) => type === 'datasets')
  const identity = datasets.flatMap((one) =>
    Object.values((one.config as unknown as DatasetConfig).identity_sets).flatMap(Object.keys),
  )
  const { payload } = scope.config as unknown as ScopeConfig
  const nameOf = (id: string) => related.find((one) => one.id === id)?.config.name as string | undefined
  const columns = payloadColumns(payload, nameOf, payload.explainability ?? false)
  return {
    population_count: (scope.output as ScopeOutput | undefined)?.population_count,
    columns: {
      identity_columns: [...new Set(identity)].sort(),
      payload_columns: columns.map(({ name, human_name }) => ({ name, human_name })),
      columns_for_mode: {},
    },
  }
}

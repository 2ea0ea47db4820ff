import type { Resource } from '../../model/resource.ts'
import type { ApiContext, Json } from '../../verbs/noun.ts'
import { attributeColumn, payloadColumns } from './payload-columns.ts'

/** The fields that a scope shows beside its configuration: its size, and the columns that its targets can put out. */
export function scopeFields(
  scope: Resource<'scopes'>,
  related: Resource[],
  { nouns }: Pick<ApiContext, 'nouns'>,
): Json {
  const datasets = related.filter((one) => one.type === 'datasets')
  const identity = datasets.flatMap(({ config }) => Object.values(config.identity_sets).flatMap(Object.keys))
  const { payload } = scope.config
  const nameOf = (id: string) => related.find((one) => one.id === id)?.config.name
  const columns = payloadColumns(nouns, payload, nameOf, payload.explainability ?? false)
  return {
    population_count: scope.output?.population_count,
    as_of: scope.output?.as_of,
    data_up_to: scope.output?.data_up_to,
    columns: {
      identity_columns: [...new Set(identity)].sort(),
      payload_columns: columns.map(({ name, human_name, kind }) =>
        kind === 'attribute' && identity.includes(name)
          ? { name: attributeColumn(name), human_name: attributeColumn(name) }
          : { name, human_name },
      ),
      columns_for_mode: {},
    },
  }
}

import type { Resource, ResourceType } from '../model/resource.ts'

/** A resource by type and id. */
export interface Ref {
  type: ResourceType
  id: string
}

/** `type/id`, to compare and index by. */
export const refKey = (ref: Ref): string => `${ref.type}/${ref.id}`

type Json = Record<string, unknown>
const object = (value: unknown): Json => (value && typeof value === 'object' ? (value as Json) : {})
const list = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : [])
const named = (value: unknown): string[] => (Array.isArray(value) ? value.map((item) => String(object(item).name)) : [])

/** Names of the streams and traits that a configuration reads. */
export function namesRead(type: ResourceType, config: Json): { streams: string[]; traits: string[] } {
  if (type === 'cohorts') {
    return { streams: config.stream_name ? [String(config.stream_name)] : [], traits: named(config.traits) }
  }
  if (type === 'persona_sets') {
    const dimensions = object(config.clustering_dimensions)
    return { streams: Object.keys(object(dimensions.streams)), traits: list(dimensions.traits) }
  }
  if (type === 'targets') return { streams: [], traits: named(object(config.filter).trait) }
  if (type === 'scopes') return { streams: [], traits: list(object(config.payload).attributes) }
  return { streams: [], traits: [] }
}

/** Names of the streams and traits that a dataset's configuration makes. */
export const namesMade = (config: Json) => ({
  streams: Object.keys(object(config.output_to_streams)),
  traits: Object.keys(object(config.output_to_traits)),
})

/**
 * What a resource is made from, as far as it exists in `all` (the account's resources). Derived from configurations
 * alone, so it is the same for planning, for "in use", for archiving and for `/graph`.
 */
export function upstreamsOf(resource: Resource, all: Resource[]): Ref[] {
  const of = (type: ResourceType, ids: string[]): Ref[] => [...new Set(ids)].map((id) => ({ type, id }))
  const byName = (type: 'streams' | 'traits', names: string[]): Ref[] => {
    const wanted = new Set(names)
    return all.filter((one) => one.type === type && wanted.has(String(one.config.name))).map(({ id }) => ({ type, id }))
  }
  const config = resource.config as Json
  switch (resource.type) {
    case 'streams':
    case 'traits': {
      const kind = resource.type
      return all
        .filter((one) => one.type === 'datasets' && namesMade(one.config)[kind].includes(String(config.name)))
        .map(({ id }) => ({ type: 'datasets', id }))
    }
    case 'people':
      return all.filter((one) => one.type === 'datasets').map(({ id }) => ({ type: 'datasets', id }))
    case 'cohorts': {
      const { streams, traits } = namesRead('cohorts', config)
      return [...byName('streams', streams), ...byName('traits', traits)]
    }
    case 'persona_sets': {
      const { streams, traits } = namesRead('persona_sets', config)
      return [...of('cohorts', [String(config.cohort_id)]), ...byName('streams', streams), ...byName('traits', traits)]
    }
    case 'scopes': {
      const population = object(config.population)
      const payload = object(config.payload)
      return [
        ...of('cohorts', [
          ...list(population.cohort_ids),
          ...list(population.exclusion_cohort_ids),
          ...list(payload.cohort_ids),
        ]),
        ...of('persona_sets', list(payload.persona_set_ids)),
        ...byName('traits', list(payload.attributes)),
      ]
    }
    case 'targets': {
      const reference = object(object(config.representation).reference)
      return [
        ...of('scopes', [String(config.scope_id)]),
        ...byName('traits', namesRead('targets', config).traits),
        ...of('datasets', reference.dataset_id ? [String(reference.dataset_id)] : []),
      ]
    }
    case 'schedules':
      return of('scopes', [String(config.scope_id)])
    default:
      return []
  }
}

/** Resources of the account that are made directly from this one. */
export function downstreamsOf(ref: Ref, all: Resource[]): Resource[] {
  const key = refKey(ref)
  return all.filter((one) => upstreamsOf(one, all).some((upstream) => refKey(upstream) === key))
}

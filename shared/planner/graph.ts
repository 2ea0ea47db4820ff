import type { Resource, ResourceType } from '../model/resource.ts'
import type { Planned, PlannedNouns, Ref } from './planned.ts'

/** `type/id`, to compare and index by. */
export const refKey = (ref: Ref): string => `${ref.type}/${ref.id}`

/** Who is made from whom among the resources of one account. */
export interface Graph {
  all: Resource[]
  get(ref: Ref): Resource | undefined
  /** The resources that this one is made from, as far as they exist. */
  upstreamsOf(resource: Resource): Ref[]
  /** The resources that are made directly from this one. */
  downstreamsOf(ref: Ref): Resource[]
  /** Everything that a resource is made from, directly or not, and the resource itself, first. */
  chainOf(resource: Resource): Resource[]
}

/** A noun of the table, for a resource whose type is only known when the program runs. */
export const nounOf = (nouns: PlannedNouns, type: ResourceType): Planned => nouns[type] as Planned

/** @param all the account's resources */
export function graphOf(nouns: PlannedNouns, all: Resource[]): Graph {
  const byKey = new Map(all.map((one) => [refKey(one), one]))
  const upstreams = new Map<Resource, Ref[]>()

  const named = (type: 'streams' | 'traits', names: string[] = []): Ref[] => {
    const wanted = new Set(names)
    return wanted.size ? all.filter((one) => one.type === type && wanted.has(String(one.config.name))).map(refOf) : []
  }
  const madeBy = (one: Resource): Ref[] => {
    if (one.type !== 'streams' && one.type !== 'traits') return []
    const { type } = one
    const makes = (other: Resource) => nounOf(nouns, other.type).makes?.(other)[type] ?? []
    return all.filter((other) => makes(other).includes(String(one.config.name))).map(refOf)
  }
  const find = (resource: Resource): Ref[] => {
    const { streams, traits, resources = [], every = [] } = nounOf(nouns, resource.type).reads(resource.config)
    const refs = [
      ...resources,
      ...named('streams', streams),
      ...named('traits', traits),
      ...all.filter(({ type }) => every.includes(type)).map(refOf),
      ...madeBy(resource),
    ]
    return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()]
  }
  const upstreamsOf = (resource: Resource): Ref[] => {
    const known = upstreams.get(resource) ?? find(resource)
    upstreams.set(resource, known)
    return known
  }
  const get = (ref: Ref) => byKey.get(refKey(ref))

  return {
    all,
    get,
    upstreamsOf,
    downstreamsOf(ref) {
      const key = refKey(ref)
      return all.filter((one) => upstreamsOf(one).some((upstream) => refKey(upstream) === key))
    },
    chainOf(resource) {
      const found = new Map([[refKey(resource), resource]])
      for (const one of found.values()) {
        for (const ref of upstreamsOf(one)) {
          const next = get(ref)
          if (next) found.set(refKey(next), next)
        }
      }
      return [...found.values()]
    },
  }
}

const refOf = ({ type, id }: Resource): Ref => ({ type, id })

import type { Edge } from '../api/types.ts'

/** Types of resources that somebody may delete on a page. */
export type Kind = 'datasets' | 'cohorts' | 'persona_sets' | 'scopes' | 'targets' | 'schedules'

/** A resource of the graph. */
export interface Node {
  type: string
  id: string
  name: string
}

/** Streams and traits go with the last dataset that makes them; the account's people are of all data. */
const made = new Set(['streams', 'traits'])
const passed = new Set([...made, 'people'])

/**
 * Everything that is made from a resource, directly or not, nearest first: what stands in the way of its deletion. A stream
 * or trait is in the way only through what reads it, and only where nothing else makes it.
 */
export function dependentsOf(graph: readonly Edge[], id: string): Node[] {
  const found = new Map<string, Node>()
  const reached = new Set([id])
  for (const one of reached) {
    for (const edge of graph) {
      const { downstream_id, downstream_type: type } = edge
      if (edge.upstream_id !== one || reached.has(downstream_id) || type === 'people') continue
      const makers = graph.filter((other) => other.downstream_id === downstream_id).map((other) => other.upstream_id)
      if (made.has(type) && !makers.every((maker) => reached.has(maker))) continue
      reached.add(downstream_id)
      if (!passed.has(type)) found.set(downstream_id, { type, id: downstream_id, name: edge.downstream_literate })
    }
  }
  return [...found.values()]
}

/**
 * The population of a delivery and the schedules of that, which go with it where no other delivery has them. In the order in which
 * they can be deleted.
 */
export function goesAlong(graph: readonly Edge[], targetId: string): Node[] {
  const scope = graph.find((edge) => edge.downstream_id === targetId && edge.upstream_type === 'scopes')
  if (!scope) return []
  const users = dependentsOf(graph, scope.upstream_id).filter(({ id }) => id !== targetId)
  if (users.some(({ type }) => type !== 'schedules')) return []
  return [...users, { type: 'scopes', id: scope.upstream_id, name: scope.upstream_literate }]
}

/** The page of a resource. */
export function pageOf({ type, id }: Pick<Node, 'type' | 'id'>): string | undefined {
  if (type === 'cohorts') return `/cohorts/${id}`
  if (type === 'persona_sets') return `/persona-sets/${id}`
  if (type === 'targets') return `/deliveries/${id}`
  if (type === 'scopes' || type === 'schedules') return `/deliveries?of=${id}`
  return type === 'datasets' ? `/data/${id}` : undefined
}

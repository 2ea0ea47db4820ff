import type { Resource } from '../model/resource.ts'
import { type Graph, graphOf, refKey } from './graph.ts'
import { inputsOf, plannedAccount } from './inputs.ts'
import type { AccountState, Planned, PlannedNouns } from './planned.ts'
import { blockedNote } from './waits.ts'

export interface DueBuilds {
  /** Resources to build now, upstream first; `digest` is that of the inputs as the planner saw them. */
  builds: { resource: Resource; digest: string }[]
  /** Resources whose `status_note` should say something else than it does. */
  notes: { resource: Resource; note: string | undefined }[]
  /** The resources that are being built, are about to be, or wait for such a resource: `type/id`. */
  unsettled: ReadonlySet<string>
  /** The resources that can't be built until another one, which is in error, is mended: `type/id`. */
  blocked: ReadonlySet<string>
}

/** The types that people are made from, and people themselves. */
const upstreamOfPeople: ReadonlySet<string> = new Set(['datasets', 'sources', 'people'])

/**
 * The builds to start now. A resource is stale when the digest of its inputs differs from that of its last good build;
 * it is built once everything upstream is settled (neither building nor about to be). An upstream that failed is
 * settled: its last good output serves, and without one the resource is blocked and says by what. One pass over the
 * nouns, upstream first, settles everything. Pure; `now` is ISO 8601.
 */
export function planBuilds(nouns: PlannedNouns, state: AccountState, now: string): DueBuilds {
  const unsettled = new Set<string>()
  const blocked = new Set<string>()
  const due: DueBuilds = { builds: [], notes: [], unsettled, blocked }
  const people = state.resources.find((one) => one.type === 'people')

  const account = plannedAccount(nouns, state)
  const graph = graphOf(nouns, state.resources)
  for (const { type, machine } of Object.values<Planned>(nouns)) {
    if (!machine) continue
    const resources = state.resources.filter((one) => one.type === type)
    resources.sort((a, b) => (a.created_at + a.id < b.created_at + b.id ? -1 : 1))
    for (const resource of resources) {
      if (resource.archived_at) continue
      const key = refKey(resource)
      if (resource.claimed_until && resource.claimed_until > now) {
        unsettled.add(key)
        continue
      }
      const upstreams = graph.upstreamsOf(resource).map(refKey)
      // Streams and traits are made by people, which every reader of them therefore waits for.
      if (people && !upstreamOfPeople.has(type)) upstreams.push(refKey(people))
      if (upstreams.some((upstream) => unsettled.has(upstream))) {
        unsettled.add(key)
        continue
      }
      const inputs = inputsOf(nouns, resource, account)
      if ('waitsFor' in inputs) {
        const cause = failedUpstream(nouns, graph, resource, people)
        if (cause) blocked.add(key)
        const note = cause ? blockedNote(cause) : inputs.waitsFor
        if (resource.status_note !== note) due.notes.push({ resource, note })
        continue
      }
      // Any other status with nobody at work says that a build was lost on the way, also when its inputs came back since.
      const failed = resource.status === 'error' && inputs.digest === resource.failed_digest
      const built = resource.status === 'ready' && inputs.digest === resource.built_digest
      if (failed || built) {
        if (resource.status_note) due.notes.push({ resource, note: undefined })
        continue
      }
      unsettled.add(key)
      due.builds.push({ resource, digest: inputs.digest })
    }
  }
  return due
}

/** The most upstream resource on the way to this one that failed and has never published anything. */
function failedUpstream(
  nouns: PlannedNouns,
  graph: Graph,
  resource: Resource,
  people: Resource | undefined,
): Resource | undefined {
  const types = Object.keys(nouns)
  const chain = [...graph.chainOf(resource), ...(people && !people.output_digest ? graph.chainOf(people) : [])]
  return chain
    .filter((one) => one !== resource && one.status === 'error' && !one.output_digest)
    .sort((a, b) => types.indexOf(a.type) - types.indexOf(b.type) || (refKey(a) < refKey(b) ? -1 : 1))[0]
}

/** Whether a resource, given the due builds that were just found, stays as it is until something changes. */
export function isSettled(resource: Resource, due: DueBuilds, now: string): boolean {
  // One that was archived meanwhile is not planned any more, and its build goes on.
  const building = Boolean(resource.claimed_until && resource.claimed_until > now)
  return !building && !due.unsettled.has(refKey(resource))
}

import { singular } from '../contract/resource-operations.ts'
import type { Resource } from '../model/resource.ts'
import { graphOf, refKey } from './graph.ts'
import { planBuilds } from './plan-builds.ts'
import type { AccountState, PlannedNouns } from './planned.ts'
import { whyBuilt } from './why-built.ts'

/** How a resource stands to the things that it is made from, at the moment of reading. */
export interface Standing {
  /** It is being built, is about to be, or waits for a resource that is: what it shows may be older than its data. */
  stale: boolean
  /** Why it is stale, or what it waits for; undefined where there is nothing to say. */
  note: string | undefined
  /** It can't be built until another resource, which is in error, is mended; the note names that one. */
  blocked?: boolean
}

/**
 * The standing of the resources of one account. The planner's own decision says it, so that "stale" and "would be built"
 * are one thing: an upload or a write shows in the very next read, before any event of it has arrived. Pure; `now` is
 * ISO 8601.
 */
export function standingsOf(
  nouns: PlannedNouns,
  state: AccountState,
  now: string,
): (resource: Resource) => Standing | undefined {
  const due = planBuilds(nouns, state, now)
  const planned = new Map(state.resources.map((one) => [refKey(one), one]))
  const starts = new Set(due.builds.map(({ resource }) => refKey(resource)))
  const notes = new Map(due.notes.map(({ resource, note }) => [refKey(resource), note]))
  const graph = graphOf(nouns, state.resources)
  const people = state.resources.find(({ type }) => type === 'people')
  const rank = new Map(Object.keys(nouns).map((type, i) => [type, i]))
  const isHeld = ({ claimed_until }: Resource) => claimed_until !== undefined && claimed_until > now

  /** The most upstream resource that is built, or about to be, on the way to this one. */
  const firstBuilt = (resource: Resource): Resource | undefined =>
    [...graph.chainOf(resource), ...(people ? graph.chainOf(people) : [])]
      .filter((one) => one !== resource && (starts.has(refKey(one)) || (isHeld(one) && !one.archived_at)))
      .sort((a, b) => rank.get(a.type)! - rank.get(b.type)! || (refKey(a) < refKey(b) ? -1 : 1))[0]

  return (asked) => {
    if (!nouns[asked.type].machine) return undefined
    const key = refKey(asked)
    const resource = planned.get(key) ?? asked
    if (!due.unsettled.has(key)) {
      const note = notes.has(key) ? notes.get(key) : resource.status_note
      return { stale: false, note, ...(due.blocked.has(key) && { blocked: true }) }
    }
    if (isHeld(resource)) return { stale: true, note: heldNote(resource) }
    if (starts.has(key)) return { stale: true, note: startsNote(resource) }
    return { stale: true, note: waitsNote(resource, firstBuilt(resource)) }
  }
}

/** The sentence of a resource that a build holds. */
function heldNote({ type, status, output }: Resource): string | undefined {
  if (status !== 'running') {
    return type === 'datasets' ? 'its files are read as soon as no more of them arrive' : 'its build starts in a moment'
  }
  return output && 'is being built again: until then it shows its last good build'
}

/** The sentence of a resource that the planner takes next. */
function startsNote(resource: Resource): string {
  if (!resource.output) return 'its first build starts in a few seconds'
  const why = whyBuilt(resource)
  return resource.status === 'new' ? `${why}: it starts in a few seconds` : `${why}: it is built again in a few seconds`
}

/** The sentence of a resource that is built after another one. */
function waitsNote({ output }: Resource, cause: Resource | undefined): string {
  const again = output ? 'built again' : 'built'
  if (!cause) return `is ${again} in a few seconds`
  const name = 'name' in cause.config ? String(cause.config.name) : ''
  if (cause.type === 'people') return `the account's people are recognised anew: it is ${again} after that`
  const called = `${singular(cause.type)} "${name}"`
  return cause.type === 'datasets'
    ? `new data arrived in ${called}: it is ${again} in a few seconds, after that`
    : `waits for ${called}, which is being built: it is ${again} after that`
}

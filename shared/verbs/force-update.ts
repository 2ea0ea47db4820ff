import { CustomerError } from '../model/errors.ts'
import type { Resource } from '../model/resource.ts'
import { type Graph, graphOf } from '../planner/graph.ts'
import { applied } from './applied.ts'
import { findIn, show } from './find.ts'
import type { ApiContext, Json, Noun } from './noun.ts'
import { called } from './references.ts'
import { writing } from './write.ts'

/** Changes of the resources that a forced build asks for, beside the resource itself. */
export type Along = (resource: Resource, graph: Graph, now: string, force: string) => { one: Resource; changes: Json }[]

/**
 * Builds a resource again although none of its inputs changed: `force` is an input too.
 * @param more changes of the resource itself
 */
export function forceUpdateOf(noun: Noun, along: Along = () => [], more: (now: string) => Json = () => ({})) {
  return async (ctx: ApiContext, { params }: { params: { id: string } }): Promise<Json> => {
    const { all, id } = await writing(ctx, ({ all }) => {
      const resource = findIn(noun, all, params.id)
      if (resource.archived_at)
        throw new CustomerError('CONFLICT', `${called(resource)} is archived: unarchive it first`)
      const now = ctx.now().toISOString()
      const force = ctx.newId()
      const update = [
        { one: resource, changes: { ...forced(resource, now, force), ...more(now) } },
        ...along(resource, graphOf(ctx.nouns, all), now, force).filter(({ one }) => !one.archived_at),
      ].map(({ one, changes }) => ({ type: one.type, id: one.id, changes }))
      return { write: { update }, changed: [resource], result: { all: applied(all, { update }), id: resource.id } }
    })
    return (await show(ctx, noun, [findIn(noun, all, id)], all))[0]!
  }
}

/**
 * The changes that make a resource stale. One that nobody builds just now says `new` at once, so that whoever waits for
 * `ready` does not take the old readiness for the new one.
 */
export function forced(resource: Resource, now: string, force: string): Json {
  const building = resource.claimed_until !== undefined && resource.claimed_until > now
  return { force, updated_at: now, ...(!building && { status: 'new', status_changed_at: now }) }
}

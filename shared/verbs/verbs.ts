import { mergePatch } from '../contract/merge-patch.ts'
import { checked } from '../contract/sentences.ts'
import { CustomerError } from '../model/errors.ts'
import { digestOf } from '../model/ids.ts'
import { machineOf, type Resource } from '../model/resource.ts'
import { downstreamsOf } from '../planner/graph.ts'
import { type ConfigWrite, listResources } from '../ports/store/resources.ts'
import type { ApiContext } from './api-context.ts'
import { applied } from './applied.ts'
import { find, findIn, newestFirst, show } from './find.ts'
import type { Json, NewResource, Noun } from './noun.ts'
import { called } from './references.ts'
import { writing } from './write.ts'

/** Counted are all but `people`, of which there is one. */
const maxResources = 500

type ById = { params: { id: string } }

/** A resource that was just said. What no machine builds is ready by that, but for schedules: Scheduler must know. */
const newResource =
  (ctx: ApiContext): NewResource =>
  (type, config) => {
    const now = ctx.now().toISOString()
    return {
      account_id: ctx.account_id,
      type,
      id: ctx.newId(),
      config,
      status: type in machineOf || type === 'schedules' ? 'new' : 'ready',
      status_changed_at: now,
      created_at: now,
      updated_at: now,
      last_updated_config_at: now,
      attempt: 0,
    }
  }

/** Create, read, list, patch and delete of one noun. */
export function verbsOf<Config extends Json>(typed: Noun<Config>) {
  const noun = typed as unknown as Noun
  const one = async (ctx: ApiContext, resource: Resource, all?: Resource[]): Promise<Json> =>
    (await show(ctx, noun, [resource], all))[0]!

  return {
    async create(ctx: ApiContext, { body }: { body: Json }): Promise<Json> {
      const { resource, all } = await writing(ctx, ({ all }) => {
        const config = noun.complete(body, all, undefined)
        noun.check(config, all, undefined, ctx.now())
        const create = newResource(ctx)
        const resource = create(noun.type, config)
        const more = noun.alongside?.({ after: resource, all, create }) ?? {}
        const write: ConfigWrite = { ...more, put: [resource, ...(more.put ?? [])] }
        const after = applied(all, write)
        const count = after.filter(({ type }) => type !== 'people').length
        if (count > maxResources) {
          throw new CustomerError('MAX_RESOURCES_REACHED', `an account has at most ${maxResources} resources`)
        }
        return { write, changed: [resource], result: { resource, all: after } }
      })
      return one(ctx, (await noun.follow?.written(ctx, resource)) ?? resource, all)
    },

    async read(ctx: ApiContext, { params }: ById): Promise<Json> {
      return one(ctx, await find(ctx, noun, params.id))
    },

    async list(ctx: ApiContext, { query }: { query: { ids?: string[] | undefined } }): Promise<Json[]> {
      const resources = await listResources(ctx.table, ctx.account_id, noun.type)
      const wanted = query.ids && new Set(query.ids)
      const chosen = resources.filter(({ id }) => !wanted || wanted.has(id))
      return show(ctx, noun, chosen.sort(newestFirst))
    },

    async patch(ctx: ApiContext, { params, body }: ById & { body: Json }): Promise<Json> {
      const { resource, all } = await writing(ctx, ({ all }) => {
        const before = findIn(noun, all, params.id)
        const base = noun.patched?.(before.config, body) ?? before.config
        const merged = checked(noun.schema, mergePatch(base, body)) as Json
        const config = noun.complete(merged, all, before)
        if (digestOf(config) === digestOf(before.config)) {
          return { write: {}, changed: [], result: { resource: before, all } }
        }
        noun.check(config, all, before, ctx.now())
        const now = ctx.now().toISOString()
        const changes = { config, updated_at: now, last_updated_config_at: now }
        const resource = { ...before, ...changes }
        const more = noun.alongside?.({ before, after: resource, all, create: newResource(ctx) }) ?? {}
        const write: ConfigWrite = {
          ...more,
          update: [{ type: noun.type, id: before.id, changes }, ...(more.update ?? [])],
        }
        return { write, changed: [resource], result: { resource, all: applied(all, write) } }
      })
      return one(ctx, (await noun.follow?.written(ctx, resource)) ?? resource, all)
    },

    async remove(ctx: ApiContext, { params }: ById): Promise<void> {
      // What follows a resource goes first: killed in between, the resource is still there to be deleted again.
      if (noun.follow) await noun.follow.removed(ctx, await find(ctx, noun, params.id))
      await writing(ctx, ({ all }) => {
        const before = findIn(noun, all, params.id)
        const held = noun.holds?.(before, all)
        if (held) throw new CustomerError('CONFLICT', held)
        const more = noun.alongside?.({ before, all, create: newResource(ctx) }) ?? {}
        const gone = [before, ...all.filter((one) => more.remove?.some(({ id }) => id === one.id))]
        refuseInUse(before, gone, all)
        const write: ConfigWrite = { ...more, remove: gone.map(({ type, id }) => ({ type, id })) }
        return { write, changed: [before], result: undefined }
      })
    },
  }
}

/** Made from datasets as a matter of course: they stand in nobody's way, unless something reads them. */
const follow = ['people', 'streams', 'traits']

/** Refuses to delete what something else is made from. */
function refuseInUse(before: Resource, gone: Resource[], all: Resource[]): void {
  const going = new Set(gone.map(({ id }) => id))
  for (const one of gone) {
    const users = downstreamsOf(one, all).filter(({ type, id }) => !follow.includes(type) && !going.has(id))
    if (!users.length) continue
    const by = users.map((user) => `${called(user)} (${user.id})`).join(', ')
    const which = one === before ? 'is' : `makes the ${called(one)}, which is`
    throw new CustomerError('CONFLICT', `${called(before)} ${which} in use by ${by}`)
  }
}

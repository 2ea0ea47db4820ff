import { mergePatch } from '../contract/merge-patch.ts'
import { checked } from '../contract/sentences.ts'
import { CustomerError, isCustomerError } from '../model/errors.ts'
import { digestOf } from '../model/ids.ts'
import type { ConfigOf, Resource, ResourceType } from '../model/resource.ts'
import { graphOf } from '../planner/graph.ts'
import type { ConfigWrite } from '../ports/store/resources.ts'
import { applied } from './applied.ts'
import { find, findIn, newestFirst, show, showRead } from './find.ts'
import type { ApiContext, Json, NewResource, Noun } from './noun.ts'
import { called, named } from './references.ts'
import { writing } from './write.ts'

/** Counted are all but `people`, of which there is one. */
const maxResources = 500

type AnyConfig = ConfigOf<ResourceType>
type ById = { params: { id: string } }

/** A resource that was just created. It is `ready` at once, unless a machine builds it or an observer must hear of it. */
export const newResource =
  (ctx: Pick<ApiContext, 'account_id' | 'nouns' | 'now' | 'newId'>): NewResource =>
  <Type extends ResourceType>(type: Type, config: ConfigOf<Type>) => {
    const { machine, observer } = ctx.nouns[type]
    const now = ctx.now().toISOString()
    return {
      account_id: ctx.account_id,
      type,
      id: ctx.newId(),
      config,
      status: machine || observer ? 'new' : 'ready',
      status_changed_at: now,
      created_at: now,
      updated_at: now,
      last_updated_config_at: now,
      attempt: 0,
    } as Resource<Type>
  }

/** Create, read, list, patch and delete of one noun. */
export function verbsOf(noun: Noun) {
  const one = async (ctx: ApiContext, resource: Resource, all: Resource[]): Promise<Json> =>
    (await show(ctx, noun, [resource], all))[0]!

  return {
    async create(ctx: ApiContext, { body }: { body: Json }): Promise<Json> {
      const { resource, all } = await writing(ctx, ({ all }) => {
        const config = noun.complete(body as AnyConfig, all, undefined)
        noun.check(config, all, undefined, ctx.now())
        const create = newResource(ctx)
        const resource = create(noun.type, config)
        const more = noun.alongside?.({ after: resource, all, create, ctx }) ?? {}
        const made_under = ctx.idempotency && { key: ctx.idempotency.key, type: resource.type, id: resource.id }
        const write: ConfigWrite = { ...more, put: [resource, ...(more.put ?? [])], ...(made_under && { made_under }) }
        const after = applied(all, write)
        const count = after.filter(({ type }) => type !== 'people').length
        if (count > maxResources) {
          throw new CustomerError('MAX_RESOURCES_REACHED', `an account has at most ${maxResources} resources`)
        }
        return { write, changed: [resource], result: { resource, all: after } }
      })
      if (ctx.idempotency) ctx.idempotency.committed = true
      return one(ctx, await observed(ctx, noun, resource), all)
    },

    async read(ctx: ApiContext, { params }: ById): Promise<Json> {
      const shown = await showRead(ctx, noun, async (reading) => [await reading.one(params.id)])
      return shown[0]!
    },

    async list(ctx: ApiContext, { query }: { query: { ids?: string[] | undefined } }): Promise<Json[]> {
      const wanted = query.ids && new Set(query.ids)
      return showRead(ctx, noun, async (reading) =>
        (await reading.ofNoun()).filter(({ id }) => !wanted || wanted.has(id)).sort(newestFirst),
      )
    },

    async patch(ctx: ApiContext, { params, body }: ById & { body: Json }): Promise<Json> {
      const { resource, before, all } = await writing(ctx, ({ all }) => {
        const before = findIn(noun, all, params.id)
        const base = noun.patched?.(before.config, body) ?? before.config
        const merged = checked(noun.schema, mergePatch(base, body)) as AnyConfig
        const config = noun.complete(merged, all, before)
        if (digestOf(config) === digestOf(before.config)) {
          return { write: {}, changed: [], result: { resource: before, before, all } }
        }
        noun.check(config, before.archived_at ? all.map(unarchived) : all, before, ctx.now())
        const now = ctx.now().toISOString()
        // Streams and traits are built from their datasets alone: a name or an explanation asks for no build.
        const changes = { config, updated_at: now, ...(!noun.madeByDatasets && { last_updated_config_at: now }) }
        const resource = { ...before, ...changes } as Resource
        const more = noun.alongside?.({ before, after: resource, all, create: newResource(ctx), ctx }) ?? {}
        const write: ConfigWrite = {
          ...more,
          update: [{ type: noun.type, id: before.id, changes }, ...(more.update ?? [])],
        }
        return { write, changed: [resource], result: { resource, before, all: applied(all, write) } }
      })
      return one(ctx, await observed(ctx, noun, resource, before), all)
    },

    async remove(ctx: ApiContext, { params }: ById): Promise<void> {
      // The observers hear of the removal first: if this call is killed in between, the resource is still there to be
      // deleted again.
      if (noun.observer) await noun.observer.removed(ctx, await find(ctx, noun, params.id))
      await writing(ctx, ({ all }) => {
        const before = findIn(noun, all, params.id)
        const held = noun.holds?.(before, all)
        if (held) throw new CustomerError('CONFLICT', held)
        const more = noun.alongside?.({ before, all, create: newResource(ctx), ctx }) ?? {}
        const gone = [before, ...all.filter((one) => more.remove?.some(({ id }) => id === one.id))]
        refuseInUse(ctx, before, gone, all)
        const write: ConfigWrite = { ...more, remove: gone.map(({ type, id }) => ({ type, id })) }
        return { write, changed: [before], result: undefined }
      })
    },
  }
}

/** An archived resource may name archived ones: they come back together. */
const unarchived = ({ archived_at: _at, ...one }: Resource): Resource => one as Resource

/**
 * Tells what lies outside of the table of a resource that was written. If that is refused (a CustomerError), the write is
 * taken back: a new resource goes, a changed one has its configuration of before, unless somebody changed it since.
 */
async function observed(ctx: ApiContext, noun: Noun, resource: Resource, before?: Resource): Promise<Resource> {
  if (!noun.observer) return resource
  try {
    return await noun.observer.written(ctx, resource)
  } catch (error) {
    if (!isCustomerError(error)) throw error
    await writing(ctx, ({ all }) => {
      const now = all.find((one) => one.type === resource.type && one.id === resource.id)
      const isOurs = now && digestOf(now.config) === digestOf(resource.config)
      const { type, id } = resource
      const undone = before
        ? { update: [{ type, id, changes: { config: before.config } }] }
        : { remove: [{ type, id }] }
      return { write: isOurs ? undone : {}, changed: isOurs ? [resource] : [], result: undefined }
    })
    if (ctx.idempotency) delete ctx.idempotency.committed
    throw error
  }
}

/** Refuses to delete what something else is made from. */
function refuseInUse(ctx: ApiContext, before: Resource, gone: Resource[], all: Resource[]): void {
  const going = new Set(gone.map(({ id }) => id))
  const graph = graphOf(ctx.nouns, all)
  for (const one of gone) {
    const users = graph.downstreamsOf(one).filter(({ type, id }) => !ctx.nouns[type].madeByDatasets && !going.has(id))
    if (!users.length) continue
    const by = users.map((user) => `${called(user)} (${user.id})`).join(', ')
    const which = one === before ? 'is' : `makes the ${called(one)}, which is`
    const context = { users: users.map(named) }
    throw new CustomerError('CONFLICT', `${called(before)} ${which} in use by ${by}`, { context })
  }
}

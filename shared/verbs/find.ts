import { singular } from '../contract/resource-operations.ts'
import { listUploads } from '../lake/list-uploads.ts'
import { notFound } from '../model/errors.ts'
import type { Resource, ResourceType } from '../model/resource.ts'
import { type Standing, standingsOf } from '../planner/staleness.ts'
import { getResource, listResources } from '../ports/store/resources.ts'
import { shown } from './envelope.ts'
import type { ApiContext, Json, Noun } from './noun.ts'

/** Enough of a noun to find its resources. */
interface Sought<Type extends ResourceType> {
  type: Type
  named?: true
}

/** The resource in what was read of the account; another account's id is not there, like one that never existed. */
export function findIn<Type extends ResourceType>(noun: Sought<Type>, all: Resource[], id: string): Resource<Type> {
  const ofNoun = all.filter(({ type }) => type === noun.type)
  const found = ofNoun.find((one) => one.id === id) ?? (noun.named && ofNoun.find((one) => one.config.name === id))
  if (!found) throw notFound(singular(noun.type), id)
  return found as Resource<Type>
}

/** Longer than every id, shorter than what the table takes for a key. */
const longestId = 100

/** The resource itself, without the rest of the account. */
export async function find<Type extends ResourceType>(
  ctx: ApiContext,
  noun: Sought<Type>,
  id: string,
): Promise<Resource<Type>> {
  if (noun.named) return findIn(noun, (await listResources(ctx.table, ctx.account_id, noun.type)) as Resource[], id)
  if (id.length > longestId) throw notFound(singular(noun.type), id)
  const found = await getResource(ctx.table, ctx.account_id, noun.type, id)
  if (!found) throw notFound(singular(noun.type), id)
  return found
}

/** The order of every list. */
export const newestFirst = (a: Resource, b: Resource): number => (a.created_at + a.id < b.created_at + b.id ? 1 : -1)

/**
 * The public form of resources of one noun, which `choose` takes from what was read of the account. A noun that a machine
 * builds says whether it is stale, by one look at the account and one at its uploads, at the same time; both show the
 * same moment as the resource itself, so that nothing old is ever shown as up to date.
 */
export async function showRead(
  ctx: ApiContext,
  noun: Noun,
  choose: (all: Resource[]) => Resource[] | Promise<Resource[]>,
): Promise<Json[]> {
  if (!noun.machine) {
    const [resources, related] = await Promise.all([choose([]), readRelated(ctx, noun)])
    return showEach(ctx, noun, resources, related)
  }
  const uploads = listUploads(ctx.uploads, ctx.account_id)
  const [all, state] = await Promise.all([listResources(ctx.table, ctx.account_id), uploads])
  return showEach(
    ctx,
    noun,
    await choose(all),
    all,
    standingsOf(ctx.nouns, { resources: all, uploads: state }, nowOf(ctx)),
  )
}

/** The public form of resources after a write; `all`: the account's resources as they are now. */
export async function show(ctx: ApiContext, noun: Noun, resources: Resource[], all: Resource[]): Promise<Json[]> {
  if (!noun.machine) return showEach(ctx, noun, resources, all)
  const uploads = await listUploads(ctx.uploads, ctx.account_id)
  return showEach(ctx, noun, resources, all, standingsOf(ctx.nouns, { resources: all, uploads }, nowOf(ctx)))
}

const nowOf = (ctx: ApiContext): string => ctx.now().toISOString()

const showEach = (
  ctx: ApiContext,
  noun: Noun,
  resources: Resource[],
  related: Resource[],
  standing?: (resource: Resource) => Standing | undefined,
): Promise<Json[]> =>
  Promise.all(resources.map(async (one) => shown(one, await noun.show?.(one, related, ctx), standing?.(one))))

const readRelated = async (ctx: ApiContext, noun: Noun): Promise<Resource[]> => {
  const lists = (noun.needs ?? []).map((type) => listResources(ctx.table, ctx.account_id, type))
  return (await Promise.all(lists)).flat()
}

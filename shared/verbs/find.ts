import { singular } from '../contract/resource-operations.ts'
import { notFound } from '../model/errors.ts'
import type { Resource, ResourceType } from '../model/resource.ts'
import { type Standing, standingsOf } from '../planner/staleness.ts'
import { getResource, listResources } from '../ports/store/resources.ts'
import { accountState } from './account-state.ts'
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

/** The part of an account that the answers about one noun are made from. */
interface Reading {
  one(id: string): Promise<Resource>
  ofNoun(): Promise<Resource[]>
  /** The resources that the noun shows its own beside. */
  related: Promise<Resource[]>
  standing: Promise<((resource: Resource) => Standing | undefined) | undefined>
}

/**
 * Of a noun that a machine builds all of the account is read, and at the same time its uploads and logs, for such a resource
 * says whether it is stale. All are of the same moment as the resource itself, so that nothing old is ever shown as up to date.
 * @param read the account's resources, where they were read already
 */
function readingOf(ctx: ApiContext, noun: Noun, read?: Resource[]): Reading {
  if (!noun.machine) {
    return {
      one: (id) => find(ctx, noun, id),
      ofNoun: () => listResources(ctx.table, ctx.account_id, noun.type),
      related: read ? Promise.resolve(read) : readRelated(ctx, noun),
      standing: Promise.resolve(undefined),
    }
  }
  const all = read ? Promise.resolve(read) : listResources(ctx.table, ctx.account_id)
  const state = accountState(ctx, ctx.account_id, all)
  return {
    one: async (id) => findIn(noun, await all, id),
    ofNoun: async () => (await all).filter(({ type }) => type === noun.type),
    related: all,
    standing: state.then((state) => standingsOf(ctx.nouns, state, ctx.now().toISOString())),
  }
}

/** The public form of resources of one noun, chosen from what is read of the account. */
export async function showRead(
  ctx: ApiContext,
  noun: Noun,
  choose: (reading: Pick<Reading, 'one' | 'ofNoun'>) => Promise<Resource[]>,
): Promise<Json[]> {
  const reading = readingOf(ctx, noun)
  return showEach(ctx, noun, await Promise.all([choose(reading), reading.related, reading.standing]))
}

/** The public form of resources after a write; `all`: the account's resources as they are now. */
export async function show(ctx: ApiContext, noun: Noun, resources: Resource[], all: Resource[]): Promise<Json[]> {
  const { related, standing } = readingOf(ctx, noun, all)
  return showEach(ctx, noun, [resources, ...(await Promise.all([related, standing]))])
}

const showEach = (
  ctx: ApiContext,
  noun: Noun,
  [resources, related, standing]: [Resource[], Resource[], Awaited<Reading['standing']>],
): Promise<Json[]> =>
  Promise.all(resources.map(async (one) => shown(one, await noun.show?.(one, related, ctx), standing?.(one))))

const readRelated = async (ctx: ApiContext, noun: Noun): Promise<Resource[]> => {
  const lists = (noun.needs ?? []).map((type) => listResources(ctx.table, ctx.account_id, type))
  return (await Promise.all(lists)).flat()
}

import { singular } from '../contract/resource-operations.ts'
import { notFound } from '../model/errors.ts'
import type { Resource, ResourceType } from '../model/resource.ts'
import { getResource, listResources } from '../ports/store/resources.ts'
import { shown } from './envelope.ts'
import type { ApiContext, Noun } from './noun.ts'

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

/** The public form of resources of one noun. `all`: the account's resources, where they were read already. */
export async function show(ctx: ApiContext, noun: Noun, resources: Resource[], all?: Resource[]) {
  const related = all ?? (await readRelated(ctx, noun))
  return Promise.all(resources.map(async (resource) => shown(resource, await noun.show?.(resource, related, ctx))))
}

const readRelated = async (ctx: ApiContext, noun: Noun): Promise<Resource[]> => {
  const lists = (noun.needs ?? []).map((type) => listResources(ctx.table, ctx.account_id, type))
  return (await Promise.all(lists)).flat()
}

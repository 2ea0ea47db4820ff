import { singular } from '../contract/resource-operations.ts'
import { notFound } from '../model/errors.ts'
import type { Resource } from '../model/resource.ts'
import { getResource, listResources } from '../ports/store/resources.ts'
import type { ApiContext } from './api-context.ts'
import { shown } from './envelope.ts'
import type { Noun } from './noun.ts'

type Named = Pick<Noun, 'type' | 'named'>

/** The resource in what was read of the account; another account's id is not there, like one that never existed. */
export function findIn(noun: Named, all: Resource[], id: string): Resource {
  const ofType = all.filter((one) => one.type === noun.type)
  const found = ofType.find((one) => one.id === id) ?? (noun.named && ofType.find((one) => one.config.name === id))
  if (!found) throw notFound(singular(noun.type), id)
  return found
}

/** Longer than every id, shorter than what the table takes for a key. */
const longestId = 100

/** The resource itself, without the rest of the account. */
export async function find(ctx: ApiContext, noun: Named, id: string): Promise<Resource> {
  if (noun.named) return findIn(noun, await listResources(ctx.table, ctx.account_id, noun.type), id)
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

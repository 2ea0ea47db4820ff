import type { Resource } from '../model/resource.ts'
import type { ConfigWrite } from '../ports/store/resources.ts'

/** The account's resources as they are once the write is done. */
export function applied(all: Resource[], write: ConfigWrite): Resource[] {
  const removed = new Set(write.remove?.map(({ id }) => id))
  const changes = new Map(write.update?.map((update) => [update.id, update.changes]))
  return [
    ...all.filter(({ id }) => !removed.has(id)).map((one) => ({ ...one, ...changes.get(one.id) })),
    ...(write.put ?? []),
  ]
}

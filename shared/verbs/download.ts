import { singular } from '../contract/resource-operations.ts'
import type { Resource } from '../model/resource.ts'
import type { ApiContext } from './noun.ts'
import { fileReply, notReady, type Reply } from './reply.ts'

/** The CSV that the last good build of a resource left in the exports bucket, by default under the resource's name. */
export async function downloadReply(
  ctx: ApiContext,
  resource: Resource,
  key: string | undefined,
  name = `${resource.config.name}.csv`,
): Promise<Reply> {
  const missing = () => notReady(singular(resource.type), resource)
  if (!key) throw missing()
  return fileReply(ctx.exports, key, { name, mediaType: 'text/csv; charset=utf-8', missing })
}

import { singular } from '../contract/resource-operations.ts'
import { CustomerError } from '../model/errors.ts'
import type { Resource } from '../model/resource.ts'
import type { ApiContext } from './noun.ts'
import { called } from './references.ts'
import { notReady } from './reply.ts'

/** An analysis that the last good build left in the lake. */
export async function lakeJson(ctx: ApiContext, resource: Resource, key: string | undefined): Promise<unknown> {
  if (resource.output && !key) {
    throw new CustomerError(
      'NOT_FOUND',
      `${called(resource)} has no such analysis: its last build had nothing to say there`,
    )
  }
  const text = key && (await ctx.lake.getText(key))
  if (!text) throw notReady(singular(resource.type), resource)
  return JSON.parse(text)
}

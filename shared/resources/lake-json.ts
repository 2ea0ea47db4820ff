import { singular } from '../contract/resource-operations.ts'
import type { ApiContext } from './api-context.ts'
import { notReady } from './reply.ts'
import type { Resource } from './resource.ts'

/** An analysis that the last good build left in the lake. */
export async function lakeJson(ctx: ApiContext, resource: Resource, key: string | undefined): Promise<unknown> {
  const text = key && (await ctx.lake.getText(key))
  if (!text) throw notReady(singular(resource.type), resource)
  return JSON.parse(text)
}

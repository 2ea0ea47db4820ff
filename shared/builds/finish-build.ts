import { noteEnded } from '../ports/store/build-history.ts'
import { publish } from '../ports/store/builds.ts'
import { getResource } from '../ports/store/resources.ts'
import type { BuildContext, BuildPlan } from './build-context.ts'

/**
 * Flips the one pointer that readers follow, then says so. Run twice (a finish that was killed between the two), or too
 * late (a later attempt holds the resource), the flip is refused and only the event repeats, which does no harm.
 *
 * @param count rows, events or people of the output, for the history of builds
 */
export async function finishBuild(
  ctx: BuildContext,
  plan: BuildPlan,
  output: Record<string, unknown>,
  outputDigest: string,
  count: number,
  changes: Record<string, unknown> = {},
): Promise<void> {
  const { account_id, resource_type, resource_id } = ctx.build
  const now = ctx.now().toISOString()
  const published = await publish(ctx.table, ctx.build, {
    now,
    built_digest: plan.digest,
    output,
    output_digest: outputDigest,
    changes,
  })
  if (published || (await wasPublished(ctx)))
    await noteEnded(ctx.table, ctx.build, { outcome: 'ready', ended_at: now, count })
  await ctx.bus.put('resource.ready', { account_id, resource_type, resource_id })
}

/** Whether a flip that was refused had been made before, and not by a later attempt. */
async function wasPublished({ table, build }: BuildContext): Promise<boolean> {
  const resource = await getResource(table, build.account_id, build.resource_type, build.resource_id)
  return resource?.attempt === build.attempt && resource.status === 'ready'
}

import { noteEnded } from '../ports/store/build-history.ts'
import { publish } from '../ports/store/builds.ts'
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
  await publish(ctx.table, ctx.build, {
    now,
    built_digest: plan.digest,
    output,
    output_digest: outputDigest,
    changes,
  })
  await noteEnded(ctx.table, ctx.build, { outcome: 'ready', ended_at: now, count })
  await ctx.bus.put('resource.ready', { account_id, resource_type, resource_id })
}

import { publish } from '../ports/store/builds.ts'
import type { BuildContext, BuildPlan } from './build-context.ts'

/**
 * Flips the one pointer that readers follow, then says so. Run twice (a finish that was killed between the two), or too
 * late (a later attempt holds the resource), the flip is refused and only the event repeats, which does no harm.
 */
export async function finishBuild(
  ctx: BuildContext,
  plan: BuildPlan,
  output: Record<string, unknown>,
  outputDigest: string,
  changes: Record<string, unknown> = {},
): Promise<void> {
  const { account_id, resource_type, resource_id } = ctx.build
  await publish(ctx.table, ctx.build, {
    now: ctx.now().toISOString(),
    built_digest: plan.digest,
    output,
    output_digest: outputDigest,
    changes,
  })
  await ctx.bus.put('resource.ready', { account_id, resource_type, resource_id })
}

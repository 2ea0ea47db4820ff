import type { Build } from '../model/resource.ts'
import type { Context } from '../ports/context.ts'
import { noteEnded } from '../ports/store/build-history.ts'
import { markFailed, release } from '../ports/store/builds.ts'
import { getResource } from '../ports/store/resources.ts'

/**
 * Frees the resource of an execution that ended FAILED, TIMED_OUT or ABORTED, if that build still holds it. A build
 * that was aborted (by an operator, or by a restart of the local cloud) leaves its resource stale. A build that failed
 * without a sentence gets a general one, and is not tried again until its input changes or someone forces it.
 */
export async function releaseBuild(ctx: Context, build: Build, status: string): Promise<void> {
  const resource = await getResource(ctx.table, build.account_id, build.resource_type, build.resource_id)
  if (!resource || resource.attempt !== build.attempt) return
  const event = { account_id: build.account_id, resource_type: build.resource_type, resource_id: build.resource_id }
  const now = ctx.now().toISOString()
  if (resource.claimed_until) {
    if (status === 'ABORTED') {
      await release(ctx.table, build, now, 'new')
      await noteEnded(ctx.table, build, { outcome: 'stopped', ended_at: now })
    } else {
      const reason = status === 'TIMED_OUT' ? 'took longer than a build may take' : 'stopped on an error of ours'
      const sentence = `The build ${reason}; what was ready before is unchanged. It is tried again when its input changes or on force_update.`
      await markFailed(ctx.table, build, { now, sentence })
      await noteEnded(ctx.table, build, { outcome: 'error', ended_at: now, status_error: sentence })
    }
  }
  const failed = status !== 'ABORTED'
  await ctx.bus.put(failed ? 'resource.errored' : 'resource.changed', event)
}

import type { PastBuild } from '../model/past-build.ts'
import type { Resource } from '../model/resource.ts'
import { listBuilds } from '../ports/store/build-history.ts'
import { find } from './find.ts'
import type { ApiContext, Noun } from './noun.ts'

/** The builds of a resource, newest first. */
export const buildsOf =
  (noun: Noun) =>
  async (
    ctx: ApiContext,
    { params, query }: { params: { id: string }; query: { limit: number } },
  ): Promise<(PastBuild & { seconds?: number })[]> => {
    const resource = await find(ctx, noun, params.id)
    // One more, for the newest may not have begun.
    const builds = await listBuilds(ctx.table, resource, query.limit + 1)
    return asItWas(builds, resource, ctx.now().toISOString())
      .slice(0, query.limit)
      .map((build) => ({
        ...build,
        ...(build.ended_at && { seconds: (Date.parse(build.ended_at) - Date.parse(build.started_at)) / 1000 }),
      }))
  }

/**
 * Builds as their resource proves them: whoever builds may be killed before it notes an end. One that nobody holds any more and
 * that a later one followed was broken off; of the last one the resource itself says what came of it; and one that is only noted,
 * and not claimed yet, has not begun.
 *
 * @param now ISO 8601
 */
export function asItWas(
  builds: readonly PastBuild[],
  resource: Pick<Resource, 'attempt' | 'status' | 'status_changed_at' | 'status_error' | 'claimed_until'>,
  now: string,
): PastBuild[] {
  const { attempt, status, status_changed_at: ended_at, status_error, claimed_until = '' } = resource
  return builds
    .filter((build) => build.attempt <= attempt)
    .map((build): PastBuild => {
      if (build.outcome !== 'running') return build
      if (build.attempt < attempt) return { ...build, outcome: 'stopped' }
      if (claimed_until > now) return build
      if (status === 'ready') return { ...build, outcome: 'ready', ended_at }
      if (status === 'error') return { ...build, outcome: 'error', ended_at, ...(status_error && { status_error }) }
      return { ...build, outcome: 'stopped' }
    })
}

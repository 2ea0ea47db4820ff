import type { PastBuild } from '../model/past-build.ts'
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
    const { id } = await find(ctx, noun, params.id)
    const builds = await listBuilds(ctx.table, { account_id: ctx.account_id, type: noun.type, id }, query.limit)
    return builds.map((build) => ({
      ...build,
      ...(build.ended_at && { seconds: (Date.parse(build.ended_at) - Date.parse(build.started_at)) / 1000 }),
    }))
  }

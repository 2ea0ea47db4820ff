import { type Membership, type MembershipRow, sumArrivals } from '../../engines/conditions/membership.ts'
import { arrivalsSql } from '../../engines/conditions/sql/arrivals-sql.ts'
import { eachShard, shardsAsked } from '../../lake/each-shard.ts'
import type { Resource } from '../../model/resource.ts'
import type { AtDesk } from '../../ports/context.ts'
import { listResources } from '../../ports/store/resources.ts'
import { find } from '../../verbs/find.ts'
import { lakeJson } from '../../verbs/lake-json.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { notReady } from '../../verbs/reply.ts'
import { serve } from '../../verbs/serve.ts'
import { cohortMembershipOperations } from './contract.ts'
import { openCohort } from './open-cohort.ts'
import { peopleFor } from './people-for.ts'

/** Half a million people and their events each: as many as are read and counted within an answer's 29 s. */
export const mostShardsOfEvents = 4

/** Who was a member, as the build left it in the lake; and who became one, counted when asked. */
export const cohortMembership = (atDesk: AtDesk) =>
  serve(cohortMembershipOperations, {
    async membership(ctx, { params, query }) {
      const cohort = await find(ctx, { type: 'cohorts' }, params.id)
      return query.mode === 'qualifying'
        ? arrivals(ctx, atDesk, cohort)
        : lakeJson(ctx, cohort, cohort.output?.membership_key)
    },
  })

async function arrivals(ctx: ApiContext, atDesk: AtDesk, cohort: Resource<'cohorts'>) {
  const { config, output } = cohort
  if (!output?.as_of) throw notReady('cohort', cohort)
  const asOf = Date.parse(output.as_of)
  const people = peopleFor(config, await listResources(ctx.table, ctx.account_id))
  const asked = shardsAsked(people.shards, mostShardsOfEvents)
  const rows: MembershipRow[][] = []
  await eachShard(atDesk, asked, async (db, at) => {
    const { sql, params } = arrivalsSql(config, { ...(await openCohort(db, ctx.lake, people, config, at)), asOf })
    rows.push(await db.rows<MembershipRow>(sql, params))
  })
  const { days, weeks, months } = sumArrivals(rows, asOf)
  const scaled = (counts: Membership['days']) =>
    counts.map(({ date, count }) => ({ date, count: Math.round(count * asked.scale) }))
  return {
    days: scaled(days),
    weeks: scaled(weeks),
    months: scaled(months),
    ...(asked.scale > 1 && { sampled: true }),
  }
}

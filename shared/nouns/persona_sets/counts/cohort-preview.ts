import { asOf, newestEvent } from '../../../builds/as-of.ts'
import type { Scalar } from '../../../engines/conditions/config.ts'
import { cohortSql } from '../../../engines/conditions/sql/cohort-sql.ts'
import type { Duck } from '../../../lake/duck.ts'
import { eachShard, shardsAsked } from '../../../lake/each-shard.ts'
import { explain } from '../../../lake/explain.ts'
import type { AtDesk } from '../../../ports/context.ts'
import { listResources } from '../../../ports/store/resources.ts'
import type { ApiContext } from '../../../verbs/noun.ts'
import { cohortNoun } from '../../cohorts/cohorts.ts'
import type { CohortConfig } from '../../cohorts/contract.ts'
import { mostShardsOfEvents } from '../../cohorts/membership.ts'
import { openCohort } from '../../cohorts/open-cohort.ts'
import { peopleFor } from '../../cohorts/people-for.ts'
import { streamsLookedAt } from '../../cohorts/streams-looked-at.ts'
import { addCounts, builtSet, type Counts, openAssignments, toldCounts } from './built-sets.ts'

/**
 * How many people a cohort would have, by the statement and as of the moment that its build would count by, but written
 * nowhere. Refuses what the build would refuse.
 */
export async function previewCohort(
  ctx: ApiContext,
  atDesk: AtDesk,
  { persona_set_id, ...asked }: CohortConfig & { persona_set_id?: string | undefined },
) {
  const all = await listResources(ctx.table, ctx.account_id)
  const config = cohortNoun.complete(asked, all, undefined)
  cohortNoun.check(config, all, undefined, ctx.now())
  const people = peopleFor(config, all)
  const set = persona_set_id === undefined ? undefined : builtSet(all, persona_set_id)
  const as_of = asOf(newestEvent(people, streamsLookedAt(config, people)), {}, ctx.now())
  const shards = shardsAsked(people.shards, mostShardsOfEvents)
  const counts: Counts = new Map()
  let members = 0
  await eachShard(atDesk, shards, async (db, at) => {
    const query = { ...(await openCohort(db, ctx.lake, people, config, at)), asOf: Date.parse(as_of) }
    members += await keepMembers(db, cohortSql(config, query))
    if (!set) return
    await openAssignments(db, ctx.lake, set, 'assignments', { ...at, shards: people.shards })
    await addCounts(db, 'members', 'assignments', counts)
  })
  return {
    people: Math.round(members * shards.scale),
    of: people.people_count,
    as_of,
    ...(set && toldCounts(set, counts, shards.scale)),
    ...(shards.scale > 1 && { sampled: true }),
  }
}

/** Makes the table `members` of a cohort's statement; gives how many there are. */
async function keepMembers(db: Duck, { sql, params }: { sql: string; params: Scalar[] }): Promise<number> {
  await db.run(`CREATE TEMP TABLE members AS ${sql}`, params).catch((error) => {
    throw explain(error)
  })
  const [counted] = await db.rows<{ count: number }>('SELECT count(*) AS count FROM members')
  return counted!.count
}

import { join } from 'node:path'
import { type BuildContext, readPlan, writeNote } from '../../../builds/build-context.ts'
import type { MembershipRow } from '../../../engines/conditions/membership.ts'
import { cohortSql } from '../../../engines/conditions/sql/cohort-sql.ts'
import { membershipSql } from '../../../engines/conditions/sql/membership-sql.ts'
import { contentDigest } from '../../../lake/content-digest.ts'
import { withDuck } from '../../../lake/duck.ts'
import { explain } from '../../../lake/explain.ts'
import { lakeKeys, type MembersPart } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import { openCohort } from '../open-cohort.ts'
import type { CohortPlan } from './prepare.ts'

export interface CohortNote {
  population: number
  /** As of the newest event, where the cohort is looked at as of a firing. */
  population_at_newest?: number
  digest: string
  membership: MembershipRow[]
}

/** Where a build of a cohort puts its members; the digest of the inputs names the build. */
export const cohortBuildPrefix = (ctx: BuildContext, plan: CohortPlan): string =>
  lakeKeys.version(ctx.build, plan.digest)

/** Finds the members among the people of one shard, and their number over time. */
export async function shardCohort(ctx: BuildContext, shard: number): Promise<void> {
  const plan = await readPlan<CohortPlan>(ctx)
  const { people, config } = plan
  const note = await withDuck(
    { memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch },
    async (db): Promise<CohortNote> => {
      const opened = await openCohort(db, ctx.lake, people, config, { shard, scratch: ctx.scratch })
      const query = { ...opened, asOf: Date.parse(plan.as_of) }
      const write = async (part: MembersPart, asOf: string) => {
        const members = cohortSql(config, { ...query, asOf: Date.parse(asOf) })
        const file = join(ctx.scratch, `${part}.parquet`)
        const population = await db.copyToParquet(members.sql, file, { params: members.params }).catch((error) => {
          throw explain(error)
        })
        await ctx.lake.putFile(lakeKeys.shard(cohortBuildPrefix(ctx, plan), shard, part), file)
        return { population, digest: await contentDigest(file) }
      }
      const { population, digest } = await write('members', plan.as_of)
      const atNewest = plan.also_as_of && (await write('members-at-newest', plan.also_as_of))
      const history = membershipSql(config, query)
      const membership = await db.rows<MembershipRow>(history.sql, history.params)
      if (!atNewest) return { population, digest, membership }
      // Where a firing changes nobody's membership, the digest is the one before it: nothing downstream is built again.
      const both = atNewest.digest === digest ? digest : digestOf([digest, atNewest.digest])
      return { population, population_at_newest: atNewest.population, digest: both, membership }
    },
  )
  await writeNote(ctx, shard, note)
}

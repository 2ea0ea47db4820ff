import { join } from 'node:path'
import { type BuildContext, readPlan, writeNote } from '../../../builds/build-context.ts'
import type { MembershipRow } from '../../../engines/conditions/membership.ts'
import { cohortSql, relationsRead } from '../../../engines/conditions/sql/cohort-sql.ts'
import { membershipSql } from '../../../engines/conditions/sql/membership-sql.ts'
import { quoteName } from '../../../engines/sql/quote.ts'
import { linesAsked } from '../../../lake/columns.ts'
import { contentDigest } from '../../../lake/content-digest.ts'
import { type Duck, withDuck } from '../../../lake/duck.ts'
import { explain } from '../../../lake/explain.ts'
import { lakeKeys, type MembersPart, type PeoplePart } from '../../../lake/keys.ts'
import { openPeopleShard } from '../../../lake/people-shard.ts'
import { digestOf } from '../../../model/ids.ts'
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

const columnsOf = async (db: Duck, view: string): Promise<string[]> =>
  (await db.rows<{ column_name: string }>(`DESCRIBE ${quoteName(view)}`)).map(({ column_name }) => column_name)

/** The columns of a stream that list the lines of its events, by property. */
const linesOf = async (db: Duck, stream: string): Promise<Record<string, string>> =>
  linesAsked(await columnsOf(db, `stream-${stream}`))

/** Finds the members among the people of one shard, and their number over time. */
export async function shardCohort(ctx: BuildContext, shard: number): Promise<void> {
  const plan = await readPlan<CohortPlan>(ctx)
  const { people, config } = plan
  const stream = config.stream_name ?? undefined
  const note = await withDuck(
    { memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch },
    async (db): Promise<CohortNote> => {
      const parts: PeoplePart[] = [...relationsRead(config), ...(stream ? [`stream-${stream}` as const] : [])]
      await openPeopleShard(db, ctx.lake, people, shard, parts, ctx.scratch)
      const query = {
        relations: {
          people: quoteName('people'),
          traits: quoteName('traits'),
          ...(stream && { stream: quoteName(`stream-${stream}`) }),
        },
        columns: {
          stream: (stream && people.streams[stream]?.properties) || {},
          ...(stream && { lines: await linesOf(db, stream) }),
          written: {
            traits: people.written?.traits ?? {},
            stream: (stream && people.written?.streams[stream]) || {},
          },
          traits: Object.fromEntries(Object.entries(people.traits).map(([name, { type }]) => [name, type])),
          ...(config.place_conditions?.length && { people: await columnsOf(db, 'people') }),
        },
        asOf: Date.parse(plan.as_of),
      }
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

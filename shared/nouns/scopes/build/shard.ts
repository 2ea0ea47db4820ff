import { join } from 'node:path'
import { type BuildContext, readPlan, writeNote } from '../../../builds/build-context.ts'
import { quoteName } from '../../../engines/sql/quote.ts'
import { inPredictions } from '../../../lake/columns.ts'
import { contentDigest } from '../../../lake/content-digest.ts'
import { withDuck } from '../../../lake/duck.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { openSharded } from '../../../lake/sharded-view.ts'
import { textAtPlaceSql } from '../../persona_sets/persona-columns.ts'
import { cohortView, populationSql } from '../population-sql.ts'
import { openAttributes } from './open-attributes.ts'
import { openSet } from './open-set.ts'
import type { ScopePlan } from './prepare.ts'

export interface ScopeNote {
  population: number
  digest: string
}

export const scopeBuildPrefix = (ctx: BuildContext, plan: ScopePlan): string => lakeKeys.version(ctx.build, plan.digest)

/** Everybody of one shard who is in the population, with the payload's predictions beside each. */
export async function shardScope(ctx: BuildContext, shard: number): Promise<void> {
  const plan = await readPlan<ScopePlan>(ctx)
  const { population, payload } = plan.config
  const at = { shard, shards: plan.people.shards, scratch: ctx.scratch }
  const note = await withDuck(
    { memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch },
    async (db): Promise<ScopeNote> => {
      for (const [id, cohort] of Object.entries(plan.cohorts)) {
        await openSharded(db, ctx.lake, cohortView(id), cohort, 'members', at)
      }
      await db.run(`CREATE VIEW population AS ${populationSql(population)}`)
      const selected: string[] = []
      const joins: string[] = []
      for (const [i, id] of (payload.persona_set_ids ?? []).entries()) {
        const set = plan.persona_sets[id]!
        const decided = await openSet(db, ctx, plan, id, at)
        // Assignments hold the persona's place in its set; ids are what stays the same when a set is fitted again.
        const ids = set.personas.map((one) => one.id)
        const idAt = (place: string) => textAtPlaceSql(ids, place)
        selected.push(
          `${idAt(`set${i}.persona`)} AS ${quoteName(inPredictions.persona(i))}`,
          `${idAt(`set${i}.runner_up`)} AS ${quoteName(inPredictions.runnerUp(i))}`,
          `set${i}.margin AS ${quoteName(inPredictions.margin(i))}`,
          `${decided(`set${i}`)} AS ${quoteName(inPredictions.decided(i))}`,
        )
        joins.push(`LEFT JOIN ${quoteName(`set ${id}`)} set${i} USING (person_id)`)
      }
      for (const [i, id] of (payload.cohort_ids ?? []).entries()) {
        selected.push(`c${i}.person_id IS NOT NULL AS ${quoteName(inPredictions.member(i))}`)
        joins.push(`LEFT JOIN ${quoteName(cohortView(id))} c${i} ON p.person_id = c${i}.person_id`)
      }
      const attributes = await openAttributes(db, ctx, plan, shard)
      selected.push(...attributes.selected)
      joins.push(...attributes.joins)
      const file = join(ctx.scratch, 'predictions.parquet')
      const count = await db.copyToParquet(
        `SELECT p.person_id${selected.map((column) => `, ${column}`).join('')} FROM population p ${joins.join(' ')}`,
        file,
        { orderBy: ['person_id'] },
      )
      await ctx.lake.putFile(lakeKeys.shard(scopeBuildPrefix(ctx, plan), shard, 'predictions'), file)
      return { population: count, digest: await contentDigest(file) }
    },
  )
  await writeNote(ctx, shard, note)
}

import { quoteName } from '../../engines/sql/quote.ts'
import { eachShard, shardsAsked } from '../../lake/each-shard.ts'
import { openSharded } from '../../lake/sharded-view.ts'
import type { Resource } from '../../model/resource.ts'
import type { AtDesk } from '../../ports/context.ts'
import { listResources } from '../../ports/store/resources.ts'
import { requireReference } from '../../verbs/references.ts'
import { notReady } from '../../verbs/reply.ts'
import { serve } from '../../verbs/serve.ts'
import type { CohortOutput } from '../cohorts/output.ts'
import { populationOperations } from './contract.ts'
import { cohortView, membersSql, populationSql } from './population-sql.ts'

/** Files of members that are read for one answer, a few MB each. */
const maxFiles = 64

type Built = Resource<'cohorts'> & { output: CohortOutput }

/** How many people a population has, and how its cohorts overlap. The people are those that a build of a scope would find. */
export const populationPreview = (atDesk: AtDesk) =>
  serve(populationOperations, {
    async previewPopulation(ctx, { body: { population } }) {
      const all = await listResources(ctx.table, ctx.account_id)
      const built = (field: 'cohort_ids' | 'exclusion_cohort_ids'): Built[] =>
        (population[field] ?? []).map((id, index) => {
          const cohort = requireReference(all, 'cohorts', id, `population.${field}.${index}`)
          if (!cohort.output) throw notReady('cohort', cohort)
          return cohort as Built
        })
      const wanted = [...new Map(built('cohort_ids').map((one) => [one.id, one])).values()]
      const cohorts = [...new Map([...wanted, ...built('exclusion_cohort_ids')].map((one) => [one.id, one])).values()]
      const of = Math.max(...cohorts.map(({ output }) => output.shards))
      const shards = shardsAsked(of, Math.max(1, Math.floor(maxFiles / cohorts.length)))
      const sums = { people: 0, all: 0, cohorts: wanted.map(() => ({ people: 0, also_in_others: 0 })) }
      await eachShard(atDesk, shards, async (db, at) => {
        for (const { id, output } of cohorts) {
          await openSharded(db, ctx.lake, cohortView(id), output, 'members', { ...at, shards: of })
        }
        const count = async (select: string) =>
          (await db.rows<{ count: number }>(`SELECT count(*) AS count FROM (${select})`))[0]!.count
        sums.people += await count(populationSql(population))
        sums.all += await count(membersSql(population.cohort_ids))
        for (const [i, { id }] of wanted.entries()) {
          const members = `SELECT person_id FROM ${quoteName(cohortView(id))}`
          const others = wanted.filter((one) => one.id !== id).map((one) => one.id)
          sums.cohorts[i]!.people += await count(members)
          if (!others.length) continue
          sums.cohorts[i]!.also_in_others += await count(`${members} INTERSECT (${membersSql(others)})`)
        }
      })
      const scaled = (count: number) => Math.round(count * shards.scale)
      return {
        people: scaled(sums.people),
        excluded: scaled(sums.all - sums.people),
        cohorts: wanted.map(({ id, config }, i) => ({
          cohort_id: id,
          name: String(config.name),
          people: scaled(sums.cohorts[i]!.people),
          also_in_others: scaled(sums.cohorts[i]!.also_in_others),
        })),
        ...(shards.scale > 1 && { sampled: true }),
      }
    },
  })

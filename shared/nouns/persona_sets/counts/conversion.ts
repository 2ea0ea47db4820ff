import { wilsonInterval } from '../../../engines/figures/interval.ts'
import { eachShard, shardsAsked } from '../../../lake/each-shard.ts'
import { openSharded } from '../../../lake/sharded-view.ts'
import type { Resource } from '../../../model/resource.ts'
import type { AtDesk } from '../../../ports/context.ts'
import { listResources } from '../../../ports/store/resources.ts'
import { findIn } from '../../../verbs/find.ts'
import { notReady } from '../../../verbs/reply.ts'
import { serve } from '../../../verbs/serve.ts'
import type { CohortOutput } from '../../cohorts/output.ts'
import { conversionOperations } from '../contract.ts'
import { personaName } from '../persona-name.ts'
import { builtSet, openAssignments } from './built-sets.ts'

/** Three files each: both cohorts and the assignments. */
const maxShards = 8

/** Of how many people how many converted. */
interface Converted {
  people: number
  converted: number
}

/** Which share of one cohort's members are in another cohort, too, by the persona that each has today. */
export const conversion = (atDesk: AtDesk) =>
  serve(conversionOperations, {
    async conversion(ctx, { params, query }) {
      const all = await listResources(ctx.table, ctx.account_id)
      const set = builtSet(all, params.id)
      const from = builtCohort(all, query.from)
      const to = builtCohort(all, query.to)
      const shards = shardsAsked(from.shards, maxShards)
      const found = new Map<number | null, Converted>()
      await eachShard(atDesk, shards, async (db, at) => {
        const within = { ...at, shards: from.shards }
        await openSharded(db, ctx.lake, 'from', from, 'members', within)
        await openSharded(db, ctx.lake, 'to', to, 'members', within)
        await openAssignments(db, ctx.lake, set, 'assignments', within)
        const rows = await db.rows<Converted & { place: number | null }>(
          `SELECT a.persona AS place, count(*) AS people, count("to".person_id) AS converted
           FROM "from" LEFT JOIN "to" USING (person_id) LEFT JOIN assignments a ON a.person_id = "from".person_id
           GROUP BY ALL`,
        )
        for (const { place, ...more } of rows) found.set(place, sum([found.get(place) ?? nobody, more]))
      })
      const total = sum([...found.values()])
      // People without a persona are no yardstick for those with one: most of them are outside of the set's own cohort.
      const assigned = sum([...found].flatMap(([place, one]) => (place === null ? [] : one)))
      return {
        persona_set_id: set.id,
        from: query.from,
        to: query.to,
        total: rated(total, shards.scale),
        personas: set.output.personas.map((persona, place) => {
          const one = found.get(place) ?? nobody
          const rest = { people: assigned.people - one.people, converted: assigned.converted - one.converted }
          const stands_out = standsOut(one, rest)
          return {
            persona_id: persona.id,
            name: personaName(set, persona),
            ...rated(one, shards.scale),
            ...(stands_out && { stands_out }),
          }
        }),
        unassigned: rated(found.get(null) ?? nobody, shards.scale),
        ...(shards.scale > 1 && { sampled: true }),
      }
    },
  })

function builtCohort(all: Resource[], id: string): CohortOutput {
  const cohort = findIn({ type: 'cohorts' }, all, id)
  if (!cohort.output) throw notReady('cohort', cohort)
  return cohort.output
}

const nobody: Converted = { people: 0, converted: 0 }

const sum = (some: Converted[]): Converted =>
  some.reduce((all, one) => ({ people: all.people + one.people, converted: all.converted + one.converted }), nobody)

/** The interval is that of the people who were counted, whatever their counts are multiplied by. */
function rated({ people, converted }: Converted, scale: number) {
  const told = { people: Math.round(people * scale), converted: Math.round(converted * scale) }
  return people
    ? { ...told, rate: converted / people, ...wilsonInterval(converted, people) }
    : { ...told, rate: null, low: null, high: null }
}

function standsOut(one: Converted, rest: Converted): 'lower' | 'higher' | undefined {
  if (!one.people || !rest.people) return undefined
  const [mine, theirs] = [one, rest].map(({ people, converted }) => wilsonInterval(converted, people))
  if (mine!.high < theirs!.low) return 'lower'
  return mine!.low > theirs!.high ? 'higher' : undefined
}

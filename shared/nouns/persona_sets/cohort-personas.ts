import { singular } from '../../contract/resource-operations.ts'
import { quoteName } from '../../engines/sql/quote.ts'
import { withDuck } from '../../lake/duck.ts'
import { openSharded } from '../../lake/sharded-view.ts'
import type { Resource } from '../../model/resource.ts'
import type { AtDesk } from '../../ports/context.ts'
import { listResources } from '../../ports/store/resources.ts'
import { find, findIn, newestFirst } from '../../verbs/find.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { refuse } from '../../verbs/refuse.ts'
import { notReady } from '../../verbs/reply.ts'
import { serve } from '../../verbs/serve.ts'
import { cohortPersonasOperations } from '../cohorts/contract.ts'
import type { CohortOutput } from '../cohorts/output.ts'
import type { PersonaSetOutput } from './output.ts'
import { personaName } from './persona-name.ts'

/** Half a million people each. */
const maxShards = 8
/** About 11 MB of assignments each, joined in 0.2 s: with their download about half of the 29 s that an answer may take. */
const maxFiles = 32
const maxSets = 50

/** A persona set that was built. */
type Built = Resource<'persona_sets'> & { output: PersonaSetOutput }

const isBuilt = (set: Resource<'persona_sets'>): set is Built => set.output !== undefined

/** The place of a persona in its set (null: of none) → how many members it has. */
type Counts = Map<number | null, number>

/**
 * How many of a cohort's members each persona has, counted when asked: cohorts and persona sets are built apart, and
 * any cohort may be looked at under any set. Members whom a set does not know (its cohort is another) have no persona.
 */
export const cohortPersonas = (atDesk: AtDesk) =>
  serve(cohortPersonasOperations, {
    async personas(ctx, { params, query }) {
      const cohort = await find(ctx, { type: 'cohorts' }, params.id)
      const { output } = cohort
      if (!output) throw notReady('cohort', cohort)
      const sets = await setsAsked(ctx, query.persona_set_ids)
      if (!sets.length) return []
      const shards = Math.min(output.shards, maxShards, Math.max(1, Math.floor(maxFiles / sets.length)))
      const counts: Counts[] = sets.map(() => new Map())
      for (let shard = 0; shard < shards; shard++) await countShard(ctx, atDesk, output, sets, shard, counts)
      return sets.map((set, s) => madeUp(set, counts[s]!, output, shards))
    },
  })

/** The persona sets that were asked for, in that order; without any, all that are ready, newest first. */
async function setsAsked(ctx: ApiContext, ids: string[] | undefined): Promise<Built[]> {
  const all = await listResources(ctx.table, ctx.account_id, 'persona_sets')
  if (ids) {
    const sets = [...new Set(ids)].map((id) => findIn({ type: 'persona_sets' }, all, id))
    const unready = sets.find((set) => !isBuilt(set))
    if (unready) throw notReady(singular(unready.type), unready)
    return sets.filter(isBuilt)
  }
  const ready = all.filter(isBuilt).filter((set) => !set.archived_at)
  if (ready.length > maxSets) {
    const message = `there are ${ready.length} persona sets, and at most ${maxSets} are counted at a time: name some`
    refuse('query.persona_set_ids', message, 'too_big')
  }
  return ready.sort(newestFirst)
}

/** Adds the members of one shard to the counts of every set. */
async function countShard(
  ctx: ApiContext,
  atDesk: AtDesk,
  cohort: CohortOutput,
  sets: Built[],
  shard: number,
  counts: Counts[],
): Promise<void> {
  await atDesk(({ scratch, memoryMb }) =>
    withDuck({ memoryMb, threads: 2, tmp: scratch }, async (db) => {
      const at = { shard, shards: cohort.shards, scratch }
      await openSharded(db, ctx.lake, 'members', cohort, 'members', at)
      for (const [s, set] of sets.entries()) {
        const view = `set-${s}`
        await openSharded(db, ctx.lake, view, set.output, 'assignments', at)
        const found = await db.rows<{ place: number | null; count: number }>(
          `SELECT a.persona AS place, count(*) AS count
           FROM members LEFT JOIN ${quoteName(view)} a USING (person_id) GROUP BY ALL`,
        )
        for (const { place, count } of found) counts[s]!.set(place, (counts[s]!.get(place) ?? 0) + count)
      }
    }),
  )
}

function madeUp(set: Built, counts: Counts, cohort: CohortOutput, shards: number) {
  const { personas } = set.output
  const read = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const sampled = shards < cohort.shards
  // A shard is a range of a hash, so the members of some are like all of them.
  const scale = sampled && read ? cohort.population_count / read : 1
  const scaled = (place: number | null) => Math.round((counts.get(place) ?? 0) * scale)
  return {
    persona_set_id: set.id,
    persona_set_name: String(set.config.name),
    personas: personas.map((persona, place) => ({
      persona_id: persona.id,
      name: personaName(set, persona),
      count: scaled(place),
      share: read ? (counts.get(place) ?? 0) / read : 0,
    })),
    unassigned_count: scaled(null),
    ...(sampled && { sampled: true }),
  }
}

import { periodsBetween } from '../../../engines/conditions/membership.ts'
import { changesByKindSql } from '../../../engines/conditions/sql/arrivals-sql.ts'
import { quoteName } from '../../../engines/sql/quote.ts'
import { eachShard, type ShardsAsked, shardsAsked } from '../../../lake/each-shard.ts'
import { openSharded } from '../../../lake/sharded-view.ts'
import type { Resource } from '../../../model/resource.ts'
import type { AtDesk } from '../../../ports/context.ts'
import { listResources } from '../../../ports/store/resources.ts'
import { findIn, newestFirst } from '../../../verbs/find.ts'
import type { ApiContext } from '../../../verbs/noun.ts'
import { refuse } from '../../../verbs/refuse.ts'
import { notReady } from '../../../verbs/reply.ts'
import { serve } from '../../../verbs/serve.ts'
import { cohortPersonasOperations } from '../../cohorts/contract.ts'
import { mostShardsOfEvents } from '../../cohorts/membership.ts'
import { openCohort } from '../../cohorts/open-cohort.ts'
import type { CohortOutput } from '../../cohorts/output.ts'
import { peopleFor } from '../../cohorts/people-for.ts'
import { addCounts, type BuiltSet, builtSet, type Counts, isBuilt, openAssignments, toldCounts } from './built-sets.ts'
import { previewCohort } from './cohort-preview.ts'

/** Half a million people each. */
const maxShards = 8
/** About 11 MB of assignments each, joined in 0.2 s: with their download about half of the 29 s that an answer may take. */
const maxFiles = 32
const maxSets = 50
/** How many of the newest months an answer has. */
const maxMonths = 60

/**
 * How many of a cohort's members each persona has, counted when asked: cohorts and persona sets are built apart, and
 * any cohort may be looked at under any set. Members whom a set does not know (its cohort is another) have no persona.
 */
export const cohortPersonas = (atDesk: AtDesk) =>
  serve(cohortPersonasOperations, {
    async personas(ctx, { params, query }) {
      const all = await listResources(ctx.table, ctx.account_id)
      const cohort = findIn({ type: 'cohorts' }, all, params.id)
      const { output } = cohort
      if (!output) throw notReady('cohort', cohort)
      const sets = setsAsked(all, query.persona_set_ids)
      if (!sets.length) return []
      const most = Math.min(maxShards, Math.max(1, Math.floor(maxFiles / sets.length)))
      const shards = shardsAsked(output.shards, most)
      const counts = await countSets(ctx, atDesk, output, sets, shards)
      const months = query.over && (await countMonths(ctx, atDesk, cohort, sets, all))
      return sets.map((set, s) => ({
        persona_set_id: set.id,
        persona_set_name: String(set.config.name),
        ...toldCounts(set, counts[s]!, scaleOf(output, counts[s]!, shards)),
        ...(months && { months: months.told[s] }),
        ...((shards.scale > 1 || months?.sampled) && { sampled: true }),
      }))
    },
    preview: (ctx, { body }) => previewCohort(ctx, atDesk, body),
  })

/** The persona sets that were asked for, in that order; without any, all that are ready, newest first. */
function setsAsked(all: Resource[], ids: string[] | undefined): BuiltSet[] {
  if (ids) return [...new Set(ids)].map((id) => builtSet(all, id))
  const sets = all.filter((one): one is Resource<'persona_sets'> => one.type === 'persona_sets')
  const ready = sets.filter(isBuilt).filter((set) => !set.archived_at)
  if (ready.length > maxSets) {
    const message = `there are ${ready.length} persona sets, and at most ${maxSets} are counted at a time: name some`
    refuse('query.persona_set_ids', message, 'too_big')
  }
  return ready.sort(newestFirst)
}

/** The members of the cohort by persona, for each set. */
async function countSets(
  ctx: ApiContext,
  atDesk: AtDesk,
  cohort: CohortOutput,
  sets: BuiltSet[],
  shards: ShardsAsked,
): Promise<Counts[]> {
  const counts: Counts[] = sets.map(() => new Map())
  await eachShard(atDesk, shards, async (db, at) => {
    const within = { ...at, shards: cohort.shards }
    await openSharded(db, ctx.lake, 'members', cohort, 'members', within)
    for (const [s, set] of sets.entries()) {
      await openAssignments(db, ctx.lake, set, `set-${s}`, within)
      await addCounts(db, 'members', `set-${s}`, counts[s]!)
    }
  })
  return counts
}

/** Of a cohort that was read in part: so that the counts add up to its population. */
function scaleOf({ population_count }: CohortOutput, counts: Counts, { scale }: ShardsAsked): number {
  const read = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return scale > 1 && read ? population_count / read : 1
}

/** Who was a member at the end of each month, by the persona that each has today, for each set. */
async function countMonths(
  ctx: ApiContext,
  atDesk: AtDesk,
  { config, output }: Resource<'cohorts'>,
  sets: BuiltSet[],
  all: Resource[],
) {
  const people = peopleFor(config, all)
  const asOf = Date.parse(output?.as_of ?? ctx.now().toISOString())
  const shards = shardsAsked(people.shards, Math.max(1, Math.floor(mostShardsOfEvents / sets.length)))
  const changes: Changes[] = sets.map(() => new Map())
  await eachShard(atDesk, shards, async (db, at) => {
    const query = { ...(await openCohort(db, ctx.lake, people, config, at)), asOf }
    for (const [s, set] of sets.entries()) {
      const view = `set-${s}`
      await openAssignments(db, ctx.lake, set, view, { ...at, shards: people.shards })
      const kinds = `(SELECT person_id, persona AS kind FROM ${quoteName(view)})`
      const { sql, params } = changesByKindSql(config, query, kinds)
      for (const { date, kind, change } of await db.rows<ChangeRow>(sql, params))
        addChange(changes[s]!, date, kind, change)
    }
  })
  return { told: sets.map((set, s) => toldMonths(set, changes[s]!, asOf, shards.scale)), sampled: shards.scale > 1 }
}

interface ChangeRow {
  date: string
  kind: number | null
  change: number
}

/** First day of a month → how the number of members of each persona changed in it. */
type Changes = Map<string, Counts>

function addChange(changes: Changes, date: string, place: number | null, change: number): void {
  const of: Counts = changes.get(date) ?? new Map()
  of.set(place, (of.get(place) ?? 0) + change)
  changes.set(date, of)
}

/** The running sums of the changes, month by month. */
function toldMonths(set: BuiltSet, changes: Changes, asOf: number, scale: number) {
  const first = [...changes.keys()].sort()[0]
  if (first === undefined) return []
  const now: Counts = new Map()
  const scaled = (place: number | null) => Math.round((now.get(place) ?? 0) * scale)
  return periodsBetween(first, asOf, 'month')
    .map((date) => {
      for (const [place, change] of changes.get(date) ?? []) now.set(place, (now.get(place) ?? 0) + change)
      return {
        date,
        personas: set.output.personas.map(({ id }, place) => ({ persona_id: id, count: scaled(place) })),
        unassigned_count: scaled(null),
      }
    })
    .slice(-maxMonths)
}

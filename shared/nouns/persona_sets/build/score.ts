import { join } from 'node:path'
import { type BuildContext, readPlan, writeNote } from '../../../builds/build-context.ts'
import type { Table } from '../../../engines/personas/columns.ts'
import { describeShard, type PartialDescription } from '../../../engines/personas/describe/describe.ts'
import { assignTable, type Model } from '../../../engines/personas/model.ts'
import { quoteText } from '../../../engines/sql/quote.ts'
import { contentDigest } from '../../../lake/content-digest.ts'
import { type Duck, withDuck } from '../../../lake/duck.ts'
import type { FeatureRelations } from '../../../lake/features/traits-sql.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { openSharded } from '../../../lake/sharded-view.ts'
import { assignPeople } from './assign-people.ts'
import { flowOfShard, type ShardFlow } from './flow.ts'
import { countKnown, type KnownEvents } from './kept-flow.ts'
import { openMembers, streamsOf } from './open-members.ts'
import type { PersonasPlan } from './prepare.ts'
import { type RevenueRow, revenueOfShard, revenueReads } from './revenue.ts'
import { writeCsvPart } from './set-csv.ts'
import { type MeasuredModel, readModel } from './stored-model.ts'

export interface ScoreNote {
  digest: string
  /** Of the shard's part of the set's CSV. */
  csv_bytes: number
  description: PartialDescription
  flow: ShardFlow
  known: KnownEvents[]
  revenue: RevenueRow[]
  /** People by persona before (id, or null) and now (place). */
  moves: { from: string | null; to: number; count: number }[]
}

/** Assigns the members of one shard, writes their lines of the CSV, and counts what the analyses need of them. */
export async function scorePersonas(ctx: BuildContext, shard: number): Promise<void> {
  const plan = await readPlan<PersonasPlan>(ctx)
  const { model, dimensions } = await readModel(ctx.lake, plan.prefix)
  const note = await withDuck(
    { memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch },
    async (db): Promise<ScoreNote> => {
      const relations = await openMembers(db, ctx, plan, dimensions, shard)
      const before = plan.kind === 'fit' && plan.previous && (await readModel(ctx.lake, plan.previous.prefix)).model
      const counts = await assignAndCount(db, plan, { model, dimensions }, relations, before || undefined)
      const known = await countKnown(db, plan, streamsOf(plan, dimensions))
      // The events that were counted would come on top of what joining and writing takes.
      await db.release()
      const file = join(ctx.scratch, 'assignments.parquet')
      await db.copyToParquet('SELECT * FROM assigned', file)
      await ctx.lake.putFile(lakeKeys.shard(plan.prefix, shard, 'assignments'), file)

      let moves: ScoreNote['moves'] = counts.moves
      if (plan.kind === 'score' && plan.since) {
        await openSharded(db, ctx.lake, 'before', plan.since, 'assignments', {
          shard,
          shards: plan.people.shards,
          scratch: ctx.scratch,
        })
        const ids = plan.since.persona_ids.map(quoteText).join(', ')
        moves = await db.rows(
          `SELECT list_extract([${ids}], b.persona + 1) AS "from", a.persona AS "to", count(*) AS count
         FROM assigned a LEFT JOIN before b USING (person_id) GROUP BY ALL ORDER BY ALL`,
        )
      }
      return {
        digest: await contentDigest(file),
        csv_bytes: await writeCsvPart(db, ctx, plan, model, shard),
        ...counts,
        known,
        moves,
      }
    },
  )
  await writeNote(ctx, shard, note)
}

/** Leaves who is what as the table `assigned`, and tells what the analyses need of it. */
async function assignAndCount(
  db: Duck,
  plan: PersonasPlan,
  stored: MeasuredModel,
  relations: FeatureRelations,
  before: Model | undefined,
): Promise<Pick<ScoreNote, 'description' | 'flow' | 'revenue' | 'moves'>> {
  const { model, dimensions } = stored
  const asOf = Date.parse(plan.as_of)
  const reads = revenueReads(plan)
  const { features, assignment } = await assignPeople(db, 'assigned', model, dimensions, relations, asOf, reads)
  const orders = features.events.get(plan.stream ?? '')
  return {
    description: describeShard(model.encoder, model.k, features.table, assignment.persona, assignment.coverage),
    flow: await flowOfShard(db, stored, relations, features, plan),
    revenue: orders ? await revenueOfShard(orders, assignment.persona, model.k) : [],
    moves: before ? movesBetween(before, features.table, assignment.persona) : [],
  }
}

/**
 * Where the people of each persona of the model before are now: everybody of today under both models, as the personas
 * themselves are matched. Null is where the model before knows nothing of a person.
 */
function movesBetween(before: Model, table: Table, now: Int32Array): ScoreNote['moves'] {
  const was = assignTable(before, table)
  const counts = new Map<string, ScoreNote['moves'][number]>()
  now.forEach((to, i) => {
    const from = was.coverage[i]! > 0 ? before.personas[was.persona[i]!]!.id : null
    const move = counts.get(`${from} ${to}`) ?? { from, to, count: 0 }
    move.count++
    counts.set(`${from} ${to}`, move)
  })
  return [...counts.values()]
}

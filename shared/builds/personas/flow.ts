import type { Duck } from '../../lake/duck.ts'
import type { Dimension } from '../../lake/features/dimension.ts'
import type { FeatureRelations } from '../../lake/features/features-sql.ts'
import { readFeatures } from '../../lake/features/read-features.ts'
import { assignTable, type Model } from '../../personas/model.ts'
import type { PersonasPlan } from './prepare.ts'

/** Per date (`YYYY-MM-DD`, oldest first), how many people of the shard each persona had at the end of that day. */
export type FlowCounts = { date: string; counts: number[] }[]

const dayMs = 86_400_000
/** Dates told: the ends of the last so many months before the build's moment, and that moment itself. */
const months = 24

/**
 * Membership over time under today's model, using only what was known on each date: events until then, and people
 * since they were first seen. Traits carry no date and count as they are today.
 */
export async function flowOfShard(
  db: Duck,
  model: Model,
  dimensions: Dimension[],
  relations: FeatureRelations,
  plan: PersonasPlan,
): Promise<FlowCounts> {
  const asOf = Date.parse(plan.as_of)
  const flow: FlowCounts = []
  for (const date of datesUntil(plan, asOf)) {
    const end = Math.min(asOf, Date.parse(date) + dayMs - 1)
    await db.run(`CREATE OR REPLACE VIEW known AS SELECT m.person_id FROM ${relations.members} m
      JOIN people p USING (person_id) WHERE p.first_seen <= make_timestamp(${end * 1000})`)
    const { table } = await readFeatures(db, dimensions, { ...relations, members: 'known' }, end)
    const counts = new Array<number>(model.k).fill(0)
    for (const persona of assignTable(model, table).persona) counts[persona]!++
    flow.push({ date, counts })
  }
  return flow
}

function datesUntil(plan: PersonasPlan, asOf: number): string[] {
  const oldest = plan.stream ? plan.people.streams[plan.stream]?.oldest : undefined
  const start = oldest ? Date.parse(oldest) : asOf
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const dates = [day(asOf)]
  const moment = new Date(asOf)
  for (let back = 0; back < months; back++) {
    const end = Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() - back, 0)
    if (end < start) break
    dates.unshift(day(end))
  }
  return dates
}

/** Adds the shards up. */
export const sumFlow = (shards: FlowCounts[]): FlowCounts =>
  (shards[0] ?? []).map(({ date }, i) => ({
    date,
    counts: (shards[0]?.[i]?.counts ?? []).map((_, persona) =>
      shards.reduce((sum, shard) => sum + (shard[i]?.counts[persona] ?? 0), 0),
    ),
  }))

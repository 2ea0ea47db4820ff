import { assignTable, type Model } from '../../shared/engines/personas/model.ts'
import type { Duck } from '../../shared/lake/duck.ts'
import type { Dimension } from '../../shared/lake/features/dimension.ts'
import { readFeatures } from '../../shared/lake/features/read-features.ts'
import type { FeatureRelations } from '../../shared/lake/features/traits-sql.ts'
import { endOfDay } from '../../shared/nouns/persona_sets/build/flow.ts'

/** The flow by the slow, obvious way: for each date everybody known by its end, on the last one everybody, is read and assigned anew. */
export async function slowFlow(
  db: Duck,
  model: Model,
  dimensions: Dimension[],
  relations: FeatureRelations,
  dates: string[],
  asOf: number,
): Promise<number[][]> {
  const flow: number[][] = []
  for (const date of dates) {
    const end = endOfDay(date, asOf)
    const was = end >= asOf ? 'true' : `p.first_seen <= make_timestamp(${Math.round(end * 1000)})`
    await db.run(`CREATE OR REPLACE VIEW known AS SELECT m.person_id FROM ${relations.members} m
      JOIN people p USING (person_id) WHERE ${was}`)
    const { table } = await readFeatures(db, dimensions, { ...relations, members: 'known' }, end)
    const counts = new Array<number>(model.k).fill(0)
    for (const persona of assignTable(model, table).persona) counts[persona]!++
    flow.push(counts)
  }
  return flow
}

import { type Assignment, assign } from '../../../engines/personas/assign/assign.ts'
import { REASONS, whyAll } from '../../../engines/personas/assign/why.ts'
import { encode } from '../../../engines/personas/encode/encoder.ts'
import { centroidsOf, type Model } from '../../../engines/personas/model.ts'
import type { Duck } from '../../../lake/duck.ts'
import type { Dimension } from '../../../lake/features/dimension.ts'
import { type Features, readFeatures } from '../../../lake/features/read-features.ts'
import type { FeatureRelations } from '../../../lake/features/traits-sql.ts'

/**
 * Assigns everybody of `relations.members` under a model, and leaves the outcome as the table `name`: `person_id`,
 * `persona` and `runner_up` (places in the set), `margin`, `coverage`, and `decided_1 … decided_3`, the kept traits of
 * the encoder that decided, strongest first, −1 for none. Of a single persona no margin is known: there is no runner-up.
 * `more`: what else is to be read of the streams' events.
 */
export async function assignPeople(
  db: Duck,
  name: string,
  model: Model,
  dimensions: Dimension[],
  relations: FeatureRelations,
  asOf: number,
  more: Dimension[] = [],
): Promise<{ features: Features; assignment: Assignment }> {
  const features = await readFeatures(db, dimensions, relations, asOf, more)
  const { person_id, table } = features
  const encoded = encode(model.encoder, table)
  const assignment = assign(model.encoder, centroidsOf(model), encoded)
  const decided = whyAll(model, encoded, assignment)
  const reasons = Array.from({ length: REASONS }, (_, reason) => {
    const values = new Int32Array(table.rows)
    for (let row = 0; row < table.rows; row++) values[row] = decided[row * REASONS + reason]!
    return [`decided_${reason + 1}`, { type: 'INTEGER' as const, values }] as const
  })
  await db.load(name, {
    person_id: { type: 'UUID', values: person_id },
    persona: { type: 'INTEGER', values: assignment.persona },
    runner_up: { type: 'INTEGER', values: assignment.runnerUp },
    margin: { type: 'FLOAT', values: assignment.margin, ...(model.k === 1 && { present: new Uint8Array(table.rows) }) },
    coverage: { type: 'FLOAT', values: assignment.coverage },
    ...Object.fromEntries(reasons),
  })
  return { features, assignment }
}

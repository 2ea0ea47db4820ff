import type { Column, Table } from '../../personas/columns.ts'
import type { Duck } from '../duck.ts'
import type { Columns } from '../duck-columns.ts'
import { type Dimension, otherLabel } from './dimension.ts'
import { type FeatureRelations, featuresSql } from './features-sql.ts'

/** People of one shard in ascending order, 16 bytes each as DuckDB keeps them, and what is known of each. */
export interface Features {
  person_id: Uint8Array
  table: Table
}

const dayMs = 86_400_000

/** Reads every member's dimensions into the persona core's table. */
export async function readFeatures(
  db: Duck,
  dimensions: Dimension[],
  relations: FeatureRelations,
  asOf: number,
): Promise<Features> {
  const read = await db.columns(featuresSql(dimensions, relations, asOf))
  return {
    person_id: read.columns.person_id!.values as Uint8Array,
    table: { rows: read.rowCount, columns: dimensions.map((dimension, i) => columnOf(dimension, read, `d${i}`)) },
  }
}

/** What the persona core is told of a dimension beside its values. */
const factsOf = ({ name, source, literate, unit, concept, subject }: Dimension) => ({
  name,
  source,
  literate,
  ...(unit && { unit }),
  ...(concept && { concept }),
  ...(subject && { subject }),
})

function columnOf(dimension: Dimension, read: Columns, name: string): Column {
  const { values, present } = read.columns[name]!
  const facts = factsOf(dimension)
  if (dimension.kind === 'category') {
    return {
      ...facts,
      kind: 'category',
      codes: values as Int32Array,
      labels: [...(dimension.labels ?? []), otherLabel],
    }
  }
  if (dimension.kind === 'boolean') {
    const flags = Int8Array.from(values as Uint8Array)
    if (present) for (let row = 0; row < flags.length; row++) if (!present[row]) flags[row] = -1
    return { ...facts, kind: 'boolean', values: flags }
  }
  const numbers = values as Float64Array
  if (dimension.kind === 'number') return { ...facts, kind: 'number', values: numbers }
  return { ...facts, kind: 'date', values: numbers.map((ms) => ms / dayMs) }
}

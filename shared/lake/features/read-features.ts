import type { Column, Table } from '../../personas/columns.ts'
import type { Duck } from '../duck.ts'
import type { Columns } from '../duck-columns.ts'
import { type Dimension, otherLabel } from './dimension.ts'
import type { StreamEvents } from './events.ts'
import { type FeatureRelations, traitsSql } from './features-sql.ts'
import { measureEvents } from './measure-events.ts'
import { propertiesOf, readEvents } from './read-events.ts'

/** People of one shard in ascending order, 16 bytes each as DuckDB keeps them, and what is known of each. */
export interface Features {
  person_id: Uint8Array
  /** The dimensions, in the order asked for. */
  table: Table
  /** The events that they were measured on, by stream. */
  events: Map<string, StreamEvents>
}

const dayMs = 86_400_000

/**
 * Reads every member's dimensions into the persona core's table. Only events up to `asOf` (ms) count. `more` names what
 * else is wanted of the streams' events.
 */
export async function readFeatures(
  db: Duck,
  dimensions: Dimension[],
  relations: FeatureRelations,
  asOf: number,
  more: Dimension[] = [],
): Promise<Features> {
  const traits = dimensions.filter((one) => one.source === 'trait')
  const read = await db.columns(traitsSql(traits, relations))
  const person_id = read.columns.person_id!.values as Uint8Array
  const columns = new Map(traits.map((dimension, i) => [dimension, traitColumn(dimension, read, `d${i}`)]))
  const events = new Map<string, StreamEvents>()
  for (const [stream, properties] of propertiesOf([...dimensions, ...more])) {
    const own = dimensions.filter((one) => one.source === 'stream' && one.stream === stream)
    const found = await readEvents(db, stream, relations.stream(stream), properties, person_id, asOf)
    events.set(stream, found)
    measureEvents(found, own, asOf).forEach((values, i) => {
      columns.set(own[i]!, { ...factsOf(own[i]!), kind: 'number', values })
    })
  }
  return { person_id, table: { rows: read.rowCount, columns: dimensions.map((one) => columns.get(one)!) }, events }
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

function traitColumn(dimension: Dimension, read: Columns, name: string): Column {
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

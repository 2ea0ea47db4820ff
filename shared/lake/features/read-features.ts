import { type Column, OTHER_LABEL, type Table } from '../../engines/personas/columns.ts'
import type { Duck } from '../duck.ts'
import type { Column as ReadColumn } from '../duck-columns.ts'
import type { Dimension } from './dimension.ts'
import type { StreamEvents } from './events.ts'
import { measureEvents } from './measure-events.ts'
import { personPlaces, placed } from './person-places.ts'
import { propertiesOf, readEvents, typesOf } from './read-events.ts'
import { type FeatureRelations, traitsSql } from './traits-sql.ts'

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
  const members = await db.columns(`SELECT person_id FROM ${relations.members} ORDER BY person_id`)
  const person_id = members.columns.person_id!.values as Uint8Array
  const rows = members.rowCount
  const columns = new Map<Dimension, Column>()
  const traits = dimensions.filter((one) => one.source === 'trait')
  if (traits.length > 0) {
    const read = await db.columns(traitsSql(traits, relations, await typesOf(db, relations.traits)), { expected: rows })
    const places = personPlaces(person_id, read.columns.person_id!.values as Uint8Array)
    for (const [i, one] of traits.entries()) columns.set(one, traitColumn(one, read.columns[`d${i}`]!, places, rows))
  }
  const events = new Map<string, StreamEvents>()
  for (const [stream, properties] of propertiesOf([...dimensions, ...more])) {
    const own = dimensions.filter((one) => one.source === 'stream' && one.stream === stream)
    const found = await readEvents(db, stream, relations.stream(stream), properties, person_id, asOf)
    events.set(stream, found)
    const counts = own.some(({ measure }) => measure === 'share') && countsOf(found)
    measureEvents(found, own, asOf).forEach((values, i) => {
      const of = own[i]!.measure === 'share' && counts
      columns.set(own[i]!, { ...factsOf(own[i]!), kind: 'number', values, ...(of && { of }) })
    })
  }
  return { person_id, table: { rows, columns: dimensions.map((one) => columns.get(one)!) }, events }
}

/** Each person's number of events. */
const countsOf = ({ starts }: StreamEvents): Int32Array =>
  Int32Array.from({ length: starts.length - 1 }, (_, person) => starts[person + 1]! - starts[person]!)

/** The facts of a dimension for the persona core, next to its values. */
const factsOf = ({ name, source, literate, unit, concept, subject }: Dimension) => ({
  name,
  source,
  literate,
  ...(unit && { unit }),
  ...(concept && { concept }),
  ...(subject && { subject }),
})

/** `places`: whose value each one read is, −1 for nobody's. Who has none has NaN or −1, as the core says it. */
function traitColumn(dimension: Dimension, read: ReadColumn, places: Int32Array, rows: number): Column {
  const facts = factsOf(dimension)
  if (dimension.kind === 'category') {
    const codes = placed(read, places, new Int32Array(rows).fill(-1))
    return { ...facts, kind: 'category', codes, labels: [...(dimension.labels ?? []), OTHER_LABEL] }
  }
  if (dimension.kind === 'boolean') {
    return { ...facts, kind: 'boolean', values: placed(read, places, new Int8Array(rows).fill(-1)) }
  }
  const values = placed(read, places, new Float64Array(rows).fill(Number.NaN))
  if (dimension.kind === 'number') return { ...facts, kind: 'number', values }
  return { ...facts, kind: 'date', values: values.map((ms) => ms / dayMs) }
}

import type { BuildContext } from '../../../builds/build-context.ts'
import { eventTotalsSql } from '../../../engines/conditions/sql/parts.ts'
import { quoteName } from '../../../engines/sql/quote.ts'
import { inPredictions } from '../../../lake/columns.ts'
import type { Duck } from '../../../lake/duck.ts'
import type { TypedColumn } from '../../../lake/duck-load.ts'
import type { Dimension } from '../../../lake/features/dimension.ts'
import { readFeatures } from '../../../lake/features/read-features.ts'
import type { PeoplePart } from '../../../lake/keys.ts'
import { openPeopleShard } from '../../../lake/people-shard.ts'
import { streamsOf, type Total } from '../attributes.ts'
import type { ScopePlan } from './prepare.ts'

/** Columns of a statement over the population `p`, and the joins that they need. */
interface Selected {
  selected: string[]
  joins: string[]
}

/**
 * The attributes of a plan for everybody of the view `population`: traits as they are, and what is known of the events
 * until the plan's moment. Of somebody without any event the count and the value are 0, and all else is unknown.
 */
export async function openAttributes(db: Duck, ctx: BuildContext, plan: ScopePlan, shard: number): Promise<Selected> {
  const attributes = Object.entries(plan.attributes)
  if (!attributes.length) return { selected: [], joins: [] }
  const streams = streamsOf(Object.values(plan.attributes))
  const parts: PeoplePart[] = ['traits', ...streams.map((name): PeoplePart => `stream-${name}`)]
  await openPeopleShard(db, ctx.lake, plan.people, shard, parts, ctx.scratch)
  const until = Date.parse(plan.as_of)
  const selected: string[] = []
  const joins = ['LEFT JOIN traits t ON p.person_id = t.person_id']
  const totalled: string[] = []
  const measured: Dimension[] = []
  for (const [name, attribute] of attributes) {
    const column = quoteName(inPredictions.attribute(name))
    if (attribute.from === 'trait') selected.push(`t.${quoteName(attribute.trait)} AS ${column}`)
    else if (attribute.from === 'dimension') {
      selected.push(`m.d${measured.length} AS ${column}`)
      measured.push({ ...attribute.dimension, name: `d${measured.length}` })
    } else {
      const { stream, total } = attribute
      if (!totalled.includes(stream)) {
        const events = `e${totalled.length}`
        joins.push(`LEFT JOIN (${totalsSql(plan, stream, until)}) ${events} ON p.person_id = ${events}.person_id`)
        totalled.push(stream)
      }
      selected.push(`${totalOf(total, `e${totalled.indexOf(stream)}`)} AS ${column}`)
    }
  }
  if (measured.length) {
    await measure(db, measured, until)
    joins.push('LEFT JOIN measured m ON p.person_id = m.person_id')
  }
  return { selected, joins }
}

function totalsSql({ people }: ScopePlan, stream: string, until: number): string {
  const value = people.streams[stream]?.properties.value ? 'value' : 'NULL::DOUBLE AS value'
  return eventTotalsSql(`SELECT person_id, datetime, ${value} FROM ${quoteName(`stream-${stream}`)}
    WHERE datetime <= make_timestamp(${Math.round(until * 1000)})`)
}

function totalOf(total: Total, events: string): string {
  switch (total) {
    case 'count':
      return `coalesce(${events}.n, 0)`
    case 'value':
      return `CASE WHEN ${events}.n IS NULL THEN 0 ELSE ${events}.v END`
    case 'first':
      return `${events}.first_at`
    case 'last':
      return `${events}.last_at`
  }
}

/** Makes the table `measured`: `person_id`, and each dimension under its name. */
async function measure(db: Duck, dimensions: Dimension[], until: number): Promise<void> {
  const relations = {
    members: 'population',
    traits: 'traits',
    stream: (name: string) => quoteName(`stream-${name}`),
  }
  const { person_id, table } = await readFeatures(db, dimensions, relations, until)
  const columns: Record<string, TypedColumn> = { person_id: { type: 'UUID', values: person_id } }
  for (const [i, column] of table.columns.entries()) {
    // Measures of events are numbers; NaN is unknown.
    const values = column.kind === 'number' ? column.values : new Float64Array(table.rows).fill(Number.NaN)
    columns[`d${i}`] = {
      type: 'DOUBLE',
      values,
      present: Uint8Array.from(values, (value) => Number(!Number.isNaN(value))),
    }
  }
  await db.load('measured', columns)
}

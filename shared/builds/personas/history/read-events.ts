import type { Duck } from '../../../lake/duck.ts'
import { quoteName, quoteText } from '../../../lake/quote.ts'
import type { StreamDimension } from './bind-dimensions.ts'
import { groupEvents } from './group-events.ts'

/** A property that is added up. */
export interface NumberProperty {
  property: string
  /** In units, so that decimals are whole numbers and add up exactly (below 2^53); NaN where there is none. */
  values: Float64Array
  /** One byte an event; undefined when every event has a value. */
  present: Uint8Array | undefined
  /** How many units are 1. */
  unit: number
}

/** A property whose values are told apart. */
export interface CodedProperty {
  property: string
  /** −1 where there is none. */
  codes: Int32Array
  /** Codes are below this. */
  size: number
  /** Values that a share is told of: label → its codes. */
  labels: Map<string, number[]>
}

/** The events of one stream of the people at hand, by person and time. */
export interface StreamEvents {
  stream: string
  /** Of person i: events `starts[i]` until `starts[i + 1]`. */
  starts: Int32Array
  /** Microseconds since 1970, exact. */
  time: Float64Array
  numbers: NumberProperty[]
  coded: CodedProperty[]
}

/**
 * Reads what these dimensions need of a stream. `people` is a relation of `person_id` and `person` (INTEGER, from 0,
 * `count` of them); events after `asOf` (ms) are left out.
 */
export async function readEvents(
  db: Duck,
  stream: string,
  relation: string,
  dimensions: StreamDimension[],
  people: { relation: string; count: number },
  asOf: number,
): Promise<StreamEvents> {
  const propertiesOf = (...measures: string[]) => [
    ...new Set(
      dimensions.flatMap(({ dimension }) =>
        measures.includes(dimension.measure ?? '') ? (dimension.property ?? '') : [],
      ),
    ),
  ]
  const units = await unitsOf(db, relation)
  const numbers = propertiesOf('total', 'average').map((property) => ({ property, unit: units(property) }))
  const coded: { property: string; size: number; labels: Map<string, number[]>; table: string }[] = []
  for (const property of propertiesOf('distinct', 'share')) {
    const shares = dimensions.filter((one) => one.dimension.measure === 'share' && one.dimension.property === property)
    const labels = shares.map(({ dimension }) => dimension.value ?? '')
    coded.push({ property, ...(await codeValues(db, relation, property, labels, coded.length)) })
  }
  const read = await db.columns(`SELECT p.person, CAST(epoch_us(e.datetime) AS DOUBLE) AS time
    ${numbers.map(({ property, unit }, i) => `, ${unitSql(property, unit)} AS n${i}`).join('')}
    ${coded.map((_, i) => `, CAST(coalesce(c${i}.code, -1) AS INTEGER) AS c${i}`).join('')}
    FROM ${relation} e JOIN ${people.relation} p USING (person_id)
    ${coded.map(({ table, property }, i) => `LEFT JOIN ${table} c${i} ON c${i}.value = e.${quoteName(property)}`).join('\n')}
    WHERE e.datetime <= make_timestamp(${Math.round(asOf * 1000)})`)
  const values = (name: string) => read.columns[name]!.values
  const presence = numbers.map((_, i) => read.columns[`n${i}`]!.present)
  const { starts, columns } = groupEvents(
    people.count,
    values('person') as Int32Array,
    values('time') as Float64Array,
    [
      values('time') as Float64Array,
      ...numbers.map((_, i) => values(`n${i}`) as Float64Array),
      ...coded.map((_, i) => values(`c${i}`) as Int32Array),
      ...presence.flatMap((present) => present ?? []),
    ],
  )
  const take = columns.values()
  const next = <T>() => take.next().value as T
  const events: StreamEvents = {
    stream,
    starts,
    time: next(),
    numbers: numbers.map((one) => ({ ...one, values: next<Float64Array>(), present: undefined })),
    coded: coded.map((one) => ({ ...one, codes: next<Int32Array>() })),
  }
  presence.forEach((present, i) => {
    if (present) events.numbers[i]!.present = next()
  })
  return events
}

/** Decimals of s places are counted in units of 10^−s; all other numbers as they are. */
async function unitsOf(db: Duck, relation: string): Promise<(property: string) => number> {
  const described = await db.rows<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${relation}`)
  const types = new Map(described.map(({ column_name, column_type }) => [column_name, column_type]))
  return (property) => 10 ** Number(/^DECIMAL\(\d+,(\d+)\)$/.exec(types.get(property) ?? '')?.[1] ?? 0)
}

function unitSql(property: string, unit: number): string {
  const value = `CAST(e.${quoteName(property)} AS DOUBLE)`
  return unit === 1 ? value : `round(${value} * ${unit})`
}

/** Numbers the values of a property from 0. Texts stay in the database, but for the labels asked for. */
async function codeValues(db: Duck, relation: string, property: string, labels: string[], i: number) {
  const table = `history_values_${i}`
  await db.run(`CREATE OR REPLACE TEMP TABLE ${table} AS
    SELECT value, CAST(row_number() OVER () - 1 AS INTEGER) AS code
    FROM (SELECT DISTINCT ${quoteName(property)} AS value FROM ${relation}) WHERE value IS NOT NULL`)
  const [counted] = await db.rows<{ size: number }>(`SELECT count(*) AS size FROM ${table}`)
  const found = new Map<string, number[]>()
  if (labels.length > 0) {
    const rows = await db.rows<{ label: string; code: number }>(`SELECT CAST(value AS VARCHAR) AS label, code
      FROM ${table} WHERE CAST(value AS VARCHAR) IN (${labels.map(quoteText).join(', ')})`)
    for (const { label, code } of rows) found.set(label, [...(found.get(label) ?? []), code])
  }
  return { table, size: counted?.size ?? 0, labels: found }
}

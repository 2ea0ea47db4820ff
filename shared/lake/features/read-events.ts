import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import type { Duck } from '../duck.ts'
import type { Dimension } from './dimension.ts'
import type { StreamEvents } from './events.ts'
import { groupEvents, inOrder } from './group-events.ts'
import { personPlaces } from './person-places.ts'
import { asNumberSql, type ColumnTypes } from './traits-sql.ts'

/**
 * The parts of a stream that are read next to the moments of its events: properties to add up, and properties whose
 * values are kept apart.
 */
export interface EventProperties {
  numbers: Set<string>
  /** Property → the values that are listed by name. */
  coded: Map<string, Set<string>>
}

/** The properties that these dimensions need of each stream. */
export function propertiesOf(dimensions: Dimension[]): Map<string, EventProperties> {
  const streams = new Map<string, EventProperties>()
  for (const { stream, measure, property = '', value } of dimensions) {
    if (stream === undefined) continue
    const of = streams.get(stream) ?? { numbers: new Set(), coded: new Map() }
    streams.set(stream, of)
    if (measure === 'total' || measure === 'average') of.numbers.add(property)
    if (measure === 'distinct' || measure === 'share') {
      const labels = of.coded.get(property) ?? new Set()
      of.coded.set(property, labels)
      if (value !== undefined) labels.add(value)
    }
  }
  return streams
}

/**
 * Reads the events of a stream that these people have until `asOf` (ms): one scan of the relation, no join of people and
 * no sorting when it lies in order of person and time, as the lake's files do. `people` are ascending ids, 16 bytes each.
 */
export async function readEvents(
  db: Duck,
  stream: string,
  relation: string,
  properties: EventProperties,
  people: Uint8Array,
  asOf: number,
): Promise<StreamEvents> {
  const types = await typesOf(db, relation)
  const numbers = [...properties.numbers].map((property) => ({ property, unit: unitOf(types.get(property)) }))
  // A property that a frozen model asks for may be no more.
  const columnOf = (property: string) => (types.has(property) ? `e.${quoteName(property)}` : 'NULL')
  const coded = []
  for (const [property, labels] of properties.coded) {
    coded.push({ property, ...(await codeValues(db, stream, relation, property, columnOf(property), [...labels])) })
  }
  const until = `e.datetime <= make_timestamp(${Math.round(asOf * 1000)})`
  const [counted] = await db.rows<{ n: number }>(`SELECT count(*) AS n FROM ${relation}`)
  const { columns } = await db.columns(
    `SELECT e.person_id, CAST(epoch_us(e.datetime) AS DOUBLE) AS time
    ${numbers.map(({ property, unit }, i) => `, ${unitSql(asNumberSql(columnOf(property), types.get(property)), unit)} AS n${i}`).join('')}
    ${coded.map((_, i) => `, CAST(coalesce(c${i}.code, -1) AS INTEGER) AS c${i}`).join('')}
    FROM ${relation} e
    ${coded.map(({ table, property }, i) => `LEFT JOIN ${table} c${i} ON c${i}.value = ${columnOf(property)}`).join('\n')}
    WHERE ${until}`,
    { expected: counted?.n ?? 0 },
  )
  const time = columns.time!.values as Float64Array
  const places = personPlaces(people, columns.person_id!.values as Uint8Array)
  const { starts, order } = groupEvents(people.length / 16, places, time)
  return {
    stream,
    starts,
    time: inOrder(time, order),
    numbers: numbers.map((one, i) => {
      const { values, present } = columns[`n${i}`]!
      return { ...one, values: inOrder(values as Float64Array, order), present: present && inOrder(present, order) }
    }),
    coded: coded.map((one, i) => ({ ...one, codes: inOrder(columns[`c${i}`]!.values as Int32Array, order) })),
  }
}

/** The columns of a relation. */
export async function typesOf(db: Duck, relation: string): Promise<ColumnTypes> {
  const described = await db.rows<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${relation}`)
  return new Map(described.map(({ column_name, column_type }) => [column_name, column_type]))
}

/** Decimals of s places are counted in units of 10^−s; all other numbers as they are. */
const unitOf = (type = ''): number => 10 ** Number(/^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1] ?? 0)

const unitSql = (value: string, unit: number): string => (unit === 1 ? value : `round(${value} * ${unit})`)

/** Numbers the values of a property from 0, by their texts. Texts stay in the database, but for those asked for. */
async function codeValues(
  db: Duck,
  stream: string,
  relation: string,
  property: string,
  column: string,
  labels: string[],
) {
  const table = quoteName(`values ${stream} ${property}`)
  await db.run(`CREATE OR REPLACE TEMP TABLE ${table} AS
    SELECT value, CAST(row_number() OVER (ORDER BY CAST(value AS VARCHAR)) - 1 AS INTEGER) AS code
    FROM (SELECT DISTINCT ${column} AS value FROM ${relation} e) WHERE value IS NOT NULL`)
  const [counted] = await db.rows<{ size: number }>(`SELECT count(*) AS size FROM ${table}`)
  const found = new Map<string, number[]>()
  if (labels.length > 0) {
    const rows = await db.rows<{ label: string; code: number }>(`SELECT CAST(value AS VARCHAR) AS label, code
      FROM ${table} WHERE CAST(value AS VARCHAR) IN (${labels.map(quoteText).join(', ')})`)
    for (const { label, code } of rows) found.set(label, [...(found.get(label) ?? []), code])
  }
  const textsOf = async (codes: number[]) => {
    if (codes.length === 0) return new Map<number, string>()
    const rows = await db.rows<{ code: number; label: string }>(
      `SELECT code, CAST(value AS VARCHAR) AS label FROM ${table} WHERE code IN (${codes.join(', ')})`,
    )
    return new Map(rows.map(({ code, label }) => [code, label]))
  }
  return { table, size: counted?.size ?? 0, labels: found, textsOf }
}

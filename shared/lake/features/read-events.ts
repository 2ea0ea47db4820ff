import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import { inStream } from '../columns.ts'
import type { Duck } from '../duck.ts'
import type { Dimension } from './dimension.ts'
import type { CodedLines, StreamEvents } from './events.ts'
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
    const own = inStream.lines.of(property)
    const lines = types.has(own) ? quoteName(own) : undefined
    const made = await codeValues(db, stream, relation, property, { column: columnOf(property), lines }, [...labels])
    coded.push({ property, lines, ...made })
  }
  const hasLines = coded.some(({ lines }) => lines !== undefined)
  const rows = hasLines ? numberedSql(relation) : relation
  const until = `e.datetime <= make_timestamp(${Math.round(asOf * 1000)})`
  const [counted] = await db.rows<{ n: number }>(`SELECT count(*) AS n FROM ${relation}`)
  const { columns } = await db.columns(
    `SELECT e.person_id, CAST(epoch_us(e.datetime) AS DOUBLE) AS time ${hasLines ? `, e.${ROW} AS row` : ''}
    ${numbers.map(({ property, unit }, i) => `, ${unitSql(asNumberSql(columnOf(property), types.get(property)), unit)} AS n${i}`).join('')}
    ${coded.map((_, i) => `, CAST(coalesce(c${i}.code, -1) AS INTEGER) AS c${i}`).join('')}
    FROM ${rows} e
    ${coded.map(({ table, property }, i) => `LEFT JOIN ${table} c${i} ON c${i}.value = ${columnOf(property)}`).join('\n')}
    WHERE ${until}`,
    { expected: counted?.n ?? 0 },
  )
  const time = columns.time!.values as Float64Array
  const places = personPlaces(people, columns.person_id!.values as Uint8Array)
  const { starts, order } = groupEvents(people.length / 16, places, time)
  const rowOf = hasLines ? inOrder(columns.row!.values as Int32Array, order) : new Int32Array(0)
  const linesOf = new Map<string, CodedLines>()
  for (const { property, lines, table } of coded) {
    if (!lines) continue
    const amounts = types.has(inStream.lines.of('value')) ? quoteName(inStream.lines.of('value')) : 'NULL'
    linesOf.set(property, await readLines(db, { rows, table, lines, amounts, rowOf, count: counted?.n ?? 0 }))
  }
  return {
    stream,
    starts,
    time: inOrder(time, order),
    numbers: numbers.map((one, i) => {
      const { values, present } = columns[`n${i}`]!
      return { ...one, values: inOrder(values as Float64Array, order), present: present && inOrder(present, order) }
    }),
    coded: coded.map(({ lines: _, ...one }, i) => ({
      ...one,
      codes: inOrder(columns[`c${i}`]!.values as Int32Array, order),
      ...(linesOf.has(one.property) && { lines: linesOf.get(one.property)! }),
    })),
  }
}

/** The number of an event's row in its relation. No property's name begins so. */
const ROW = '"#row"'
const numberedSql = (relation: string) =>
  `(SELECT *, CAST(row_number() OVER () - 1 AS INTEGER) AS ${ROW} FROM ${relation})`

interface ReadLines {
  /** The relation, its rows numbered. */
  rows: string
  /** The values by their codes. */
  table: string
  /** The column that lists what the lines of an event say, and the one that lists their amounts. */
  lines: string
  amounts: string
  /** The row of each event, and how many rows there are. */
  rowOf: Int32Array
  count: number
}

/** The values of events of several lines, event by event. */
async function readLines(db: Duck, { rows, table, lines, amounts, rowOf, count }: ReadLines): Promise<CodedLines> {
  const read = await db.columns(
    `SELECT l.row, c.code, CAST(count(*) AS DOUBLE) / any_value(l.lines) AS part,
       CAST(round(sum(l.amount) * 10000) AS DOUBLE) AS amount
     FROM (SELECT ${ROW} AS row, unnest(${lines}) AS value, unnest(${amounts}) AS amount, len(${lines}) AS lines
       FROM ${rows} WHERE ${lines} IS NOT NULL) l
     JOIN ${table} c ON c.value = l.value GROUP BY l.row, c.code ORDER BY l.row, c.code`,
  )
  const row = read.columns.row!.values as Int32Array
  const [code, part] = [read.columns.code!.values as Int32Array, read.columns.part!.values as Float64Array]
  const amount = read.columns.amount!
  const firstOf = new Int32Array(count + 1)
  for (let i = 0; i < row.length; i++) firstOf[row[i]! + 1]!++
  for (let i = 0; i < count; i++) firstOf[i + 1]! += firstOf[i]!
  const starts = new Int32Array(rowOf.length + 1)
  for (let event = 0; event < rowOf.length; event++) {
    starts[event + 1] = starts[event]! + firstOf[rowOf[event]! + 1]! - firstOf[rowOf[event]!]!
  }
  const found = {
    starts,
    codes: new Int32Array(starts[rowOf.length]!),
    parts: new Float64Array(starts[rowOf.length]!),
    amounts: new Float64Array(starts[rowOf.length]!),
  }
  for (let event = 0; event < rowOf.length; event++) {
    for (let to = starts[event]!, from = firstOf[rowOf[event]!]!; to < starts[event + 1]!; to++, from++) {
      found.codes[to] = code[from]!
      found.parts[to] = part[from]!
      found.amounts[to] = amount.present && amount.present[from] === 0 ? Number.NaN : (amount.values[from] as number)
    }
  }
  return found
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
  { column, lines }: { column: string; lines: string | undefined },
  labels: string[],
) {
  const table = quoteName(`values ${stream} ${property}`)
  await db.run(`CREATE OR REPLACE TEMP TABLE ${table} AS
    SELECT value, CAST(row_number() OVER (ORDER BY CAST(value AS VARCHAR)) - 1 AS INTEGER) AS code
    FROM (SELECT DISTINCT ${column} AS value FROM ${relation} e
      ${lines ? `UNION SELECT unnest(${lines}) FROM ${relation}` : ''}) WHERE value IS NOT NULL`)
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

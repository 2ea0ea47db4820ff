import { emailHashOfEmailSql } from '../../engines/identity/normalize-sql.ts'
import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import { inPeople, inRows, inStream, inValues, type Prefixed } from '../columns.ts'
import { castsToCommon } from './common-type.ts'
import { columnsOf, type DatasetColumns, writtenColumns } from './dataset-rows.ts'
import type { PeopleRange } from './open-side-files.ts'
import { EXTRA } from './write-shards.ts'

/**
 * The statements that make the parts of one shard of a people version, from the views of openSideFiles. Of two values for one
 * thing the last by the fold's order wins, so the same log gives the same parts. Customers name traits and properties: of
 * the statements' own columns these can meet `person_id` only, which ingestion refuses.
 */

const { written, canonical } = inValues

/** The number of a row's person, and the row's position in the fold's order: names that no trait or property can have. */
const PERSON = '"#person"'
const POSITION = '"#position"'
/** The traits that a message takes away. */
const REMOVED = '"#removed"'

const owned = (dataset: DatasetColumns) => `owned_${dataset.number}`
const isOf = (person: string, { from, until }: PeopleRange) => `${person} >= ${from} AND ${person} < ${until}`

/** Names of the columns with one prefix, and their types. */
const typesOf = (dataset: DatasetColumns, prefix: Prefixed): Record<string, string> =>
  Object.fromEntries(columnsOf(dataset, prefix).map((name) => [name, dataset.columns[prefix.of(name)]!]))

const ofAddress = ['street', 'city', 'state', 'postcode']

/**
 * Per person the clear identity columns, and when the person was first and last seen. Each is the last that is known,
 * but for the address, which is that of one record: half of the old and half of the new one is where nobody lives.
 */
export function peopleSql(datasets: DatasetColumns[], range: PeopleRange): string {
  const columns = writtenColumns(datasets, written)
  const joins = [...new Set(columns.map(partOf))].map((part) => {
    const own = columns.filter((column) => partOf(column) === part).map((column) => `, ${spelling(column)}`)
    if (part === 'phone') own.push(`, ${quoteName(canonical.of('phone'))}`)
    const isPart = `part = ${quoteText(part)}`
    return `LEFT JOIN (SELECT latest AS person${own.join('')} FROM held WHERE ${isPart} AND ${isOf('latest', range)}
      UNION ALL SELECT person${own.join('')} FROM extra WHERE ${isPart} AND what = ${EXTRA.latest})
      ${quoteName(part)} ON ${quoteName(part)}.person = p.person`
  })
  // Few say less in the end than they did before.
  const earlier = (['first_name', 'last_name', 'address'] as const).filter((what) =>
    columns.some((one) => earlierOf(one) === what),
  )
  for (const what of earlier) {
    const own = columns.filter((column) => earlierOf(column) === what).map((column) => `, ${written.of(column)}`)
    joins.push(`LEFT JOIN (SELECT person${own.join('')} FROM extra WHERE what = ${EXTRA[what]})
      ${what} ON ${what}.person = p.person`)
  }
  const fields = columns.map((column) => {
    const latest = `${quoteName(partOf(column))}.${quoteName(written.of(column))}`
    const what = earlierOf(column)
    const own = what ? `CASE WHEN ${what}.person IS NULL THEN ${latest} ELSE ${what}.${written.of(column)} END` : latest
    return `, ${own} AS ${quoteName(column)}`
  })
  if (columns.includes('phone')) {
    fields.push(`, phone.${quoteName(canonical.of('phone'))} AS ${quoteName(inPeople.canonicalPhone)}`)
  }
  return `SELECT p.person_id${fields.join('')}, p.first_seen, p.last_seen FROM persons p ${joins.join(' ')}`
}

/**
 * A text as it was written; an id in its canonical spelling, if it has one: `17850` from the file that says so and from
 * the one that says `17850.0`, so that both can be joined with.
 */
function spelling(column: string): string {
  const text = quoteName(written.of(column))
  const isId = partOf(column) === column && !['email', 'email_hash', 'phone'].includes(column)
  return isId ? `coalesce(${quoteName(canonical.of(column))}, ${text}) AS ${text}` : text
}

/** The part of an identity set in whose values a column stands, and what lastKnown calls it there. */
const partOf = (column: string): string => (earlierOf(column) ? 'person' : column)
const earlierOf = (column: string): string | undefined =>
  ofAddress.includes(column) ? 'address' : ['first_name', 'last_name'].find((name) => name === column)

/** Every value that finds one of the shard's people: `kind`, `value` (canonical), `person_id`, by person, kind and value. */
export function identifiersSql(datasets: DatasetColumns[], range: PeopleRange): string {
  const kinds = writtenColumns(datasets, canonical)
  if (!kinds.length) return "SELECT '' AS kind, '' AS value, NULL::UUID AS person_id WHERE false"
  const column = (kind: string) => quoteName(canonical.of(kind))
  const kind = `CASE ${kinds.map((one) => `WHEN ${column(one)} IS NOT NULL THEN ${quoteText(one)}`).join(' ')} END`
  const own = `${kind} AS kind, coalesce(${kinds.map(column).join(', ')}) AS "value"`
  const selects = [
    `SELECT finds AS person, ${own} FROM held WHERE ${isOf('finds', range)}`,
    `SELECT person, ${own} FROM extra WHERE what = ${EXTRA.finds} AND NOT hashed`,
  ]
  if (kinds.includes('email_hash') && kinds.includes('email')) {
    selects.push(
      `SELECT person, 'email_hash', ${emailHashOfEmailSql(canonical.of('email'))} FROM extra WHERE what = ${EXTRA.finds} AND hashed`,
    )
  }
  return `SELECT kind, "value", person_id FROM (${selects.join(' UNION ALL ')}) JOIN persons USING (person)
    ORDER BY person, kind, "value"`
}

/** Per person every trait; a person of whom no trait is known has a row too. */
export function traitsSql(datasets: DatasetColumns[], range: PeopleRange): string {
  const names = new Set<string>()
  let someRemove = false
  const cast = castsToCommon(datasets.map((dataset) => typesOf(dataset, inRows.trait)))
  const selects = datasets.flatMap((dataset) => {
    const traits = columnsOf(dataset, inRows.trait)
    const types = typesOf(dataset, inRows.trait)
    const removes = inRows.removed in dataset.columns
    someRemove ||= removes
    if (!traits.length && !removes) return []
    for (const trait of traits) names.add(trait)
    const named = traits.map(
      (trait) => `, ${cast(trait, quoteName(inRows.trait.of(trait)), types[trait]!)} AS ${quoteName(trait)}`,
    )
    const removed = removes ? `, ${inRows.removed} AS ${REMOVED}` : ''
    return [
      `SELECT ${PERSON}, ${POSITION}${named.join('')}${removed} FROM ${owned(dataset)} WHERE ${isOf(PERSON, range)}`,
    ]
  })
  if (!names.size) return 'SELECT person_id FROM persons'
  const last = [...names].sort().map((name) => lastKnown(name, someRemove))
  return `SELECT p.person_id, t.* EXCLUDE (${PERSON}) FROM persons p LEFT JOIN (
    SELECT ${PERSON}, ${last.join(', ')} FROM (${selects.join(' UNION ALL BY NAME ')}) GROUP BY ${PERSON}) t
    ON t.${PERSON} = p.person`
}

function lastKnown(trait: string, removable: boolean): string {
  const name = quoteName(trait)
  const known = `FILTER (WHERE ${name} IS NOT NULL)`
  const last = `arg_max(${name}, ${POSITION}) ${known}`
  if (!removable) return `${last} AS ${name}`
  const isRemoved = `contains(${REMOVED}, ${quoteText(`;${trait.toLowerCase()};`)})`
  return `CASE WHEN max(${POSITION}) FILTER (WHERE ${isRemoved}) > max(${POSITION}) ${known} THEN NULL ELSE ${last} END AS ${name}`
}

/** Names of all streams that the datasets fill. */
export const streamNames = (datasets: DatasetColumns[]): string[] =>
  [...new Set(datasets.flatMap(({ manifest }) => manifest.streams))].sort()

/** How the rows of one event become one, for the streams that a dataset fills by an `event_key`. */
interface Lines {
  value_per: 'event' | 'line'
  quantities: readonly string[]
}

/**
 * A property of an event that is several rows: its time is the earliest; its value the last that is known, or the sum of
 * all; a quantity the sum; another number the mean; anything else is what the first row that knows it says. Numbers with a
 * binary fraction are added up in order of size: their sum is the same whatever the order of rows.
 */
function ofEvent(name: string, column: string, type: string, { value_per, quantities }: Lines): string {
  if (name === 'datetime') return `min(${column})`
  const known = `FILTER (WHERE ${column} IS NOT NULL)`
  if (name === 'value') {
    return value_per === 'line' ? `CAST(sum(${column}) AS ${type})` : `arg_max(${column}, ${POSITION}) ${known}`
  }
  if (!isNumber(type)) return `arg_min(${column}, ${POSITION}) ${known}`
  const sorted = `list_sort(list(${column}) ${known})`
  if (quantities.includes(name)) return `CAST(list_sum(${sorted}) AS ${type})`
  return `CASE WHEN min(${column}) = max(${column}) THEN min(${column}) ELSE CAST(list_avg(${sorted}) AS ${type}) END`
}

const isNumber = (type: string) => /^(DOUBLE|FLOAT|DECIMAL|U?(TINY|SMALL|BIG|HUGE)?INT)/.test(type)

/**
 * The list of what each row of an event says of a property, in the fold's order: of events whose rows differ, and, of amounts that are
 * the rows' own, of all events of several rows. Undefined of a property that only the event as a whole has.
 */
function linesOf(name: string, column: string, { value_per, quantities }: Lines): string | undefined {
  const isOfEvent = name === 'datetime' || (name === 'value' && value_per === 'event') || quantities.includes(name)
  if (isOfEvent) return undefined
  const isListed = name === 'value' ? 'count(*) > 1' : `min(${column}) <> max(${column})`
  return `CASE WHEN ${isListed} THEN list(${column} ORDER BY ${POSITION}) END`
}

/** The events of one stream, by person and time; events of one moment in the fold's order. */
export function streamSql(datasets: DatasetColumns[], stream: string, range: PeopleRange): string {
  const numberIn = (dataset: DatasetColumns) => dataset.manifest.streams.indexOf(stream)
  const filling = datasets.filter((dataset) => numberIn(dataset) >= 0)
  const cast = castsToCommon(filling.map((dataset) => typesOf(dataset, inRows.property(numberIn(dataset)))))
  const selects = filling.map((dataset) => {
    const number = numberIn(dataset)
    const types = typesOf(dataset, inRows.property(number))
    const typed = (name: string, sql: string) => cast(name, sql, types[name]!)
    const names = columnsOf(dataset, inRows.property(number))
    const rows = `FROM ${owned(dataset)} JOIN persons ON person = ${PERSON} WHERE ${inRows.isEvent(number)} AND ${isOf(PERSON, range)}`
    const value_per = dataset.manifest.value_per?.[stream]
    const lines = value_per && { value_per, quantities: dataset.manifest.quantities?.[stream] ?? [] }
    const columns = names.map((name) => {
      const column = quoteName(inRows.property(number).of(name))
      return `${typed(name, lines ? ofEvent(name, column, types[name]!, lines) : column)} AS ${quoteName(name)}`
    })
    if (!lines) return `SELECT person_id, ${columns.join(', ')}, ${PERSON}, ${POSITION} ${rows}`
    for (const name of names) {
      const list = linesOf(name, typed(name, quoteName(inRows.property(number).of(name))), lines)
      if (list) columns.push(`${list} AS ${quoteName(inStream.lines.of(name))}`)
    }
    const key = inRows.eventKey(number)
    return `SELECT any_value(person_id) AS person_id, ${columns.join(', ')}, ${PERSON}, min(${POSITION}) AS ${POSITION}
      ${rows} GROUP BY ${PERSON}, ${key}, CASE WHEN ${key} IS NULL THEN ${POSITION} END`
  })
  return `SELECT * EXCLUDE (${PERSON}, ${POSITION}) FROM (${selects.join(' UNION ALL BY NAME ')})
    ORDER BY ${PERSON}, datetime, ${POSITION}`
}

/** Values of the columns by which customers want their people back: `dataset_id`, `column_name`, `value`, `person_id`. */
export function referencesSql(datasets: DatasetColumns[], range: PeopleRange): string {
  const selects = datasets.flatMap((dataset) =>
    columnsOf(dataset, inRows.reference).map((column) => {
      const value = quoteName(inRows.reference.of(column))
      return `SELECT DISTINCT ${quoteText(dataset.manifest.dataset_id)} AS dataset_id, ${quoteText(column)} AS column_name,
        ${value} AS "value", person_id FROM ${owned(dataset)} JOIN persons ON person = ${PERSON}
        WHERE ${value} IS NOT NULL AND ${isOf(PERSON, range)}`
    }),
  )
  return (
    selects.join(' UNION ALL ') ||
    "SELECT '' AS dataset_id, '' AS column_name, '' AS value, NULL::UUID AS person_id WHERE false"
  )
}

import { emailHashOfEmailSql } from '../../identity/normalize-sql.ts'
import { quoteName, quoteText } from '../quote.ts'
import { castsToCommon } from './common-type.ts'
import { columnsOf, type OpenedDataset, valueCount, writtenColumns } from './dataset-rows.ts'

/**
 * The statements that make the parts of one shard of a people version. They read the views of openDatasetRows and what
 * prepare wrote for the shard: `persons`, `finds` and `owners_<d>`, which leave everybody else's rows out. Of two
 * values for one thing the last by the fold's order wins, so the same log gives the same parts. Customers name traits
 * and properties: of the statements' own columns these can meet `person_id` only, which ingestion refuses.
 */

/** The number of a row's person, and the row's place in the fold's order: names that no trait or property can have. */
const PERSON = '"#person"'
const PLACE = '"#place"'

/** The rows of the shard's people, with the number of the person and the place. */
const owned = (dataset: OpenedDataset) =>
  `${dataset.view} r JOIN owners_${dataset.number} o ON r.file = o.file AND r.row_number = o.row_number`

/** The columns that start with `prefix`, without it, and their types. */
const typesOf = (dataset: OpenedDataset, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(dataset.columns)
      .filter(([column]) => column.startsWith(prefix))
      .map(([column, type]) => [column.slice(prefix.length), type]),
  )

const ofAddress = ['street', 'city', 'state', 'postcode']

/**
 * Per person the clear identity columns, and when the person was first and last seen. Each is the last that is known,
 * but for the address, which is that of one record: half of the old and half of the new one is where nobody lives.
 */
export function peopleSql(datasets: OpenedDataset[]): string {
  const columns = writtenColumns(datasets, 'i')
  const parts = new Set(columns.map(partOf))
  const joins = [...parts].map(
    (part) => `LEFT JOIN (${valuesOf(part, columns)}) ${quoteName(part)}
    ON ${quoteName(part)}.place = p.${quoteName(`at_${part}`)}`,
  )
  // Few say less in the end than they did before: these are looked up apart, not everybody once more.
  const earlier = ['first_name', 'last_name', 'address'].filter((what) =>
    columns.some((one) => earlierOf(one) === what),
  )
  for (const what of earlier) {
    joins.push(`LEFT JOIN (SELECT e.person, v.* FROM (SELECT person, earlier_${what} AS place FROM persons
      WHERE earlier_${what} >= 0) e JOIN (${valuesOf('person', columns)}) v USING (place)) ${what} ON ${what}.person = p.person`)
  }
  const fields = columns.map((column) => {
    const latest = `${quoteName(partOf(column))}.${quoteName(`i_${column}`)}`
    const what = earlierOf(column)
    const own = what ? `CASE WHEN p.earlier_${what} < 0 THEN ${latest} ELSE ${what}.i_${column} END` : latest
    return `, ${own} AS ${quoteName(column)}`
  })
  return `SELECT p.person_id${fields.join('')}, p.first_seen, p.last_seen FROM persons p ${joins.join(' ')}`
}

/** The part of an identity set in whose values a column stands, and what lastKnown calls it there. */
const partOf = (column: string): string => (earlierOf(column) ? 'person' : column)
const earlierOf = (column: string): string | undefined =>
  ofAddress.includes(column) ? 'address' : ['first_name', 'last_name'].find((name) => name === column)

const valuesOf = (part: string, columns: string[]): string =>
  `SELECT place${columns
    .filter((column) => partOf(column) === part)
    .map((column) => `, ${quoteName(`i_${column}`)}`)
    .join('')} FROM written WHERE part = ${quoteText(part)}`

/** Every value that finds one of the shard's people: `kind`, `value` (canonical), `person_id`. */
export function identifiersSql(datasets: OpenedDataset[]): string {
  const kinds = writtenColumns(datasets, 'k')
  if (!kinds.length) return "SELECT '' AS kind, '' AS value, NULL::UUID AS person_id WHERE false"
  const column = (kind: string) => quoteName(`k_${kind}`)
  const kind = kinds.map((one) => `WHEN ${column(one)} IS NOT NULL THEN ${quoteText(one)}`).join(' ')
  const own = `SELECT CASE ${kind} END AS kind, coalesce(${kinds.map(column).join(', ')}) AS "value", f.person
    FROM finds f JOIN written USING (place)`
  const hashes = `SELECT 'email_hash' AS kind, ${emailHashOfEmailSql('k_email')} AS "value", f.person
    FROM finds f JOIN written w ON f.place = w.place + ${valueCount(datasets)}`
  const isHashed = kinds.includes('email_hash') && kinds.includes('email')
  return `SELECT kind, "value", person_id FROM (${own}${isHashed ? ` UNION ALL ${hashes}` : ''}) JOIN persons USING (person)`
}

/** Per person every trait; a person of whom no trait is known has a row too. */
export function traitsSql(datasets: OpenedDataset[]): string {
  const names = new Set<string>()
  const cast = castsToCommon(datasets.map((dataset) => typesOf(dataset, 't_')))
  const selects = datasets.flatMap((dataset) => {
    const traits = columnsOf(dataset, 't', '')
    if (!traits.length) return []
    for (const trait of traits) names.add(trait)
    const named = traits.map((trait) => `, ${cast(trait, `r.${quoteName(`t_${trait}`)}`)} AS ${quoteName(trait)}`)
    return [`SELECT o.person AS ${PERSON}, o.position AS ${PLACE}${named.join('')} FROM ${owned(dataset)}`]
  })
  if (!selects.length) return 'SELECT person_id FROM persons'
  const last = [...names].sort().map(lastKnown)
  return `SELECT p.person_id, t.* EXCLUDE (${PERSON}) FROM persons p LEFT JOIN (
    SELECT ${PERSON}, ${last.join(', ')} FROM (${selects.join(' UNION ALL BY NAME ')}) GROUP BY ${PERSON}) t
    ON t.${PERSON} = p.person`
}

function lastKnown(trait: string): string {
  const name = quoteName(trait)
  return `arg_max(${name}, ${PLACE}) FILTER (WHERE ${name} IS NOT NULL) AS ${name}`
}

/** Names of all streams that the datasets fill. */
export const streamNames = (datasets: OpenedDataset[]): string[] =>
  [...new Set(datasets.flatMap(({ manifest }) => manifest.streams))].sort()

/** The events of one stream, by person and time; events of one moment in the fold's order. */
export function streamSql(datasets: OpenedDataset[], stream: string): string {
  const numberIn = (dataset: OpenedDataset) => dataset.manifest.streams.indexOf(stream)
  const filling = datasets.filter((dataset) => numberIn(dataset) >= 0)
  const cast = castsToCommon(filling.map((dataset) => typesOf(dataset, `s${numberIn(dataset)}_`)))
  const selects = filling.map((dataset) => {
    const number = numberIn(dataset)
    const columns = columnsOf(dataset, 's', number).map(
      (name) => `${cast(name, `r.${quoteName(`s${number}_${name}`)}`)} AS ${quoteName(name)}`,
    )
    return `SELECT p.person_id, ${columns.join(', ')}, o.person AS ${PERSON}, o.position AS ${PLACE}
      FROM ${owned(dataset)} JOIN persons p ON p.person = o.person WHERE r.s${number}`
  })
  return `SELECT * EXCLUDE (${PERSON}, ${PLACE}) FROM (${selects.join(' UNION ALL BY NAME ')})
    ORDER BY ${PERSON}, datetime, ${PLACE}`
}

/** Values of the columns by which customers want their people back: `dataset_id`, `column_name`, `value`, `person_id`. */
export function referencesSql(datasets: OpenedDataset[]): string {
  const selects = datasets.flatMap((dataset) =>
    columnsOf(dataset, 'r', '').map((column) => {
      const value = `r.${quoteName(`r_${column}`)}`
      return `SELECT DISTINCT ${quoteText(dataset.manifest.dataset_id)} AS dataset_id, ${quoteText(column)} AS column_name,
        ${value} AS value, p.person_id FROM ${owned(dataset)} JOIN persons p ON p.person = o.person WHERE ${value} IS NOT NULL`
    }),
  )
  return (
    selects.join(' UNION ALL ') ||
    "SELECT '' AS dataset_id, '' AS column_name, '' AS value, NULL::UUID AS person_id WHERE false"
  )
}

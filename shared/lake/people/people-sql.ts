import { quoteName, quoteText } from '../quote.ts'
import { inShard } from '../shard-range.ts'
import { castsToCommon } from './common-type.ts'
import { columnsOf, type OpenedDataset } from './dataset-rows.ts'
import { setsOf } from './read-log.ts'

/**
 * The statements that make the parts of one shard of a people version. They read `rows_<d>` and `owners_<d>`. Of two
 * values for one thing the last by the fold's order wins, so the same log gives the same parts. Customers name traits
 * and properties: of the statements' own columns these can meet `person_id` only, which ingestion refuses.
 */
export interface ShardCut {
  shard: number
  shards: number
}

/** A value's place in the fold's order: a name that no trait or property can have. */
const PLACE = '"#place"'

const joined = (dataset: OpenedDataset) => `${dataset.view} r JOIN owners_${dataset.number} o USING (file, row_number)`
const within = (column: string, { shard, shards }: ShardCut) => inShard(shard, shards).replaceAll('person_id', column)

/** The columns that start with `prefix`, without it, and their types. */
const typesOf = (dataset: OpenedDataset, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(dataset.columns)
      .filter(([column]) => column.startsWith(prefix))
      .map(([column, type]) => [column.slice(prefix.length), type]),
  )

/** The columns of an address, and the four of one record in one value. */
const addressColumns = ['street', 'city', 'state', 'postcode']
const ADDRESS = '"#address"'

/**
 * Per person the clear identity columns, and when the person was first and last seen. Each is the last that is known,
 * but for the address, which is that of one record: half of the old and half of the new one is where nobody lives.
 */
export function peopleSql(datasets: OpenedDataset[], cut: ShardCut): string {
  const fields = new Set<string>()
  const selects = datasets.flatMap((dataset) =>
    setsOf(dataset).map((set) => {
      const columns = columnsOf(dataset, 'i', set)
      for (const column of columns) fields.add(column)
      const read = (column: string) => `r.${quoteName(`i${set}_${column}`)}`
      const named = columns
        .filter((column) => !addressColumns.includes(column))
        .map((column) => `, ${read(column)} AS ${quoteName(column)}`)
      const parts = addressColumns.map((part) => `${part} := ${columns.includes(part) ? read(part) : 'NULL::VARCHAR'}`)
      // Two sets of one row may be one person: the later set's values count as later.
      return `SELECT o.p${set} AS person_id, o.position::BIGINT * 64 + ${set} AS ${PLACE}, r.record_time,
        struct_pack(${parts.join(', ')}) AS ${ADDRESS}${named.join('')}
        FROM ${joined(dataset)} WHERE o.p${set} IS NOT NULL AND ${within(`o.p${set}`, cut)}`
    }),
  )
  if (!selects.length) {
    return 'SELECT NULL::UUID AS person_id, NULL::TIMESTAMP AS first_seen, NULL::TIMESTAMP AS last_seen WHERE false'
  }
  const written = [...fields].sort()
  const shown = written.map((field) =>
    addressColumns.includes(field) ? `${ADDRESS}.${field} AS ${field}` : quoteName(field),
  )
  const last = written.filter((field) => !addressColumns.includes(field)).map((field) => lastKnown(quoteName(field)))
  if (written.some((field) => addressColumns.includes(field))) last.push(lastAddress)
  return `SELECT person_id${shown.map((sql) => `, ${sql}`).join('')}, first_seen, last_seen
    FROM (SELECT person_id${last.map((sql) => `, ${sql}`).join('')}, min(record_time) AS first_seen, max(record_time) AS last_seen
      FROM (${selects.join(' UNION ALL BY NAME ')}) GROUP BY person_id)`
}

/** A record with nothing but a state moves nobody out of their street; where no more is known, the state is told. */
const lastAddress = `coalesce(
  arg_max(${ADDRESS}, ${PLACE}) FILTER (WHERE coalesce(${ADDRESS}.street, ${ADDRESS}.city, ${ADDRESS}.postcode) IS NOT NULL),
  arg_max(${ADDRESS}, ${PLACE}) FILTER (WHERE ${ADDRESS}.state IS NOT NULL)) AS ${ADDRESS}`

const lastKnown = (field: string) => `arg_max(${field}, ${PLACE}) FILTER (WHERE ${field} IS NOT NULL) AS ${field}`

/** Per person every trait; a person of whom no trait is known has a row too. Reads `people`. */
export function traitsSql(datasets: OpenedDataset[], cut: ShardCut): string {
  const names = new Set<string>()
  const cast = castsToCommon(datasets.map((dataset) => typesOf(dataset, 't_')))
  const selects = datasets.flatMap((dataset) => {
    const traits = columnsOf(dataset, 't', '')
    if (!traits.length) return []
    for (const trait of traits) names.add(trait)
    const named = traits.map((trait) => `, ${cast(trait, `r.${quoteName(`t_${trait}`)}`)} AS ${quoteName(trait)}`)
    return [
      `SELECT o.owner AS person_id, o.position AS ${PLACE}${named.join('')} FROM ${joined(dataset)}
      WHERE o.owner IS NOT NULL AND ${within('o.owner', cut)}`,
    ]
  })
  if (!selects.length) return 'SELECT person_id FROM people'
  const last = [...names].sort().map((name) => lastKnown(quoteName(name)))
  return `SELECT p.person_id, t.* EXCLUDE (person_id) FROM people p LEFT JOIN (
    SELECT person_id, ${last.join(', ')} FROM (${selects.join(' UNION ALL BY NAME ')}) GROUP BY person_id) t USING (person_id)`
}

/** Names of all streams that the datasets fill. */
export const streamNames = (datasets: OpenedDataset[]): string[] =>
  [...new Set(datasets.flatMap(({ manifest }) => manifest.streams))].sort()

/** The events of one stream, by person and time; events of one moment in the fold's order. */
export function streamSql(datasets: OpenedDataset[], stream: string, cut: ShardCut): string {
  const numberIn = (dataset: OpenedDataset) => dataset.manifest.streams.indexOf(stream)
  const filling = datasets.filter((dataset) => numberIn(dataset) >= 0)
  const cast = castsToCommon(filling.map((dataset) => typesOf(dataset, `s${numberIn(dataset)}_`)))
  const selects = filling.map((dataset) => {
    const number = numberIn(dataset)
    const columns = columnsOf(dataset, 's', number).map(
      (name) => `${cast(name, `r.${quoteName(`s${number}_${name}`)}`)} AS ${quoteName(name)}`,
    )
    return `SELECT o.owner AS person_id, ${columns.join(', ')}, o.position AS ${PLACE} FROM ${joined(dataset)}
      WHERE r.s${number} AND o.owner IS NOT NULL AND ${within('o.owner', cut)}`
  })
  return `SELECT * EXCLUDE (${PLACE}) FROM (${selects.join(' UNION ALL BY NAME ')}) ORDER BY person_id, datetime, ${PLACE}`
}

/** Values of the columns by which customers want their people back: `dataset_id`, `column_name`, `value`, `person_id`. */
export function referencesSql(datasets: OpenedDataset[], cut: ShardCut): string {
  const selects = datasets.flatMap((dataset) =>
    columnsOf(dataset, 'r', '').map(
      (
        column,
      ) => `SELECT DISTINCT ${quoteText(dataset.manifest.dataset_id)} AS dataset_id, ${quoteText(column)} AS column_name,
        r.${quoteName(`r_${column}`)} AS value, o.owner AS person_id FROM ${joined(dataset)}
        WHERE r.${quoteName(`r_${column}`)} IS NOT NULL AND o.owner IS NOT NULL AND ${within('o.owner', cut)}`,
    ),
  )
  return (
    selects.join(' UNION ALL ') ||
    "SELECT '' AS dataset_id, '' AS column_name, '' AS value, NULL::UUID AS person_id WHERE false"
  )
}

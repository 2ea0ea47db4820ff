import {
  canonicalEmailHashSql,
  canonicalEmailSql,
  canonicalExternalSql,
  canonicalNameAddressSql,
  canonicalPhoneSql,
  splitFullNameSql,
} from '../../identity/normalize-sql.ts'
import { quoteText } from '../quote.ts'
import type { CsvFacts } from '../read/scan-csv.ts'
import type { ColumnProfile } from './column-profile.ts'
import { conditionsSql } from './conditions.ts'
import { Layers } from './layers.ts'
import type { DatasetPlan, PlannedIdentity } from './plan.ts'
import { traitSql } from './trait-sql.ts'

/** Columns of rows.parquet, and the checks that reject a row: each a condition that is true for a bad one. */
export interface FileSql {
  select: string
  /** True when a row can be rejected by its values: rows.parquet then has a `problem` column, all NULL once published. */
  checked: boolean
  /** Names of the canonical identifier columns. */
  keys: string[]
}

/**
 * The one statement that turns a clean CSV file into rows.parquet. Built in layers, each a sub-select, because DuckDB
 * computes what stands in a layer once, however often the next one uses it: cells (trimmed text) → parsed (times and
 * numbers) → plausible → rows.
 */
export function fileSql(
  plan: DatasetPlan,
  facts: CsvFacts,
  profile: ColumnProfile,
  csv: string,
  lastModified: Date,
): FileSql {
  const layers = new Layers(facts, profile)
  const out: [sql: string, name: string][] = [['row_number', 'row_number']]
  const streams = plan.streams.map((stream) => ({
    ...stream,
    columns: stream.properties.map((property) => ({ name: property.name, sql: layers.property(property) })),
  }))
  const when = plan.incremental
    ? [layers.time(plan.incremental, undefined, plan.incremental)]
    : streams.slice(0, 1).map((stream) => stream.columns.find((column) => column.name === 'datetime')!.sql)
  out.push([`coalesce(${[...when, timestampLiteral(lastModified)].join(', ')})`, 'record_time'])
  out.push(['row_hash', 'row_hash'], [upsertSql(plan, layers), 'upsert_hash'])
  const keys: string[] = []
  plan.identities.forEach((set, i) => {
    for (const [name, sql] of identityColumns(set, layers)) {
      out.push([sql, name.replace(/^([ik])_/, `$1${i}_`)])
      if (name.startsWith('k_')) keys.push(name.replace(/^k_/, `k${i}_`))
    }
  })
  streams.forEach((stream, j) => {
    const datetime = stream.columns.find((column) => column.name === 'datetime')!.sql
    const conditions = conditionsSql(stream.conditions, (column) => layers.cell(column))
    out.push([`(${datetime} IS NOT NULL AND ${conditions})`, `s${j}`])
    for (const { name, sql } of stream.columns) out.push([sql, `s${j}_${name}`])
  })
  for (const trait of plan.traits) out.push([traitSql(trait, layers), `t_${trait.name}`])
  for (const column of plan.references) out.push([layers.cell(column), `r_${column}`])
  const problem = layers.problemSql()
  if (problem) out.push([problem, 'problem'])
  return { select: layers.select(out, csv), checked: problem !== undefined, keys }
}

const timestampLiteral = (date: Date): string =>
  `TIMESTAMP ${quoteText(date.toISOString().replace('T', ' ').replace('Z', ''))}`

function upsertSql(plan: DatasetPlan, layers: Layers): string {
  if (plan.upsert.length === 0) return 'NULL::UBIGINT'
  const cells = plan.upsert.map((column) => layers.cell(column))
  // A row without any of its keys stands for itself.
  return `CASE WHEN coalesce(${cells.join(', ')}) IS NOT NULL THEN hash(${cells.join(', ')}) END`
}

/** The text of each identity column as written, and the canonical identifier of each kind: `i_…` and `k_…`. */
function identityColumns(set: PlannedIdentity, layers: Layers): [name: string, sql: string][] {
  const cell = (column: string | undefined) => (column === undefined ? undefined : layers.cell(column))
  const full = set.person_full_name === undefined ? undefined : splitFullNameSql(layers.cell(set.person_full_name))
  const line = set.freeform_address === undefined ? undefined : layers.address(set.freeform_address)
  const either = (own: string | undefined, other: string | undefined) =>
    own && other ? `coalesce(${own}, ${other})` : (own ?? other)
  const street = set.street.length > 1 ? layers.joined(set.street) : cell(set.street[0])
  const parts = {
    first: layers.named(either(cell(set.person_first_name), full?.first)),
    last: layers.named(either(cell(set.person_last_name), full?.last)),
    street: either(street, line?.street),
    city: either(cell(set.city), line?.city),
    state: either(cell(set.state), line?.state),
    postcode: either(cell(set.postcode), line?.postcode),
  }
  const out: [string, string | undefined][] = [
    ['i_email', cell(set.email)],
    ['k_email', set.email && canonicalEmailSql(layers.cell(set.email))],
    ['i_email_hash', cell(set.email_hash)],
    ['k_email_hash', set.email_hash && canonicalEmailHashSql(layers.cell(set.email_hash))],
    ['i_phone', cell(set.phone)],
    ['k_phone', set.phone && canonicalPhoneSql(layers.cell(set.phone))],
    ['i_first_name', parts.first],
    ['i_last_name', parts.last],
    ['i_street', parts.street],
    ['i_city', parts.city],
    ['i_state', parts.state],
    ['i_postcode', parts.postcode],
  ]
  if (parts.first && parts.last && parts.street && (parts.postcode || (parts.city && parts.state))) {
    out.push(['k_name_address', canonicalNameAddressSql(parts)])
  }
  for (const kind of ['user_id', 'anonymous_id'] as const) {
    const column = set[kind]
    if (column) out.push([`i_${kind}`, layers.cell(column)], [`k_${kind}`, canonicalExternalSql(layers.cell(column))])
  }
  for (const { type, column } of set.external) {
    out.push([`i_x_${type}`, layers.cell(column)], [`k_x_${type}`, canonicalExternalSql(layers.cell(column))])
  }
  return out.filter((entry): entry is [string, string] => entry[1] !== undefined)
}

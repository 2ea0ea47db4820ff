import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import { booleanSql } from '../ingest/formats.ts'
import type { Dimension } from './dimension.ts'

/** Relation expressions, already quoted: who to describe, and where their events and traits are. */
export interface FeatureRelations {
  members: string
  traits: string
  stream: (name: string) => string
}

/** Column → DuckDB type. */
export type ColumnTypes = ReadonlyMap<string, string>

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/

/**
 * A column as DOUBLE. A frozen model may ask for one that is no more, or holds texts since a file with other cells came:
 * what says no number is as if it were not known.
 */
export function asNumberSql(column: string, type: string | undefined): string {
  if (type === undefined) return 'NULL::DOUBLE'
  return numeric.test(type) ? `CAST(${column} AS DOUBLE)` : `TRY_CAST(CAST(${column} AS VARCHAR) AS DOUBLE)`
}

/** A trait as its column in a result: numbers as DOUBLE, dates as TIMESTAMP, booleans, categories as codes. */
function traitSql(dimension: Dimension, types: ColumnTypes): string {
  // Said of which table: a trait may be called d0 too.
  const type = types.get(dimension.trait ?? '')
  const trait = type === undefined ? 'NULL' : `t.${quoteName(dimension.trait ?? '')}`
  if (dimension.kind === 'number') return asNumberSql(trait, type)
  if (dimension.kind === 'boolean') return type === 'BOOLEAN' ? trait : booleanSql(`CAST(${trait} AS VARCHAR)`)
  if (dimension.kind === 'date') {
    return type && /^(TIMESTAMP|DATE)/.test(type) ? trait : `TRY_CAST(CAST(${trait} AS VARCHAR) AS TIMESTAMP)`
  }
  const labels = dimension.labels ?? []
  const code = labels.length
    ? `coalesce(enum_code(TRY_CAST(CAST(${trait} AS VARCHAR) AS ENUM (${labels.map(quoteText).join(', ')}))), ${labels.length})`
    : '0'
  return `CAST(CASE WHEN ${trait} IS NULL THEN -1 ELSE ${code} END AS INTEGER)`
}

/**
 * The statement that reads traits: `person_id`, then `d0 … dn` in the order given, of all people and in the file's own order.
 * Categories come as codes: their index in `labels`, `labels.length` for any other value, −1 for none. @param types of the
 * traits that there are
 */
export function traitsSql(dimensions: Dimension[], relations: FeatureRelations, types: ColumnTypes): string {
  return `SELECT t.person_id${dimensions.map((one, i) => `, ${traitSql(one, types)} AS d${i}`).join('')}
    FROM ${relations.traits} t`
}

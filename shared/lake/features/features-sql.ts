import { quoteName, quoteText } from '../quote.ts'
import type { Dimension } from './dimension.ts'

/** Relation expressions, already quoted: who to describe, and where their events and traits are. */
export interface FeatureRelations {
  members: string
  traits: string
  stream: (name: string) => string
}

/** A trait as its column in a result: numbers as DOUBLE, dates as TIMESTAMP, booleans, categories as codes. */
function traitSql(dimension: Dimension): string {
  // Said of which table: a trait may be called d0 too.
  const trait = `t.${quoteName(dimension.trait ?? '')}`
  if (dimension.kind === 'number') return `CAST(${trait} AS DOUBLE)`
  if (dimension.kind !== 'category') return trait
  const labels = dimension.labels ?? []
  const code = labels.length
    ? `coalesce(enum_code(TRY_CAST(CAST(${trait} AS VARCHAR) AS ENUM (${labels.map(quoteText).join(', ')}))), ${labels.length})`
    : '0'
  return `CAST(CASE WHEN ${trait} IS NULL THEN -1 ELSE ${code} END AS INTEGER)`
}

/**
 * The statement that reads traits: `person_id`, then `d0 … dn` in the order given, of all people and in the file's own order.
 * Categories come as codes: their index in `labels`, `labels.length` for any other value, −1 for none.
 */
export function traitsSql(dimensions: Dimension[], relations: FeatureRelations): string {
  return `SELECT t.person_id${dimensions.map((one, i) => `, ${traitSql(one)} AS d${i}`).join('')}
    FROM ${relations.traits} t`
}

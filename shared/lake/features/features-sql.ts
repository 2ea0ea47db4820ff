import { quoteName, quoteText } from '../quote.ts'
import type { Dimension } from './dimension.ts'

/** Relation expressions, already quoted: who to describe, and where their events and traits are. */
export interface FeatureRelations {
  members: string
  traits: string
  stream: (name: string) => string
}

/** Whole days between an event and `asOf`; an event is at least 0 days old. */
const daysBefore = (asOf: number, moment: string) => `floor((${asOf / 1000} - epoch(${moment})) / 86400)`

function measureSql(dimension: Dimension, asOf: number): string {
  const property = quoteName(dimension.property ?? '')
  switch (dimension.measure) {
    case 'count':
      return 'count(*)'
    case 'total':
      return `sum(${property})`
    case 'average':
      return `sum(${property}) / count(${property})`
    case 'recency':
      return daysBefore(asOf, 'max(datetime)')
    case 'tenure':
      return daysBefore(asOf, 'min(datetime)')
    case 'distinct':
      return `count(DISTINCT ${property})`
    case 'share':
      return `count(*) FILTER (WHERE CAST(${property} AS VARCHAR) = ${quoteText(dimension.value ?? '')}) / count(*)`
    default:
      throw new Error(`dimension ${dimension.name} has no measure`)
  }
}

/** Columns of a dimension in a result: numbers as DOUBLE, dates as TIMESTAMP, booleans, categories as label codes. */
function traitSql(dimension: Dimension, column: number): string {
  const trait = `t.${quoteName(dimension.trait ?? '')}`
  if (dimension.kind === 'number') return `CAST(${trait} AS DOUBLE)`
  if (dimension.kind === 'category') return `l${column}.code`
  return trait
}

/**
 * The statement that reads every member's dimensions: `person_id`, then `d0 … dn` in the order given, ascending by
 * person. Only events up to `asOf` (milliseconds) count. Who has no event of a stream has NULL for its measures: not
 * zero, but unknown. Categories come as codes: their index in `labels`, or `labels.length` for any other value.
 */
export function featuresSql(dimensions: Dimension[], relations: FeatureRelations, asOf: number): string {
  const until = `make_timestamp(${Math.round(asOf * 1000)})`
  const streams = [...new Set(dimensions.flatMap((dimension) => dimension.stream ?? []))]
  const columns = dimensions.map((dimension, column) => ({ dimension, column }))
  const measured = streams.map((stream, i) => {
    const measures = columns
      .filter(({ dimension }) => dimension.stream === stream)
      .map(({ dimension, column }) => `CAST(${measureSql(dimension, asOf)} AS DOUBLE) AS d${column}`)
    return `s${i} AS (SELECT person_id, ${measures.join(', ')} FROM ${relations.stream(stream)}
      SEMI JOIN ${relations.members} USING (person_id) WHERE datetime <= ${until} GROUP BY person_id)`
  })
  const labels = columns
    .filter(({ dimension }) => dimension.source === 'trait' && dimension.kind === 'category')
    .map(({ dimension, column }) => {
      const values = (dimension.labels ?? []).map((label, code) => `(${quoteText(label)}, ${code})`)
      const rows = values.length ? `VALUES ${values.join(', ')}` : 'SELECT NULL::VARCHAR, 0 WHERE false'
      return { column, dimension, sql: `l${column}(label, code) AS (${rows})` }
    })
  const selected = columns.map(({ dimension, column }) => {
    // Said of which table: a trait may be called d0 too.
    if (dimension.source === 'stream') return `s${streams.indexOf(dimension.stream ?? '')}.d${column}`
    if (dimension.kind !== 'category') return `${traitSql(dimension, column)} AS d${column}`
    const trait = `t.${quoteName(dimension.trait ?? '')}`
    return `CAST(CASE WHEN ${trait} IS NULL THEN -1 ELSE coalesce(l${column}.code, ${dimension.labels?.length ?? 0}) END AS INTEGER) AS d${column}`
  })
  const withs = [...measured, ...labels.map(({ sql }) => sql)]
  return `${withs.length ? `WITH ${withs.join(',\n')}` : ''}
    SELECT m.person_id${selected.map((sql) => `, ${sql}`).join('')}
    FROM ${relations.members} m
    ${streams.map((_, i) => `LEFT JOIN s${i} USING (person_id)`).join('\n')}
    LEFT JOIN ${relations.traits} t USING (person_id)
    ${labels.map(({ column, dimension }) => `LEFT JOIN l${column} ON CAST(t.${quoteName(dimension.trait ?? '')} AS VARCHAR) = l${column}.label`).join('\n')}
    ORDER BY m.person_id`
}

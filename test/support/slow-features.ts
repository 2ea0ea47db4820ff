import { quoteName, quoteText } from '../../shared/engines/sql/quote.ts'
import type { Duck } from '../../shared/lake/duck.ts'
import type { Dimension } from '../../shared/lake/features/dimension.ts'
import type { FeatureRelations } from '../../shared/lake/features/traits-sql.ts'

/** The features by the slow, obvious way: one aggregation of the database per dimension, ascending by person. */
export async function slowFeatures(
  db: Duck,
  dimensions: Dimension[],
  relations: FeatureRelations,
  asOf: number,
): Promise<(number | null)[][]> {
  const columns = []
  for (const dimension of dimensions) {
    const sql = dimension.source === 'trait' ? traitSql(dimension, relations) : measureSql(dimension, relations, asOf)
    const rows = await db.rows<{ value: number | null }>(
      `SELECT CAST(f.value AS DOUBLE) AS value FROM ${relations.members} m LEFT JOIN (${sql}) f USING (person_id) ORDER BY m.person_id`,
    )
    const unknown = dimension.kind === 'category' || dimension.kind === 'boolean' ? -1 : null
    columns.push(rows.map(({ value }) => value ?? unknown))
  }
  return columns
}

function measureSql(dimension: Dimension, relations: FeatureRelations, asOf: number): string {
  const property = quoteName(dimension.property ?? '')
  const days = (moment: string) => `floor((${asOf / 1000}::DOUBLE - epoch(${moment})) / 86400)`
  const measures = {
    count: 'count(*)',
    total: `sum(${property})`,
    average: `sum(${property}) / count(${property})`,
    recency: days('max(datetime)'),
    tenure: days('min(datetime)'),
    distinct: `count(DISTINCT ${property})`,
    share: `count(*) FILTER (WHERE CAST(${property} AS VARCHAR) = ${quoteText(dimension.value ?? '')}) / count(*)`,
  }
  return `SELECT person_id, ${measures[dimension.measure!]} AS value FROM ${relations.stream(dimension.stream!)}
    WHERE datetime <= make_timestamp(${Math.round(asOf * 1000)}) GROUP BY person_id`
}

function traitSql({ trait, kind, labels = [] }: Dimension, { traits }: FeatureRelations): string {
  const column = quoteName(trait!)
  const cases = labels.map((label, code) => `WHEN ${column} = ${quoteText(label)} THEN ${code}`).join(' ')
  const value = {
    number: column,
    boolean: `CASE WHEN ${column} IS NULL THEN -1 WHEN ${column} THEN 1 ELSE 0 END`,
    date: `epoch_us(${column}) / 1000 / 86400000`,
    category: `CASE WHEN ${column} IS NULL THEN -1 ${cases} ELSE ${labels.length} END`,
  }
  return `SELECT person_id, ${value[kind]} AS value FROM ${traits}`
}

import { quoteName } from '../../../engines/sql/quote.ts'
import { inStream } from '../../../lake/columns.ts'
import type { Duck } from '../../../lake/duck.ts'
import { maxLabels } from '../../../lake/features/choose-dimensions.ts'
import type { Dimension } from '../../../lake/features/dimension.ts'
import { typesOf } from '../../../lake/features/read-events.ts'
import type { FeatureRelations } from '../../../lake/features/traits-sql.ts'

/**
 * In characters: the title of a product is shorter. A longer value is prose, and no kind of thing: it is counted with
 * all other values, and never shown whole, in a persona's centre or the name of a share, whose item of the table ends
 * at 400 KB.
 */
const longestLabel = 200

/** Dimension name → value → how often the members of a shard have it. */
export type ValueCounts = Map<string, Map<string, number>>

/** Counts the values of the shares and categories among the members of one shard, into `counts`. */
export async function countValues(
  db: Duck,
  dimensions: Dimension[],
  relations: FeatureRelations,
  asOf: number,
  counts: ValueCounts,
): Promise<void> {
  for (const dimension of dimensions) {
    const from =
      dimension.measure === 'share' && dimension.value === undefined
        ? {
            column: dimension.property ?? '',
            relation: relations.stream(dimension.stream ?? ''),
            until: `WHERE datetime <= make_timestamp(${Math.round(asOf * 1000)})`,
          }
        : dimension.source === 'trait' && dimension.kind === 'category'
          ? { column: dimension.trait ?? '', relation: relations.traits, until: '' }
          : undefined
    if (!from) continue
    const lines = inStream.lines.of(from.column)
    const isOfLines = dimension.source === 'stream' && (await typesOf(db, from.relation)).has(lines)
    const column = quoteName(from.column)
    // An event counts once for each thing that its lines say.
    const values = isOfLines ? `unnest(coalesce(list_distinct(${quoteName(lines)}), [${column}]))` : column
    const rows = await db.rows<{ value: string | null; n: number }>(
      `SELECT CAST(value AS VARCHAR) AS value, count(*) AS n FROM (SELECT ${values} AS value FROM ${from.relation}
       SEMI JOIN ${relations.members} USING (person_id) ${from.until})
       GROUP BY ALL HAVING value IS NULL OR length(value) <= ${longestLabel} ORDER BY n DESC, value LIMIT ${maxLabels * 4}`,
    )
    const seen = counts.get(dimension.name) ?? new Map<string, number>()
    for (const { value, n } of rows) if (value !== null) seen.set(value, (seen.get(value) ?? 0) + n)
    counts.set(dimension.name, seen)
  }
}

/** The values of a dimension, most frequent first, ties by name. */
export const ranked = (counts: ValueCounts, dimension: Dimension): string[] =>
  [...(counts.get(dimension.name) ?? [])].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([value]) => value)

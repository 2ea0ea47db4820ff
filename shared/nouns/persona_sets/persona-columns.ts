import { quoteTexts } from '../../engines/sql/quote.ts'

/**
 * The columns by which a CSV says which persona somebody has: the persona set's own CSV and a target's. Who the person is
 * stands before them (people/identity-columns.ts).
 */

/** In both; a target writes the name of the set before each. */
export const personaColumns = ['persona_id', 'persona_name'] as const
/** Why it is that persona; only in a target that is asked to explain. */
export const explainingColumns = ['decided_by', 'runner_up_name', 'margin'] as const

/** A persona's text by its place in the set. @param texts one a persona, by place */
export const textAtPlaceSql = (texts: readonly string[], place: string): string =>
  `list_extract(${quoteTexts(texts)}, ${place} + 1)`

/** A persona's name by its id; NULL for an id that is not listed. @param names persona id → name */
export function nameOfIdSql(names: Record<string, string>, id: string): string {
  if (!Object.keys(names).length) return 'NULL'
  return `map_extract_value(MAP(${quoteTexts(Object.keys(names))}, ${quoteTexts(Object.values(names))}), ${id})`
}

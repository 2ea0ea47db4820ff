/** The only two places where text that a customer chose becomes part of SQL. Values are bound wherever SQL can bind. */

/** A column or table name as SQL: any characters, case kept, quotes doubled. A NUL would end the statement: refused. */
export function quoteName(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`
}

/** A text literal, for what SQL cannot bind: COPY paths, read_parquet lists, constants inside an expression. */
export function quoteText(text: string): string {
  return `'${withoutNul(text).replaceAll("'", "''")}'`
}

/** A list literal of texts: `['a', 'b']`. */
export function quoteTexts(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(', ')}]`
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw new Error('a NUL character cannot stand in SQL')
  return text
}

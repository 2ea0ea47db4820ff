import { quoteText } from '../../engines/sql/quote.ts'
import type { CompiledTrait } from './compiled-dataset.ts'
import type { Scalar } from './dataset-config.ts'
import { booleanSql, numberSql } from './formats.ts'
import type { Layers } from './layers.ts'

/**
 * A trait's value: the column without its null_values, through the transformation table, typed. The key `*` of the
 * table takes every other value, the key '' the blank ones; without `*` other values stay as they are. A table of
 * numbers (or of truth values) makes a number (a truth value), when what passes by it is of that type too.
 */
export function traitSql(trait: CompiledTrait, layers: Layers): string {
  const { column_name: column, format, null_values: nulls = [], transformation_table: table } = trait
  const typed = layers.formatted(column, format, `trait ${trait.name}`) ?? (table ? undefined : layers.detected(column))
  if (format === 'static_date_iso8601') return typed!
  const cell = layers.cell(column)
  const isNull = nulls.length
    ? `${cell} IN (${nulls.map((value) => quoteText(String(value).trim())).join(', ')})`
    : undefined
  if (!table) return isNull ? `CASE WHEN ${isNull} THEN NULL ELSE ${typed} END` : typed!
  const { '*': others, ...named } = table
  const values = Object.values(table)
  const look = layers.profileOf(column)
  const all = (type: 'number' | 'boolean') =>
    values.every((value) => typeof value === type) && (others !== undefined || look.type === type)
  const as = all('number') ? 'number' : all('boolean') ? 'boolean' : 'text'
  const read = {
    number: (x: string) => numberSql(x, layers.mark(column)),
    boolean: booleanSql,
    text: (x: string) => x,
  }[as]
  const branches = Object.entries(named).map(([key, value]) => {
    const met = key.trim() === '' ? `${cell} IS NULL` : `${cell} = ${quoteText(key.trim())}`
    return `WHEN ${met} THEN ${literal(value, as)}`
  })
  if (isNull) branches.unshift(`WHEN ${isNull} THEN NULL`)
  const rest =
    others === undefined ? read(typed ?? cell) : `CASE WHEN ${cell} IS NOT NULL THEN ${literal(others, as)} END`
  return branches.length ? `CASE ${branches.join(' ')} ELSE ${rest} END` : rest
}

function literal(value: Scalar, as: 'number' | 'boolean' | 'text'): string {
  if (as === 'number') return `${Number(value)}::DOUBLE`
  if (as === 'boolean') return String(value)
  return quoteText(String(value))
}

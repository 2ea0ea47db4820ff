import { whyDifferent } from './look-alikes.ts'
import { nearestColumn } from './nearest-column.ts'

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')

/** A sentence that names what is missing, what is there, and what may have been meant; undefined when nothing is missing. */
export function missingColumns(needed: readonly string[], names: readonly string[]): string | undefined {
  const missing = needed.filter((column) => !names.includes(column))
  if (missing.length === 0) return undefined
  const meant = missing.map((column) => nearestColumn(column, names)).filter((name) => name !== undefined)
  const hint = meant.length ? ` (did you mean ${quoted([...new Set(meant)])}?)` : ''
  const alike = missing.flatMap((column) => whyDifferent(column, names) ?? [])
  const why = alike.length ? `; ${alike.join('; ')}` : ''
  const shown = names.length > 100 ? `${quoted(names.slice(0, 100))} and ${names.length - 100} more` : quoted(names)
  return `column${missing.length > 1 ? 's' : ''} not found: ${quoted(missing)}, the file has: ${shown}${hint}${why}`
}

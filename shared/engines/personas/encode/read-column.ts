import type { CategoryColumn, Column } from '../columns.ts'
import { numberAt, OTHER_LABEL } from '../columns.ts'
import { type Bins, rangeBins } from './bins.ts'
import { spoken } from './concept.ts'
import type { OneHotTransform, Transform } from './encoder.ts'
import { fitNumberTransform } from './number-transform.ts'
import { orderLabels } from './ordered-bands.ts'
import { placeholdersIn } from './placeholders.ts'

/**
 * The variance of a trait of few values (flags, bands, categories), where a number has 1. Between two of its values is a gap that a
 * number does not have, so at the same variance it would decide alone who is with whom: Hennig and Liao 2013, §4, who take a half.
 */
const VARIANCE_OF_STEPS = 0.4
/** Flags that nearly nobody has would otherwise stand 10 standard deviations out and be a separate persona. */
const FLAG_SD_FLOOR = 0.3
const BLOCK_VARIANCE_FLOOR = 0.18
/** A category keeps so many labels, each of so large a share of people at the least; the rest is folded into "other". */
const MOST_LABELS = 12
const LEAST_LABEL_SHARE = 0.01

/** The result for one column, and the reason when the column cannot be used. */
type Described = {
  known: number
  transform: Transform | null
  width: number
  weight: number
  steps: string[]
  bins: Bins
  refusal: string | null
}

/**
 * Looks at one column's values: what it can become, in which steps, with which weight and histogram bins. `asValues`: placeholders
 * are values like all others. `keepFew`: see fitNumberTransform.
 */
export function readColumn(column: Column, options: { asValues: boolean; keepFew: boolean }): Described {
  return column.kind === 'category' ? readCategory(column) : readNumber(column, options)
}

function readNumber(
  column: Exclude<Column, CategoryColumn>,
  { asValues, keepFew }: { asValues: boolean; keepFew: boolean },
): Described {
  const all = knownValues(column).sort()
  // Measures of events are counted and added up, not typed.
  const typed = column.kind !== 'boolean' && column.source !== 'stream' && !asValues
  const missing = typed ? placeholdersIn(column.kind as 'number' | 'date', all) : []
  const sorted = missing.length > 0 ? all.filter((value) => !missing.includes(value)) : all
  const known = sorted.length
  const nothing: Described = {
    known,
    transform: null,
    width: 0,
    weight: 0,
    steps: [],
    bins: { kind: 'ranges', edges: [] },
    refusal: null,
  }
  if (known === 0) return nothing
  if (looksLikeAnIdentifier(column, sorted))
    return { ...nothing, refusal: 'looks like an identifier: whole numbers, all different' }
  if (column.kind === 'boolean') return readFlag(sorted)
  const transform = fitNumberTransform(sorted, { log: column.kind === 'number', keepFew })
  const steps: string[] = []
  if (missing.length > 0) {
    transform.missing = missing
    steps.push(placeholderStep(column.kind, missing, all.length - known))
  }
  if (transform.low > sorted[0]! || transform.high < sorted[known - 1]!) {
    steps.push(`clipped to ${short(transform.low)} … ${short(transform.high)}`)
  }
  if (transform.log_unit !== null) steps.push('log, because it is skewed')
  steps.push('z-score')
  const refusal = transform.sd === 0 ? 'no spread: nearly everybody has the same value' : null
  return { known, transform, width: 1, weight: 1, steps, bins: rangeBins(sorted, column.kind), refusal }
}

function placeholderStep(kind: Column['kind'], missing: number[], people: number): string {
  const values = missing.map((value) =>
    kind === 'date' ? new Date(value * 86_400_000).toISOString().slice(0, 10) : value,
  )
  return `${values.join(', ')} taken as missing: ${people} people share it outside of the range of the others`
}

function knownValues(column: Exclude<Column, CategoryColumn>): Float64Array {
  const values = new Float64Array(column.values.length)
  let known = 0
  for (let i = 0; i < values.length; i++) {
    const value = numberAt(column, i)
    if (!Number.isNaN(value)) values[known++] = value
  }
  return values.subarray(0, known)
}

function readFlag(sorted: Float64Array): Described {
  const known = sorted.length
  const share = sorted.filter((x) => x === 1).length / known
  const variance = share * (1 - share)
  const sd = variance > 0 ? Math.max(Math.sqrt(variance), FLAG_SD_FLOOR) / Math.sqrt(VARIANCE_OF_STEPS) : 0
  // Not clipped: percentiles would erase a flag that fewer than one in 200 people have.
  const transform: Transform = { kind: 'number', low: 0, high: 1, log_unit: null, mean: share, sd }
  return {
    known,
    transform,
    width: 1,
    weight: VARIANCE_OF_STEPS * Math.min(1, variance / FLAG_SD_FLOOR ** 2),
    steps: ['false 0, true 1', 'z-score'],
    bins: { kind: 'truth' },
    refusal: share < 0.01 || share > 0.99 ? 'no spread: more than 99 % have the same value' : null,
  }
}

function looksLikeAnIdentifier(column: Column, sorted: Float64Array): boolean {
  if (
    column.kind !== 'number' ||
    sorted.length < 20 ||
    !/(^|[^a-z])(id|number|no|key|code)$/i.test(spoken(column.name))
  )
    return false
  return sorted.every((x, i) => Number.isInteger(x) && (i === 0 || x !== sorted[i - 1]))
}

function readCategory(column: CategoryColumn): Described {
  const counts = new Float64Array(column.labels.length)
  let known = 0
  for (const code of column.codes) {
    if (code < 0) continue
    counts[code] = counts[code]! + 1
    known++
  }
  const uncounted = column.labels.at(-1) === OTHER_LABEL ? counts.at(-1)! : 0
  const present = column.labels
    .map((label, code) => ({ label, count: counts[code]! }))
    .slice(0, uncounted > 0 ? -1 : undefined)
    .filter((entry) => entry.count > 0)
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
  // A value that is not counted by itself is no more frequent than the rarest that is: of identifiers, each is one
  // person's.
  const distinct = present.length + Math.ceil(uncounted / (present.at(-1)?.count ?? 1))
  const ordered = uncounted === 0 ? orderLabels(present.map((entry) => entry.label)) : null
  if (ordered) return readOrdered(ordered, present, known)
  const top = present.slice(0, MOST_LABELS).filter((entry) => entry.count >= LEAST_LABEL_SHARE * known)
  const labels = top.map((entry) => entry.label)
  const bins: Bins = { kind: 'labels', labels: present.slice(0, MOST_LABELS).map((entry) => entry.label) }
  const noBins: Bins = { kind: 'labels', labels: [] }
  const nothing: Described = { known, transform: null, width: 0, weight: 0, steps: [], bins: noBins, refusal: null }
  if (known === 0) return nothing
  const folded = distinct - top.length
  const inTop = top.reduce((sum, entry) => sum + entry.count, 0)
  const shares = top.map((entry) => entry.count / known)
  const other = inTop < known
  if (other) shares.push(1 - inTop / known)
  const variance = shares.reduce((sum, p) => sum + p * (1 - p), 0)
  const scale = Math.sqrt(VARIANCE_OF_STEPS / Math.max(variance, BLOCK_VARIANCE_FLOOR))
  const transform: OneHotTransform = { kind: 'one_hot', labels, other, shares, scale }
  const steps = [`${shares.length} values side by side, together weighted as one trait`]
  const [atLeast, values] = [uncounted > 0 ? 'at least ' : '', folded === 1 ? 'value' : 'values']
  if (folded > 0) steps.unshift(`${atLeast}${folded} rare ${values} folded into "other"`)
  const freeText = distinct > 20 && distinct > known * 0.5
  const refusal = freeText
    ? 'looks like an identifier or free text: most values occur once'
    : inTop < known * 0.2
      ? `${atLeast}${distinct} different values, none common enough to tell people apart`
      : Math.max(...shares) > 0.99
        ? 'no spread: more than 99 % have the same value'
        : null
  // A histogram of identifiers would publish some people's.
  if (freeText) return { ...nothing, refusal }
  const weight = VARIANCE_OF_STEPS * Math.min(1, variance / BLOCK_VARIANCE_FLOOR)
  return { ...nothing, bins, transform, width: shares.length, weight, steps, refusal }
}

function readOrdered(labels: string[], present: { label: string; count: number }[], known: number): Described {
  const count = new Map(present.map((entry) => [entry.label, entry.count]))
  const mean = labels.reduce((sum, label, position) => sum + position * count.get(label)!, 0) / known
  const sd = Math.sqrt(
    labels.reduce((sum, label, position) => sum + (position - mean) ** 2 * count.get(label)!, 0) /
      known /
      VARIANCE_OF_STEPS,
  )
  return {
    known,
    transform: { kind: 'ordered', labels, mean, sd },
    width: 1,
    weight: VARIANCE_OF_STEPS,
    steps: [`${labels.length} bands in order (${labels[0]} … ${labels.at(-1)})`, 'z-score of the place'],
    bins: { kind: 'labels', labels },
    refusal:
      Math.max(...present.map((entry) => entry.count)) > 0.99 * known
        ? 'no spread: more than 99 % have the same value'
        : null,
  }
}

function short(x: number): string {
  return String(Number(x.toPrecision(4)))
}

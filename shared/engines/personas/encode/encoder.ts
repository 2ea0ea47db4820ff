import type { CategoryColumn, Column, ColumnKind, ColumnSource, Concept, PersonValues, Table } from '../columns.ts'
import type { Bins } from './bins.ts'
import { type NumberTransform, scorer } from './number-transform.ts'

/** A category as its position in an order: `labels` ascend, the dimension is the z-score of the position, `sd` as large as makes its variance 0.4. */
type OrderedTransform = { kind: 'ordered'; labels: string[]; mean: number; sd: number }
/** A category as one dimension a label (and one for all others), centred, scaled so that the block has the variance of any trait of few values. */
export type OneHotTransform = { kind: 'one_hot'; labels: string[]; other: boolean; shares: number[]; scale: number }
export type Transform = NumberTransform | OrderedTransform | OneHotTransform

/** The decision about one trait, and its reason. */
export type TraitDecision = {
  name: string
  kind: ColumnKind
  source: ColumnSource
  protected: boolean
  literate: string
  unit: string | null
  concept: Concept
  subject: string | null
  /** Share of people whose value is known. */
  coverage: number
  kept: boolean
  /** One sentence: why it is a dimension, or why not. */
  reason: string
  /** The kept trait that says the same, when it was dropped for that. */
  same_as: string | null
  /** The steps that were applied to the trait, in order, in words. */
  steps: string[]
  /** How much it counts in a distance, as a variance: a number 1, a trait of few values 0.4, a rare flag less. 0 when dropped. */
  weight: number
  /** Null where no value is known, or every person has their own (identifiers, free text): not described either. */
  transform: Transform | null
  /** First dimension and number of dimensions in the matrix; -1 and 0 when dropped. */
  offset: number
  width: number
  bins: Bins
}

/** Plain JSON: stored in model.json, it encodes any later table or single person in the same way. */
export type Encoder = { version: 1; dimensions: number; traits: TraitDecision[] }

/** Rows as points. `matrix` is row-major n × d with 0 (neutral) for missing; `known` is n × t over the kept traits. */
export type Encoded = {
  n: number
  d: number
  matrix: Float32Array
  known: Uint8Array
  /** Per person: known weight over total weight, 0 to 1. */
  coverage: Float32Array
}

export function keptTraits(encoder: Encoder): TraitDecision[] {
  return encoder.traits.filter((trait) => trait.kept)
}

/** Encodes every row of a table, into `matrix` where one is given. A trait whose column is absent is missing for everybody. */
export function encode(
  encoder: Encoder,
  table: Table,
  matrix: Float32Array = new Float32Array(table.rows * encoder.dimensions),
): Encoded {
  const kept = keptTraits(encoder)
  const n = table.rows
  const d = encoder.dimensions
  const known = new Uint8Array(n * kept.length)
  const coverage = new Float32Array(n)
  const columns = new Map(table.columns.map((column) => [column.name, column]))
  const total = kept.reduce((sum, trait) => sum + trait.weight, 0)
  const into = { matrix, d, known, traits: kept.length, coverage }
  const writers = kept.flatMap((trait, t) => {
    const column = columns.get(trait.name)
    const write = column && writerOf(trait, column)
    return write ? { write, at: { ...into, trait: t, offset: trait.offset, weight: trait.weight / total } } : []
  })
  // Some rows of all traits after each other: their part of the matrix stays in the processor's cache.
  for (let from = 0; from < n; from += BLOCK) {
    const until = Math.min(n, from + BLOCK)
    for (const { write, at } of writers) write(from, until, at)
  }
  // Weights such as 0.4 do not add up to exactly 1.
  for (let i = 0; i < n; i++) if (coverage[i]! > 1 - 1e-6) coverage[i] = 1
  return { n, d, matrix, known, coverage }
}

const BLOCK = 1024

/**
 * Encodes one person given as plain values: the same numbers as the person's row in a table. No build calls it, as builds encode
 * whole tables. It stays for the answer about one person, and because the law that one and many are encoded alike is tested by it.
 */
export function encodeOne(encoder: Encoder, person: PersonValues): Encoded {
  return encode(encoder, tableOfOne(encoder, person))
}

/** A table of one row in the kinds that the encoder was fitted on. */
function tableOfOne(encoder: Encoder, person: PersonValues): Table {
  const columns = encoder.traits.map((trait): Column => {
    const value = person[trait.name]
    const facts = { name: trait.name, source: trait.source }
    if (trait.kind === 'category') {
      const missing = value === null || value === undefined || value === ''
      return {
        ...facts,
        kind: 'category',
        codes: Int32Array.of(missing ? -1 : 0),
        labels: missing ? [] : [String(value)],
      }
    }
    if (trait.kind === 'boolean') {
      return { ...facts, kind: 'boolean', values: Int8Array.of(typeof value === 'boolean' ? Number(value) : -1) }
    }
    const number =
      typeof value === 'number'
        ? value
        : trait.kind === 'date' && typeof value === 'string'
          ? Date.parse(value) / 86_400_000
          : Number.NaN
    return { ...facts, kind: trait.kind, values: Float64Array.of(number) }
  })
  return { rows: 1, columns }
}

/** Where a trait's dimensions of a table go. */
type Into = Pick<Encoded, 'matrix' | 'd' | 'known' | 'coverage'> & {
  /** How many traits there are; which this is, its first dimension, and its share of the whole weight. */
  traits: number
  trait: number
  offset: number
  weight: number
}

/** Writes a trait of the rows from `from` until `until`, as far as it is known of them. */
type Writer = (from: number, until: number, into: Into) => void

/** Undefined where the column can't be read as this trait. */
function writerOf(trait: TraitDecision, column: Column): Writer | undefined {
  const transform = trait.transform!
  if (transform.kind === 'number') return column.kind === 'category' ? undefined : numberWriter(transform, column)
  if (column.kind !== 'category') return undefined
  return transform.kind === 'ordered' ? orderedWriter(transform, column) : oneHotWriter(transform, column)
}

function tell({ known, traits, trait, coverage, weight }: Into, row: number): void {
  known[row * traits + trait] = 1
  coverage[row] = coverage[row]! + weight
}

function numberWriter(transform: NumberTransform, column: Exclude<Column, CategoryColumn>): Writer {
  const values: ArrayLike<number> = column.values
  const least = column.kind === 'boolean' ? 0 : Number.NEGATIVE_INFINITY
  const score = scorer(transform)
  return (from, until, into) => {
    const { matrix, d, offset } = into
    for (let row = from; row < until; row++) {
      const value = values[row]!
      if (!(value >= least)) continue
      const scored = score(value)
      if (Number.isNaN(scored)) continue
      matrix[row * d + offset] = scored
      tell(into, row)
    }
  }
}

function orderedWriter({ labels, mean, sd }: OrderedTransform, column: CategoryColumn): Writer {
  const positions = positionsOf(labels, column)
  const { codes } = column
  return (from, until, into) => {
    const { matrix, d, offset } = into
    for (let row = from; row < until; row++) {
      const code = codes[row]!
      const position = code < 0 ? -1 : positions[code]!
      if (position < 0) continue
      matrix[row * d + offset] = sd === 0 ? 0 : (position - mean) / sd
      tell(into, row)
    }
  }
}

function oneHotWriter({ labels, other, shares, scale }: OneHotTransform, column: CategoryColumn): Writer {
  const positions = positionsOf(labels, column)
  const { codes } = column
  return (from, until, into) => {
    const { matrix, d, offset } = into
    for (let row = from; row < until; row++) {
      const code = codes[row]!
      if (code < 0) continue
      const position = positions[code]! >= 0 ? positions[code]! : other ? labels.length : -1
      if (position < 0) continue
      for (let v = 0; v < shares.length; v++) {
        matrix[row * d + offset + v] = ((v === position ? 1 : 0) - shares[v]!) * scale
      }
      tell(into, row)
    }
  }
}

/** For each label of the column its position in `labels`, -1 where it has none. */
export function positionsOf(labels: readonly string[], column: CategoryColumn): Int32Array {
  const positions = new Map(labels.map((label, position) => [label, position]))
  return Int32Array.from(column.labels, (label) => positions.get(label) ?? -1)
}

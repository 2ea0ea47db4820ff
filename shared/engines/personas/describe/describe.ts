import type { Column, Table } from '../columns.ts'
import { type Bins, binCount, niceOf, rangeOf } from '../encode/bins.ts'
import { type Encoder, positionsOf, type TraitDecision } from '../encode/encoder.ts'
import { isRepeated, type NumberTransform, REPEATED, zScore } from '../encode/number-transform.ts'

/**
 * Counts and sums of some people, per persona and trait. Every number is a whole number below 2^53: shards added in any
 * order and any grouping give the same bytes.
 */
export type PartialDescription = {
  k: number
  people: number[]
  /** Per persona: sum of the coverages, in thousandths. */
  coverage: number[]
  traits: PartialTrait[]
}
export type PartialTrait = {
  name: string
  known: number[]
  /** Per persona, per bin; `nice`: per nice bin, of numbers and dates. */
  bins: number[][]
  nice: number[][]
  /** Sum of the values in units of `valueUnit`, as high · 2^24 + low. Numbers, dates, booleans. */
  high: number[]
  low: number[]
  /** Sum of the z-scores and of their squares, in 2^-16. Numbers, dates, booleans. */
  z: number[]
  zz: number[]
  /** Of a share: how many things it is the share of, such as orders, and how many of them are of its subject. Else 0. */
  base: number[]
  part: number[]
}

const LIMB = 2 ** 24
const Z_UNIT = 2 ** 16
/** Values are summed as whole multiples of this power of two: 36 bits for the largest unclipped one, 14 more for outliers. */
function valueUnit(transform: NumberTransform): number {
  const largest = Math.max(Math.abs(transform.low), Math.abs(transform.high), 1e-9)
  return 2 ** (Math.ceil(Math.log2(largest)) - 36)
}

function emptyDescription(encoder: Encoder, k: number): PartialDescription {
  const zeros = () => new Array<number>(k).fill(0)
  const traits = encoder.traits.map((trait) => ({
    name: trait.name,
    known: zeros(),
    bins: Array.from({ length: k }, () => new Array<number>(binCount(trait.bins)).fill(0)),
    nice: Array.from({ length: k }, () => new Array<number>(niceOf(trait.bins)?.edges.length ?? 0).fill(0)),
    high: zeros(),
    low: zeros(),
    z: zeros(),
    zz: zeros(),
    base: zeros(),
    part: zeros(),
  }))
  return { k, people: zeros(), coverage: zeros(), traits }
}

/** Counts one shard: all traits of the encoder, whether clustered on or not. `persona` gives each row's persona, −1 to leave it out. */
export function describeShard(
  encoder: Encoder,
  k: number,
  table: Table,
  persona: Int32Array,
  coverage?: Float32Array,
): PartialDescription {
  const partial = emptyDescription(encoder, k)
  for (let i = 0; i < table.rows; i++) {
    const p = persona[i]!
    if (p < 0) continue
    partial.people[p]!++
    if (coverage) partial.coverage[p]! += Math.round(coverage[i]! * 1000)
  }
  const columns = new Map(table.columns.map((column) => [column.name, column]))
  encoder.traits.forEach((trait, t) => {
    const column = columns.get(trait.name)
    if (column && trait.transform) countTrait(trait, column, persona, partial.traits[t]!)
  })
  return partial
}

function countTrait(trait: TraitDecision, column: Column, persona: Int32Array, into: PartialTrait): void {
  if (column.kind === 'category') {
    if (trait.bins.kind !== 'labels') return
    const positions = positionsOf(trait.bins.labels, column)
    const rest = trait.bins.labels.length
    for (let i = 0; i < persona.length; i++) {
      const p = persona[i]!
      const code = column.codes[i]!
      if (p < 0 || code < 0) continue
      into.known[p]!++
      const position = positions[code]!
      into.bins[p]![position < 0 ? rest : position]!++
    }
    return
  }
  const transform = trait.transform!
  if (transform.kind !== 'number') return
  const values: ArrayLike<number> = column.values
  // Of a flag −1 is missing; no number is missing but NaN.
  const least = column.kind === 'boolean' ? 0 : Number.NEGATIVE_INFINITY
  if (column.kind === 'number' && column.of) countParts(column.values, column.of, persona, into)
  const count = counterOf(trait.bins, transform, into)
  const wholes = new Int32Array(into.known.length * REPEATED)
  for (let i = 0; i < persona.length; i++) {
    const p = persona[i]!
    const value = values[i]!
    if (p < 0 || !(value >= least)) continue
    if (isRepeated(value)) wholes[p * REPEATED + value]!++
    else count(p, value, 1)
  }
  for (let p = 0, at = 0; p < into.known.length; p++) {
    for (let value = 0; value < REPEATED; value++, at++) if (wholes[at]! > 0) count(p, value, wholes[at]!)
  }
}

/** A share times what it is a share of is a whole number again. */
function countParts(values: Float64Array, of: Int32Array, persona: Int32Array, into: PartialTrait): void {
  for (let i = 0; i < persona.length; i++) {
    const p = persona[i]!
    if (p < 0 || Number.isNaN(values[i])) continue
    into.base[p]! += of[i]!
    into.part[p]! += Math.round(values[i]! * of[i]!)
  }
}

/** Counts a value that so many people of a persona have. All sums are whole numbers: many at once are as one by one. */
function counterOf(bins: Bins, transform: NumberTransform, into: PartialTrait) {
  const unit = valueUnit(transform)
  const edges = bins.kind === 'ranges' ? Float64Array.from(bins.edges) : null
  const nice = niceOf(bins) && Float64Array.from(niceOf(bins)!.edges)
  return (p: number, value: number, people: number): void => {
    const z = zScore(transform, value)
    if (Number.isNaN(z)) return
    into.known[p]! += people
    into.bins[p]![edges ? rangeOf(edges, value) : value]! += people
    if (nice) into.nice[p]![rangeOf(nice, value)]! += people
    const whole = Math.max(-(2 ** 50), Math.min(2 ** 50, Math.round(value / unit)))
    const high = Math.floor(whole / LIMB)
    into.high[p]! += people * high
    into.low[p]! += people * (whole - high * LIMB)
    into.z[p]! += people * Math.round(z * Z_UNIT)
    into.zz[p]! += people * Math.round(z * z * Z_UNIT)
  }
}

/** Adds two descriptions of disjoint people under one model. */
export function mergeDescriptions(a: PartialDescription, b: PartialDescription): PartialDescription {
  if (a.k !== b.k || a.traits.length !== b.traits.length)
    throw new Error('descriptions of different models cannot be added')
  const add = (x: number[], y: number[]) => x.map((value, i) => value + y[i]!)
  return {
    k: a.k,
    people: add(a.people, b.people),
    coverage: add(a.coverage, b.coverage),
    traits: a.traits.map((trait, t) => {
      const other = b.traits[t]!
      return {
        name: trait.name,
        known: add(trait.known, other.known),
        bins: trait.bins.map((bins, p) => add(bins, other.bins[p]!)),
        nice: trait.nice.map((bins, p) => add(bins, other.nice[p]!)),
        high: add(trait.high, other.high),
        low: add(trait.low, other.low),
        z: add(trait.z, other.z),
        zz: add(trait.zz, other.zz),
        base: add(trait.base, other.base),
        part: add(trait.part, other.part),
      }
    }),
  }
}

/** Sum of the original values of some personas, exact to the unit. */
export function valueSum(trait: PartialTrait, transform: NumberTransform, personas: number[]): number {
  const high = personas.reduce((sum, p) => sum + trait.high[p]!, 0)
  const low = personas.reduce((sum, p) => sum + trait.low[p]!, 0)
  return (high * LIMB + low) * valueUnit(transform)
}

/** Mean and variance of the z-scores of some personas' people. */
export function zMoments(trait: PartialTrait, personas: number[]): { n: number; mean: number; variance: number } {
  const sum = (of: number[]) => personas.reduce((total, p) => total + of[p]!, 0)
  const n = sum(trait.known)
  if (n === 0) return { n, mean: 0, variance: 0 }
  const mean = sum(trait.z) / Z_UNIT / n
  return { n, mean, variance: Math.max(0, sum(trait.zz) / Z_UNIT / n - mean * mean) }
}

// Made-up people of three groups whose values are partly blank, for missing.ts and its tests. The same case and run always
// gives the same people.
import type { Table } from '../../shared/engines/personas/columns.ts'
import { createRandom, type Random } from '../../shared/engines/personas/random.ts'

export type MissingCase = {
  name: string
  /** Number of traits. */
  traits: number
  /** The probability that a trait of a person of a group is blank. */
  blank: (group: number, trait: number) => number
}

export type MissingRun = {
  table: Table
  truth: number[]
  /** Three planted centres, one number a trait. */
  centres: number[][]
}

export const PEOPLE = 400
const GROUPS = 3
/** Least and largest distance of two centres, in standard deviations of a group: three groups, not two and a far one. */
const APART = [7, 12] as const

const SHARES = [0.1, 0.3, 0.5, 0.7]

export const MISSING: MissingCase[] = [
  { name: 'nothing blank', traits: 3, blank: () => 0 },
  ...[3, 6].flatMap((traits) => [
    ...SHARES.map((share) => ({
      ...{ name: `${percent(share)} of one trait`, traits },
      blank: (_: number, trait: number) => (trait === 0 ? share : 0),
    })),
    ...SHARES.map((share) => ({ name: `${percent(share)} of every trait`, traits, blank: () => share })),
    ...[...SHARES, 1].map((share) => ({
      ...{ name: `${percent(share)} of one trait in one group`, traits },
      blank: (group: number, trait: number) => (trait === 0 && group === 0 ? share : 0),
    })),
    ...SHARES.map((share) => ({
      ...{ name: `${percent(share)} of another trait in each group`, traits },
      blank: (group: number, trait: number) => (trait === group ? share : 0),
    })),
  ]),
]

/** Run 0, 1, …: other centres, other people. */
export function drawMissing({ name, traits, blank }: MissingCase, run: number): MissingRun {
  const random = createRandom(`missing:${traits} ${name}:${run}`)
  const centres = drawCentres(random, traits)
  const truth = Array.from({ length: PEOPLE }, () => random.below(GROUPS))
  const values = Array.from({ length: traits }, () => new Float64Array(PEOPLE))
  truth.forEach((group, person) => {
    for (let t = 0; t < traits; t++) {
      const value = centres[group]![t]! + gaussian(random)
      values[t]![person] = random.unit() < blank(group, t) ? Number.NaN : value
    }
  })
  const columns = values.map((column, t) => ({ name: `trait_${t + 1}`, kind: 'number' as const, values: column }))
  return { table: { rows: PEOPLE, columns }, truth, centres }
}

/** Everybody's nearest planted centre over the same known values, each trait in its own standard deviations. */
export function assignToPlanted({ table, centres }: MissingRun): number[] {
  const traits = table.columns.map((column) => (column.kind === 'number' ? column.values : new Float64Array()))
  const sds = traits.map(deviation)
  return Array.from({ length: table.rows }, (_, person) => {
    const distances = centres.map((centre) =>
      traits.reduce((sum, values, t) => {
        const value = values[person]!
        return Number.isNaN(value) ? sum : sum + ((value - centre[t]!) / sds[t]!) ** 2
      }, 0),
    )
    return distances.indexOf(Math.min(...distances))
  })
}

function deviation(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value))
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  return Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length)
}

/** The same people, every blank filled with the mean of its trait: what an analyst would do by hand. */
export function filledWithMeans(table: Table): Table {
  const columns = table.columns.map((column) => {
    if (column.kind !== 'number') return column
    const known = column.values.filter((value) => !Number.isNaN(value))
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length
    return { ...column, values: column.values.map((value) => (Number.isNaN(value) ? mean : value)) }
  })
  return { ...table, columns }
}

/** Centres so far apart: drawn again until they are. */
function drawCentres(random: Random, traits: number): number[][] {
  const [least, most] = APART
  for (;;) {
    const scale = (least + most) / 2 / Math.sqrt(2 * traits)
    const found = Array.from({ length: GROUPS }, () => Array.from({ length: traits }, () => gaussian(random) * scale))
    const isFit = (a: number[], b: number[]) => distance(a, b) >= least && distance(a, b) <= most
    if (found.every((a, i) => found.slice(0, i).every((b) => isFit(a, b)))) return found
  }
}

const distance = (a: number[], b: number[]) => Math.hypot(...a.map((x, t) => x - b[t]!))

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit())
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

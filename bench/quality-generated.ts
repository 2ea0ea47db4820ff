// Made-up people of whom the groups are known, and people without any, for quality.ts. The same case and run always gives the
// same people.
import type { Column, Table } from '../shared/personas/columns.ts'
import { createRandom, type Random } from '../shared/personas/random.ts'

export type Drawn = { table: Table; truth: number[] }
export type QualityCase = {
  name: string
  about: string
  /** How many groups there are in truth; 0: none. */
  groups: number
  /** Run 0, 1, …: other people of the same kind where they are made up, the same ones again where they are real. */
  draw: (run: number) => Drawn
}

/** A person's traits: text is a category, null is missing. */
export type Row = Record<string, number | string | null>

const PEOPLE = 800

/** Rows as typed columns; the first row names the traits, and a trait with text anywhere is a category. */
export function tableOfRows(rows: readonly Row[]): Table {
  const columns = Object.keys(rows[0]!).map((name): Column => {
    const values = rows.map((row) => row[name] ?? null)
    if (!values.some((value) => typeof value === 'string')) {
      return {
        name,
        kind: 'number',
        values: Float64Array.from(values, (value) => (value as number | null) ?? Number.NaN),
      }
    }
    const labels = [...new Set(values.filter((value) => value !== null).map(String))].sort()
    return { name, kind: 'category', labels, codes: Int32Array.from(values, (v) => labels.indexOf(String(v ?? ''))) }
  })
  return { rows: rows.length, columns }
}

/** A case whose people are drawn one by one: a group by its share, then the traits. `start` fixes what a run has in common. */
function drawn<T>(
  name: string,
  about: string,
  shares: readonly number[],
  start: (random: Random) => T,
  person: (group: number, random: Random, common: T) => Row,
): QualityCase {
  const draw = (run: number): Drawn => {
    const random = createRandom(`quality:${name}:${run}`)
    const common = start(random)
    const truth = Array.from({ length: PEOPLE }, () => groupBy(shares, random.unit()))
    return { table: tableOfRows(truth.map((group) => person(group, random, common))), truth }
  }
  return { name, about, groups: shares.length === 1 ? 0 : shares.length, draw }
}

function groupBy(shares: readonly number[], unit: number): number {
  let left = unit * shares.reduce((sum, share) => sum + share, 0)
  return shares.findIndex((share) => (left -= share) < 0)
}

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit())
}

const normal = (random: Random, mean: number, sd: number) => mean + sd * gaussian(random)
const logNormal = (random: Random, mean: number, sd: number) => Math.exp(normal(random, mean, sd))
const equal = (k: number): number[] => new Array(k).fill(1)
const nothing = () => null
const point = (values: readonly number[]): Row =>
  Object.fromEntries(values.map((value, j) => [`trait_${j + 1}`, value]))

/** k centres, each at least `apart` from every other: drawn again until they are. */
function centres(random: Random, k: number, d: number, apart: number): number[][] {
  for (;;) {
    const found = Array.from({ length: k }, () => Array.from({ length: d }, () => gaussian(random) * apart * 0.7))
    if (found.every((a, i) => found.slice(0, i).every((b) => Math.hypot(...a.map((x, j) => x - b[j]!)) >= apart))) {
      return found
    }
  }
}

/** Round groups of standard deviation 1, their centres `apart` or farther. */
function blobs(
  name: string,
  about: string,
  shares: readonly number[],
  d: number,
  apart: number,
  noise = 0,
): QualityCase {
  return drawn(
    name,
    about,
    shares,
    (random) => centres(random, shares.length, d, apart),
    (group, random, common) =>
      point([
        ...common[group]!.map((x) => normal(random, x, 1)),
        ...Array.from({ length: noise }, () => gaussian(random)),
      ]),
  )
}

const AGES = ['18-24', '25-34', '35-44', '45-54', '55-64', '65+']
const INCOMES = ['Under 25K', '25-49K', '50-74K', '75-99K', '100-149K', '150K+']
const SIZES = ['1', '2', '3', '4', '5+']

function band(labels: readonly string[], random: Random, mean: number): string {
  return labels[Math.max(0, Math.min(labels.length - 1, Math.round(normal(random, mean, 0.6))))]!
}

/** Per group: means of the logs of order count, average value and days since the last order; places of age and income. */
const SHOPPERS = [
  { orders: 2.6, value: 3.2, days: 2.5, age: 1, income: 1 },
  { orders: 1.2, value: 6, days: 3.6, age: 4, income: 5 },
  { orders: 0.6, value: 3.6, days: 6, age: 3, income: 2 },
]

function shopper(group: number, random: Random): Row {
  const { orders, value, days } = SHOPPERS[group]!
  const count = Math.max(1, Math.round(logNormal(random, orders, 0.4)))
  return {
    orders: count,
    total_spend: count * logNormal(random, value, 0.4),
    days_since_order: logNormal(random, days, 0.5),
  }
}

function shopperAtHome(group: number, random: Random): Row {
  const { age, income } = SHOPPERS[group]!
  return { ...shopper(group, random), age_band: band(AGES, random, age), income: band(INCOMES, random, income) }
}

/** The same traits, each unknown in so many of ten people. */
function withGaps(row: Row, random: Random, share: number): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, random.unit() < share ? null : value]))
}

const COLOURS = ['red', 'green', 'blue', 'grey']
const likely = (random: Random, group: number) => COLOURS[random.unit() < 0.8 ? group : random.below(4)]!

export const WITH_GROUPS: QualityCase[] = [
  blobs('equal groups', '5 round groups of one size, 6 traits, centres ≥ 6 sd apart', equal(5), 6, 6),
  blobs('unequal groups', '4 round groups of 50, 25, 15 and 10 %, 4 traits, ≥ 6 sd apart', [50, 25, 15, 10], 4, 6),
  blobs('many groups', '8 round groups of one size, 6 traits, ≥ 6 sd apart', equal(8), 6, 6),
  blobs('touching groups', '4 round groups of one size, 4 traits, ≥ 3.5 sd apart', equal(4), 4, 3.5),
  blobs('a very small group', '3 round groups of 57, 40 and 3 %, 3 traits, ≥ 6 sd apart', [57, 40, 3], 3, 6),
  blobs('groups under noise', '3 groups in 3 traits ≥ 5 sd apart, beside 6 traits that say nothing', equal(3), 3, 5, 6),
  drawn('long groups', '3 parallel groups, 5 times as long as wide', equal(3), nothing, (group, random) =>
    point([normal(random, 0, 5), normal(random, 5 * group, 1)]),
  ),
  drawn(
    'numbers and categories',
    '4 groups, 3 numbers and 3 categories, 85 % of a group alike in each category',
    equal(4),
    (random) => centres(random, 4, 3, 3.5),
    (group, random, common) => ({
      ...point(common[group]!.map((x) => normal(random, x, 1))),
      colour: likely(random, group),
      second_colour: likely(random, (group + 1) % 4),
      third_colour: likely(random, (group + 2) % 4),
    }),
  ),
  drawn(
    'ordered bands',
    '3 groups in bands of age, income and household size, and one number',
    equal(3),
    nothing,
    (g, r) => ({
      age_band: band(AGES, r, [0.5, 2.5, 4.5][g]!),
      income: band(INCOMES, r, [1, 4.3, 2]![g]!),
      household_size: band(SIZES, r, [0.5, 3.2, 0.8][g]!),
      visits: normal(r, [4, 8, 12][g]!, 1.5),
    }),
  ),
  drawn('skewed shoppers', '3 groups in order count, spend and recency, log-normal', [45, 20, 35], nothing, shopper),
  drawn(
    'shoppers with gaps',
    'the same with age and income bands, 15 % of all values missing',
    [45, 20, 35],
    nothing,
    (g, r) => withGaps(shopperAtHome(g, r), r, 0.15),
  ),
  drawn('shoppers and leads', 'the same, a third of the people without any order', [45, 20, 35], nothing, (g, r) => {
    const row = shopperAtHome(g, r)
    return r.unit() < 1 / 3 ? { ...row, orders: null, total_spend: null, days_since_order: null } : row
  }),
]

export const WITHOUT_GROUPS: QualityCase[] = [
  drawn('ring', 'a ring with a little noise', [1], nothing, (_, random) => {
    const angle = 2 * Math.PI * random.unit()
    return point([normal(random, Math.cos(angle), 0.08), normal(random, Math.sin(angle), 0.08)])
  }),
  drawn('one blob', 'one normal cloud, 3 traits', [1], nothing, (_, random) =>
    point([gaussian(random), gaussian(random), gaussian(random)]),
  ),
  drawn('uniform noise', 'even noise in a square', [1], nothing, (_, random) => point([random.unit(), random.unit()])),
  drawn('noise in 10 traits', 'even noise, 10 traits', [1], nothing, (_, random) =>
    point(Array.from({ length: 10 }, () => random.unit())),
  ),
  drawn('one long cloud', 'two traits with correlation 0.9', [1], nothing, (_, random) => {
    const along = gaussian(random)
    return point([along, 0.9 * along + Math.sqrt(0.19) * gaussian(random)])
  }),
  drawn('shoppers of one kind', 'one log-normal cloud of order count, spend and recency', [1], nothing, (_, random) => {
    const orders = Math.max(1, Math.round(logNormal(random, 1.2, 0.8)))
    return { orders, total_spend: orders * logNormal(random, 4, 0.6), days_since_order: logNormal(random, 4, 0.8) }
  }),
  drawn(
    'unrelated categories',
    '4 categories of 3 values that have nothing to do with each other',
    [1],
    nothing,
    (_, random) =>
      Object.fromEntries(['colour', 'shape', 'place', 'taste'].map((name) => [name, COLOURS[random.below(3)]!])),
  ),
]

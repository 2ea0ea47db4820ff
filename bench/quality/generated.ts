// Made-up people of whom the groups are known, and people without any, for quality.ts. The same case and run always gives the
// same people.
import type { Column, Table } from '../../shared/engines/personas/columns.ts'
import { createRandom, type Random } from '../../shared/engines/personas/random.ts'

export type Drawn = { table: Table; truth: number[] }
export type QualityCase = {
  name: string
  about: string
  /** How many groups there are in truth; 0: none. */
  groups: number
  /** Measured by others, not made up here. */
  real: boolean
  /** Run 0, 1, …: other people of the same kind where they are made up, the same ones again where they are real. */
  draw: (run: number) => Drawn
}

/** A person's traits: text is a category, null is missing. */
export type Row = Record<string, number | string | null>

/** People in each run of a case. */
export const PEOPLE = 800

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
  return { name, about, groups: shares.length === 1 ? 0 : shares.length, real: false, draw }
}

function groupBy(shares: readonly number[], unit: number): number {
  let left = unit * shares.reduce((sum, share) => sum + share, 0)
  for (const [group, share] of shares.entries()) {
    left -= share
    if (left < 0) return group
  }
  return shares.length - 1
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

/** Round groups of standard deviation 1, their centres `apart` or farther; beside them `noise` traits that say nothing. */
function blobs(name: string, shares: readonly number[], d: number, apart: number, noise = 0): QualityCase {
  const total = shares.reduce((sum, share) => sum + share, 0)
  const sizes = [...new Set(shares)].map((share) => percent(share / total)).join(', ')
  const about = `${shares.length} round groups of ${sizes} in ${d} traits, centres at least ${apart} sd apart`
  return drawn(
    name,
    noise ? `${about}; ${noise} more traits that say nothing` : about,
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

/** The same traits, each unknown for this share of people. */
function withGaps(row: Row, random: Random, share: number): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, random.unit() < share ? null : value]))
}

function withoutOrders(row: Row): Row {
  return { ...row, orders: null, total_spend: null, days_since_order: null }
}

const COLOURS = ['red', 'green', 'blue', 'grey']
const LIKE_OTHERS = 0.8
const LENGTH = 5
const UNKNOWN = 0.15
const LEADS = 0.35
const SHOPPER_SHARES = [45, 20, 35]
const WIDE = 10
const CORRELATION = 0.9

function likely(random: Random, group: number): string {
  return COLOURS[random.unit() < LIKE_OTHERS ? group : random.below(COLOURS.length)]!
}

export const WITH_GROUPS: QualityCase[] = [
  blobs('equal groups', equal(5), 6, 6),
  blobs('unequal groups', [50, 25, 15, 10], 4, 6),
  blobs('many groups', equal(8), 6, 6),
  blobs('touching groups', equal(4), 4, 3.5),
  blobs('a very small group', [57, 40, 3], 3, 6),
  blobs('groups under noise', equal(3), 3, 5, 6),
  drawn('long groups', `parallel groups, each ${LENGTH} times as long as wide`, equal(3), nothing, (group, random) =>
    point([normal(random, 0, LENGTH), normal(random, LENGTH * group, 1)]),
  ),
  drawn(
    'numbers and categories',
    `groups in three numbers and three categories, which say the group for ${percent(LIKE_OTHERS)} and chance for the rest`,
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
    'groups in bands of age, income and household size, and one number',
    equal(3),
    nothing,
    (g, r) => ({
      age_band: band(AGES, r, [0.5, 2.5, 4.5][g]!),
      income: band(INCOMES, r, [1, 4.3, 2][g]!),
      household_size: band(SIZES, r, [0.5, 3.2, 0.8][g]!),
      visits: normal(r, [4, 8, 12][g]!, 1.5),
    }),
  ),
  drawn(
    'skewed shoppers',
    'groups in order count, spend and recency, all log-normal',
    SHOPPER_SHARES,
    nothing,
    shopper,
  ),
  drawn(
    'shoppers with gaps',
    `the same with bands of age and income, ${percent(UNKNOWN)} of all values missing`,
    SHOPPER_SHARES,
    nothing,
    (group, random) => withGaps(shopperAtHome(group, random), random, UNKNOWN),
  ),
  drawn(
    'shoppers and leads',
    `the same without gaps, but ${percent(LEADS)} of the people have no order at all`,
    SHOPPER_SHARES,
    nothing,
    (group, random) => {
      const row = shopperAtHome(group, random)
      return random.unit() < LEADS ? withoutOrders(row) : row
    },
  ),
]

export const WITHOUT_GROUPS: QualityCase[] = [
  drawn('ring', 'a ring with a little noise', [1], nothing, (_, random) => {
    const angle = 2 * Math.PI * random.unit()
    return point([normal(random, Math.cos(angle), 0.08), normal(random, Math.sin(angle), 0.08)])
  }),
  drawn('one blob', 'one normal cloud in three traits', [1], nothing, (_, random) =>
    point([gaussian(random), gaussian(random), gaussian(random)]),
  ),
  drawn('uniform noise', 'even noise in a square', [1], nothing, (_, random) => point([random.unit(), random.unit()])),
  drawn('noise in many traits', `even noise in ${WIDE} traits`, [1], nothing, (_, random) =>
    point(Array.from({ length: WIDE }, () => random.unit())),
  ),
  drawn('one long cloud', `two normal traits, correlation ${CORRELATION}`, [1], nothing, (_, random) => {
    const along = gaussian(random)
    return point([along, CORRELATION * along + Math.sqrt(1 - CORRELATION ** 2) * gaussian(random)])
  }),
  drawn('shoppers of one kind', 'one log-normal cloud of order count, spend and recency', [1], nothing, (_, random) => {
    const orders = Math.max(1, Math.round(logNormal(random, 1.2, 0.8)))
    return { orders, total_spend: orders * logNormal(random, 4, 0.6), days_since_order: logNormal(random, 4, 0.8) }
  }),
  drawn('unrelated categories', 'categories that have nothing to do with each other', [1], nothing, (_, random) =>
    Object.fromEntries(['colour', 'shape', 'place', 'taste'].map((name) => [name, COLOURS[random.below(3)]!])),
  ),
]

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

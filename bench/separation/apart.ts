// Groups that stand apart, in shapes and traits of many kinds, for the tests: a guard against cutting crowds must still
// see these.
import type { Random } from '../../shared/engines/personas/random.ts'
import { centres, drawn, gaussian, normal, type QualityCase, type Row } from './draw.ts'

const point = (values: readonly number[]): Row =>
  Object.fromEntries(values.map((value, j) => [`trait_${j + 1}`, value]))
const noise = (random: Random, d: number) => Array.from({ length: d }, () => gaussian(random))
const round = (
  name: string,
  about: string,
  shares: readonly number[],
  d: number,
  apart: number,
  person: (centre: readonly number[], group: number, random: Random) => readonly number[],
) =>
  drawn(
    name,
    about,
    shares,
    (random) => centres(random, shares.length, d, apart),
    (group, random, common) => point(person(common[group]!, group, random)),
  )
const of = (k: number) => new Array<number>(k).fill(1)

export const APART: QualityCase[] = [
  round('three round', 'three round groups in two traits', of(3), 2, 6, (c, _, r) => c.map((x) => normal(r, x, 1))),
  round('two round', 'two round groups in three traits', of(2), 3, 6, (c, _, r) => c.map((x) => normal(r, x, 1))),
  round('six round', 'six round groups in four traits', of(6), 4, 6, (c, _, r) => c.map((x) => normal(r, x, 1))),
  round('five in fifteen', 'five round groups in fifteen traits', of(5), 15, 7, (c, _, r) =>
    c.map((x) => normal(r, x, 1)),
  ),
  round('unequal sizes', 'groups of 60 %, 20 %, 12 % and 8 %', [60, 20, 12, 8], 3, 7, (c, _, r) =>
    c.map((x) => normal(r, x, 1)),
  ),
  round('unequal spread', 'one group twice, one half as wide', of(3), 3, 9, (c, g, r) =>
    c.map((x) => normal(r, x, [0.5, 1, 2][g]!)),
  ),
  drawn(
    'long and apart',
    'two groups three times as long as wide',
    of(2),
    () => null,
    (g, r) => point([normal(r, 0, 3), normal(r, 12 * g, 1)]),
  ),
  drawn(
    'long and apart in six',
    'groups two and a half times as long as wide in six traits',
    of(3),
    () => null,
    (g, r) => point([normal(r, 0, 2.5), ...[0, 1, 2, 3, 4].map((j) => normal(r, j % 3 === g ? 8 : 0, 1))]),
  ),
  round('skewed groups', 'three skewed groups', of(3), 3, 6, (c, _, r) =>
    c.map((x) => Math.exp(0.35 * normal(r, x, 1))),
  ),
  round('on noise', 'three groups, and three traits that say nothing', of(3), 4, 7, (c, _, r) => [
    ...c.map((x) => normal(r, x, 1)),
    ...noise(r, 3),
  ]),
  drawn(
    'with a category',
    'three groups, and a category that says the group for 80 %',
    of(3),
    (random) => centres(random, 3, 3, 6),
    (g, r, c) => ({
      ...point(c[g]!.map((x) => normal(r, x, 1))),
      colour: r.unit() < 0.8 ? 'abc'[g]! : 'abc'[r.below(3)]!,
    }),
  ),
  round('flat groups', 'four even squares', of(4), 2, 4, (c, _, r) => c.map((x) => x + 3 * r.unit() - 1.5)),
  // Nothing was tuned on those from here on.
  round('eight in ten', 'eight round groups in ten traits', of(8), 10, 7, (c, _, r) => c.map((x) => normal(r, x, 1))),
  round('four in forty', 'four round groups in forty traits', of(4), 40, 9, (c, _, r) => c.map((x) => normal(r, x, 1))),
  round('two near', 'two groups, 5 sd apart', of(2), 2, 5, (c, _, r) => c.map((x) => normal(r, x, 1))),
  round('four near', 'four groups, 4.5 sd apart', of(4), 4, 4.5, (c, _, r) => c.map((x) => normal(r, x, 1))),
  round('one in ten', 'groups of 70 %, 20 % and 10 %', [70, 20, 10], 5, 7, (c, _, r) => c.map((x) => normal(r, x, 1))),
  round('heavy tails', 'three groups with heavy tails', of(3), 3, 9, (c, _, r) => {
    const scale =
      1 / Math.sqrt((gaussian(r) ** 2 + gaussian(r) ** 2 + gaussian(r) ** 2 + gaussian(r) ** 2 + gaussian(r) ** 2) / 5)
    return c.map((x) => normal(r, x, scale))
  }),
  drawn(
    'counts apart',
    'three groups in two counts and a number',
    of(3),
    () => null,
    (g, r) => ({
      orders: Math.max(1, Math.round(normal(r, [2, 10, 30][g]!, [0.8, 2, 4][g]!))),
      visits: Math.max(0, Math.round(normal(r, [12, 2, 25][g]!, [2, 1, 3][g]!))),
      size: normal(r, [0, 6, 3][g]!, 1),
    }),
  ),
  drawn(
    'gaps in the data',
    'three groups, 15 % of all values missing',
    of(3),
    (random) => centres(random, 3, 5, 7),
    (g, r, c) => Object.fromEntries(c[g]!.map((x, j) => [`t${j}`, r.unit() < 0.15 ? null : normal(r, x, 1)])),
  ),
  drawn(
    'one trait',
    'three groups in one trait',
    of(3),
    () => null,
    (g, r) => point([normal(r, [0, 40, 50][g]!, 2)]),
  ),
  drawn(
    'arcs apart',
    'three arcs of a ring with gaps as long',
    of(3),
    () => null,
    (g, r) => {
      const a = (g + 0.5 * r.unit()) * ((2 * Math.PI) / 3)
      return point([normal(r, Math.cos(a), 0.04), normal(r, Math.sin(a), 0.04)])
    },
  ),
  drawn(
    'seven balls',
    'seven balls, the one in the middle denser',
    of(7),
    () => null,
    (g, r) =>
      point(
        [0, 1, 2].map(
          (j) => (g === 6 ? 0 : Math.floor(g / 2) === j ? (g % 2 ? 3 : -3) : 0) + (g === 6 ? 0.25 : 0.5) * gaussian(r),
        ),
      ),
  ),
  round('on more noise', 'two groups, and four traits that say nothing', of(2), 3, 8, (c, _, r) => [
    ...c.map((x) => normal(r, x, 1)),
    ...noise(r, 4),
  ]),
]

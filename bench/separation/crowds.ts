// Crowds that hang together, in shapes that k-means can only cut through, for quality.ts and its tests. Every grouping of
// them cuts somebody off from their neighbours.
import type { Random } from '../../shared/engines/personas/random.ts'
import { drawn, gaussian, logNormal, normal, type QualityCase, type Row } from './draw.ts'

/** A crowd by the point of each person: x, y, …. */
function crowd(name: string, about: string, person: (random: Random) => readonly number[]): QualityCase {
  return drawn(
    name,
    about,
    [1],
    () => null,
    (_, random): Row => Object.fromEntries(person(random).map((value, j) => [`trait_${j + 1}`, value])),
  )
}

const TURN = 2 * Math.PI

/** A point at this angle and radius, off by a normal error of each coordinate. */
function around(random: Random, angle: number, radius: number, error: number): number[] {
  return [normal(random, radius * Math.cos(angle), error), normal(random, radius * Math.sin(angle), error)]
}

/** A point of the shell of this radius in `d` dimensions. */
function shell(random: Random, d: number, radius: number, error: number): number[] {
  const direction = Array.from({ length: d }, () => gaussian(random))
  const length = Math.hypot(...direction)
  return direction.map((x) => normal(random, (x / length) * radius, error))
}

const cloud = (random: Random, d: number, sd: number) => Array.from({ length: d }, () => sd * gaussian(random))
const noise = (random: Random, d: number) => Array.from({ length: d }, () => gaussian(random))
/** An angle that is likelier near 0 than opposite: density 1 + depth × cos. */
function uneven(random: Random, depth: number): number {
  for (;;) {
    const angle = TURN * random.unit()
    if (random.unit() * (1 + depth) < 1 + depth * Math.cos(angle)) return angle
  }
}

export const CROWDS: QualityCase[] = [
  crowd('thin ring', 'a ring with hardly any noise', (r) => around(r, TURN * r.unit(), 1, 0.03)),
  crowd('noisy ring', 'a ring a third as thick as wide', (r) => around(r, TURN * r.unit(), 1, 0.2)),
  crowd('uneven ring', 'a ring, four times as dense on one side', (r) => around(r, uneven(r, 0.6), 1, 0.06)),
  crowd('oval', 'a ring, three times as long as wide', (r) => {
    const [x, y] = around(r, TURN * r.unit(), 1, 0.06)
    return [3 * x!, x! + 0.5 * y!]
  }),
  crowd('ring with outliers', 'a ring, and one in fifty anywhere', (r) =>
    r.unit() < 0.02 ? [8 * r.unit() - 4, 8 * r.unit() - 4] : around(r, TURN * r.unit(), 1, 0.06),
  ),
  crowd('blob in a ring', 'a ring around a blob of a third of the people', (r) =>
    r.unit() < 0.33 ? cloud(r, 2, 0.12) : around(r, TURN * r.unit(), 1, 0.05),
  ),
  crowd('target', 'a blob in a ring in a ring', (r) => {
    const unit = r.unit()
    return unit < 0.2 ? cloud(r, 2, 0.1) : around(r, TURN * r.unit(), unit < 0.5 ? 1 : 2, 0.06)
  }),
  crowd('half a ring', 'half a ring', (r) => around(r, (TURN / 2) * r.unit(), 1, 0.05)),
  crowd('horseshoe', 'four fifths of a ring', (r) => around(r, 0.8 * TURN * r.unit(), 1, 0.08)),
  crowd('wave', 'a long band that bends twice', (r) => {
    const along = TURN * r.unit()
    return [along + 0.1 * gaussian(r), 1.5 * Math.sin(along) + 0.1 * gaussian(r)]
  }),
  crowd('spiral', 'a spiral of two turns', (r) => {
    const along = Math.sqrt(0.05 + 0.95 * r.unit())
    return around(r, 2 * TURN * along, along, 0.025)
  }),
  crowd('two spirals', 'two spirals in one another', (r) => {
    const along = Math.sqrt(0.05 + 0.95 * r.unit())
    return around(r, 1.5 * TURN * along + (TURN / 2) * r.below(2), along, 0.025)
  }),
  crowd('shell', 'a shell in three traits', (r) => shell(r, 3, 1, 0.05)),
  crowd('atom', 'a dense ball in a shell', (r) => (r.unit() < 0.5 ? cloud(r, 3, 0.12) : shell(r, 3, 1, 0.05))),
  crowd('linked rings', 'two rings that go through each other', (r) => {
    const [x, y] = around(r, TURN * r.unit(), 1, 0.06)
    return r.below(2) === 0 ? [x!, y!, 0.06 * gaussian(r)] : [x! + 1, 0.06 * gaussian(r), y!]
  }),
  crowd('fading cloud', 'a cloud with long tails', (r) => {
    const scale = 1 / Math.sqrt((gaussian(r) ** 2 + gaussian(r) ** 2 + gaussian(r) ** 2) / 3)
    return cloud(r, 3, scale)
  }),
  crowd('fading away', 'densest in a corner', (r) => [-Math.log(1 - r.unit()), -Math.log(1 - r.unit())]),
  crowd('ring under noise', 'a ring, and four traits that say nothing', (r) => [
    ...around(r, TURN * r.unit(), 2, 0.15),
    ...noise(r, 4),
  ]),
  // Nothing was tuned on those from here on.
  crowd('third of a ring', 'a third of a ring', (r) => around(r, (TURN / 3) * r.unit(), 1, 0.03)),
  crowd('uneven horseshoe', 'four fifths of a ring, denser towards one end', (r) =>
    around(r, 0.8 * TURN * r.unit() ** 1.5, 1, 0.05),
  ),
  crowd('dented ring', 'a ring with three dents, where it is three fifths as dense', (r) => {
    for (;;) {
      const angle = TURN * r.unit()
      if (r.unit() * 1.25 < 1 + 0.25 * Math.cos(3 * angle)) return around(r, angle, 1, 0.05)
    }
  }),
  crowd('uneven shell', 'a shell, six times as dense on one side', (r) => {
    for (;;) {
      const point = shell(r, 3, 1, 0.05)
      if (r.unit() * 1.7 < 1 + 0.7 * point[0]!) return point
    }
  }),
  crowd('ball in a shell', 'a ball in a shell in five traits', (r) =>
    r.unit() < 0.3 ? cloud(r, 5, 0.1) : shell(r, 5, 1, 0.05),
  ),
  crowd('tyre', 'the surface of a tyre', (r) => {
    const [angle, inner] = [TURN * r.unit(), TURN * r.unit()]
    const out = 1 + 0.3 * Math.cos(inner)
    return [out * Math.cos(angle), out * Math.sin(angle), 0.3 * Math.sin(inner)]
  }),
  crowd('spring', 'two turns of a spring', (r) => {
    const along = r.unit()
    return [...around(r, 2 * TURN * along, 1, 0.05), 4 * along + 0.05 * gaussian(r)]
  }),
  crowd('roll', 'a sheet rolled up one and a half times', (r) => {
    const along = 1.5 * Math.PI * (1 + 2 * r.unit())
    return [along * Math.cos(along), 20 * r.unit(), along * Math.sin(along)]
  }),
  crowd('cross', 'two long clouds across each other', (r) =>
    r.below(2) === 0 ? [2 * gaussian(r), 0.2 * gaussian(r)] : [0.2 * gaussian(r), 2 * gaussian(r)],
  ),
  crowd('three arms', 'three bands that meet', (r) => {
    const [x, y] = around(r, (TURN / 3) * r.below(3), 3 * r.unit(), 0.15)
    return [x!, y!]
  }),
  crowd('long band', 'an even band, ten times as long as wide', (r) => [10 * r.unit(), 0.3 * gaussian(r)]),
  crowd('money of one kind', 'three log-normal traits', (r) => [
    logNormal(r, 3, 1),
    logNormal(r, 5, 0.7),
    logNormal(r, 1, 1.2),
  ]),
  crowd('counts', 'two small counts and a number', (r) => [
    Math.floor(1 - 2 * Math.log(1 - r.unit())),
    Math.floor(1 - 3 * Math.log(1 - r.unit())),
    gaussian(r),
  ]),
  crowd('half a ring under noise', 'half a ring, and four traits that say nothing', (r) => [
    ...around(r, (TURN / 2) * r.unit(), 2, 0.1),
    ...noise(r, 4),
  ]),
]

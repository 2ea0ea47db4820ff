// How the crowds and the groups of the separation bench are drawn, person by person.
import { createRandom, type Random } from '../../shared/engines/personas/random.ts'
import { type Drawn, PEOPLE, type QualityCase, type Row, tableOfRows } from '../quality/generated.ts'

export type { QualityCase, Row }

/** A case whose people are drawn one by one: a group by its share, then the traits. `start` fixes what a run has in common. */
export function drawn<T>(
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

export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit())
}

export const normal = (random: Random, mean: number, sd: number) => mean + sd * gaussian(random)
export const logNormal = (random: Random, mean: number, sd: number) => Math.exp(normal(random, mean, sd))

/** k centres, each at least `apart` from every other: drawn again until they are. */
export function centres(random: Random, k: number, d: number, apart: number): number[][] {
  for (;;) {
    const found = Array.from({ length: k }, () => Array.from({ length: d }, () => gaussian(random) * apart * 0.7))
    if (found.every((a, i) => found.slice(0, i).every((b) => Math.hypot(...a.map((x, j) => x - b[j]!)) >= apart))) {
      return found
    }
  }
}

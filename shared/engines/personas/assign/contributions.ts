import { type Encoded, keptTraits } from '../encode/encoder.ts'
import { centroidsOf, type Model } from '../model.ts'
import { blockDistance } from './distances.ts'

/** The part of one trait in the decision for one person. */
export interface Contribution {
  /** Index into the encoder's kept traits. */
  trait: number
  /** Squared distance to the other centre less that to the person's own: below 0 the trait speaks for the other. */
  gain: number
}

/**
 * By each trait that is known of a person, how much nearer one persona is than another: the terms of the sum by which assign
 * decides between both, and of which whyAll names the first three. The strongest first; of equal ones the first of the encoder.
 *
 * @param row the person, a row of `encoded`
 * @param own the person's persona
 * @param other the runner-up
 */
export function contributionsOf(
  model: Model,
  { d, matrix, known }: Pick<Encoded, 'd' | 'matrix' | 'known'>,
  row: number,
  own: number,
  other: number,
): Contribution[] {
  const kept = keptTraits(model.encoder)
  const centroids = centroidsOf(model)
  const distance = (centre: number, trait: (typeof kept)[number]) =>
    blockDistance(matrix, row * d, centroids, centre * d, trait)
  return kept
    .flatMap((trait, t) =>
      known[row * kept.length + t] === 1 ? [{ trait: t, gain: distance(other, trait) - distance(own, trait) }] : [],
    )
    .sort((one, next) => next.gain - one.gain)
}

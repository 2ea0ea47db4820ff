import { percent } from '../../figures/percent.ts'
import { type Encoded, type Encoder, keptTraits } from '../encode/encoder.ts'

/** A trait is named when the shares of people whose value is known differ by so much between two personas. */
const LEAST_DIFFERENCE = 0.5
const MOST_NAMED = 3

/**
 * The sentence for personas of which some know a trait that others do not: no distance counts a missing value, but who has none is
 * a fact about these people. Undefined where what is missing has nothing to do with the personas.
 */
export function missingnessOf(
  encoder: Encoder,
  { n, known }: Pick<Encoded, 'n' | 'known'>,
  persona: ArrayLike<number>,
  k: number,
): string | undefined {
  const kept = keptTraits(encoder)
  const people = new Float64Array(k)
  const counts = new Float64Array(k * kept.length)
  for (let i = 0; i < n; i++) {
    people[persona[i]!]!++
    for (let t = 0; t < kept.length; t++) counts[persona[i]! * kept.length + t]! += known[i * kept.length + t]!
  }
  const named = kept.flatMap((trait, t) => {
    const shares = [...people.keys()]
      .filter((p) => people[p]! > 0)
      .map((p) => counts[p * kept.length + t]! / people[p]!)
    const [least, most] = [Math.min(...shares), Math.max(...shares)]
    return most - least >= LEAST_DIFFERENCE
      ? [`"${trait.name}" is known for ${percent(least)} of one and ${percent(most)} of another`]
      : []
  })
  if (named.length === 0) return undefined
  const shown = named.slice(0, MOST_NAMED).join(', ')
  const more = named.length > MOST_NAMED ? `, and ${named.length - MOST_NAMED} more traits are alike` : ''
  return `Missing values go with these personas, though they decide none: ${shown}${more}.`
}

import type { Engine } from '../../../kernels/kmeans/engine.ts'
import { plainNumber } from '../describe/figures.ts'
import type { Encoded, Encoder } from '../encode/encoder.ts'
import { type Fitted, polish } from '../fit/fit.ts'
import { engineFor, peopleToFit } from '../fit/fit-people.ts'
import { FEWEST_TRIED, LEAST_PEOPLE_A_PERSONA, MOST_TRIED, percent, SMALLEST_SHARE } from '../limits.ts'
import { type Candidate, pointsOf, tryNumbers } from './evidence.ts'

export type SelectionMethod = 'evidence' | 'log10'

export type Selection = {
  method: SelectionMethod | 'given'
  chosen: number
  reason: string
  weak: boolean
  /** One sentence for the customer when weak. */
  warning: string | null
  candidates: Candidate[]
  /** People that the evidence is counted on. */
  people: number
}

export type ChooseInput = {
  encoder: Encoder
  encoded: Encoded
  seed: string
  engine: Engine
  k?: number | undefined
  method?: SelectionMethod | undefined
}

/** Stabilities this close are alike: from seed to seed one differs by 0.02 to 0.04. */
const AS_STABLE = 0.05
/** The share of the highest silhouette that a larger number of personas must keep. */
const KEPT = 0.8

/** Faraday's own rule: floor(log10 of the number of people), at least 2, at most 8. */
export function logRule(people: number): number {
  return Math.max(FEWEST_TRIED, Math.min(MOST_TRIED, Math.floor(Math.log10(people))))
}

/**
 * How many personas, and the evidence. The rule, over 2 to 8:
 *
 * A number is distinct when its smallest persona has 5 % of the people; when there are valleys between neighbours
 * (separation ≥ 0.25; where they are shallow, under 0.6, no larger number may have a higher silhouette; where most traits are
 * categories instead a silhouette 0.1 above that of shuffled traits); and when bootstrap samples give the same personas
 * (stability ≥ 0.8, where valleys are shallow ≥ 0.92, of categories ≥ 0.9). Of the distinct ones the highest silhouette
 * wins; a larger number that is as stable, to the 0.05 that stability is known to, and keeps 80 % of that silhouette is
 * preferred, since the silhouette favours few. When none is distinct the set is weak, and the number from 3 up (two say
 * little) that comes out most alike from sample to sample is taken.
 */
export function chooseK(input: ChooseInput): { fitted: Fitted; selection: Selection } {
  const people = peopleToFit(input.encoder, input.encoded)
  const engine = engineFor(people, input.engine)
  const method = input.k === undefined ? (input.method ?? 'evidence') : 'given'
  const sized = Math.min(people.n, logRule(input.encoded.n))
  const largest = Math.max(FEWEST_TRIED, Math.min(MOST_TRIED, Math.floor(people.n / LEAST_PEOPLE_A_PERSONA)))
  const all = Array.from({ length: largest - FEWEST_TRIED + 1 }, (_, i) => i + FEWEST_TRIED).filter(
    (k) => k <= people.n,
  )
  const wanted = method === 'log10' ? [sized] : [...new Set([...all, input.k ?? sized])].sort((a, b) => a - b)
  const tried = tryNumbers(input.encoder, people, wanted, input.seed, engine)
  const candidates = tried.map((entry) => entry.candidate)
  const distinct = tried.filter((entry) => entry.candidate.distinct)
  const large = tried.filter((entry) => entry.candidate.smallest_share >= SMALLEST_SHARE)
  const several = large.filter((entry) => entry.k > 2)
  const fallback = (several.length > 0 ? several : large).reduce<(typeof tried)[number] | null>(
    (best, entry) => (best && best.candidate.stability >= entry.candidate.stability ? best : entry),
    null,
  )
  const byEvidence = finest(distinct) ?? fallback ?? tried[0]!
  const chosen = method === 'evidence' ? byEvidence : tried.find((entry) => entry.k === (input.k ?? sized))!
  const { candidate } = chosen
  const fitted = polish({ ...people, engine }, chosen.centroids)
  const selection: Selection = {
    method,
    chosen: fitted.k,
    reason: reasonOf(method, candidate, input, candidates, people.n),
    weak: !candidate.distinct,
    warning: candidate.distinct ? null : warningFor(candidate),
    candidates,
    people: people.n,
  }
  return { fitted, selection }
}

function finest<T extends { candidate: Candidate }>(distinct: readonly T[]): T | undefined {
  const silhouette = (entry: T) => entry.candidate.silhouette_squared_euclidean
  const best = distinct.reduce<T | undefined>(
    (top, entry) => (top && silhouette(top) >= silhouette(entry) ? top : entry),
    undefined,
  )
  if (!best) return undefined
  return distinct.findLast(
    (entry) =>
      entry.candidate.stability >= best.candidate.stability - AS_STABLE && silhouette(entry) >= KEPT * silhouette(best),
  )
}

function reasonOf(
  method: Selection['method'],
  chosen: Candidate,
  { k: asked, encoded }: ChooseInput,
  candidates: readonly Candidate[],
  people: number,
): string {
  const k = counted(chosen.k)
  // Of those fitted on: everybody's shares, leads among them, may differ.
  const smallest = `smallest persona ${pointsOf(chosen.smallest_share)} of the ${plainNumber(people)} people fitted on`
  // The measure that the tests looked at: of categories not the valleys between them.
  const { silhouette_squared_euclidean: silhouette, chance_silhouette: chance } = chosen
  const apart =
    chance === null
      ? `separation ${chosen.separation.toFixed(2)}`
      : `silhouette ${silhouette.toFixed(2)} against ${chance.toFixed(2)} by chance`
  const counts = `stability ${chosen.stability.toFixed(2)}, ${apart}`
  const facts = chosen.k < 2 ? '' : ` (${counts}, ${smallest})`
  if (method === 'given') {
    if (chosen.k < asked!) return `${k}: ${asked} were asked for, but there are no more different people${facts}.`
    return `${k} because that number was asked for${facts}.`
  }
  if (method === 'log10')
    return `${k} because the cohort has ${plainNumber(encoded.n)} people: floor(log10), ${FEWEST_TRIED} to ${MOST_TRIED}${facts}.`
  if (chosen.distinct) {
    const passed = candidates.filter((candidate) => candidate.distinct)
    const passes = `${k}: each has ${percent(SMALLEST_SHARE)} of the people or more, samples agree on them, and they stand apart`
    return `${passes}${comparedWith(passed, chosen)}${facts}.`
  }
  if (candidates.length === 1) return `${k}: there are too few people to try more${facts}.`
  const none = `No number from ${FEWEST_TRIED} to ${candidates.at(-1)!.k} gives distinct personas`
  return chosen.k > 2
    ? `${none}, so of those from 3 up that leave no persona under ${percent(SMALLEST_SHARE)} the one that samples agree on most is taken: ${k}${facts}.`
    : `${none}, and from 3 up one would have under ${percent(SMALLEST_SHARE)} of the people, so ${k} are made${facts}.`
}

const counted = (k: number) => (k === 1 ? '1 persona' : `${k} personas`)

/** Why this one of the numbers that pass every test. */
function comparedWith(passed: readonly Candidate[], chosen: Candidate): string {
  if (passed.length === 1) return '; no other number passes these tests'
  const [best] = passed.toSorted((a, b) => b.silhouette_squared_euclidean - a.silhouette_squared_euclidean)
  return best === chosen
    ? ', more than with any other number that passes these tests'
    : `; ${counted(best!.k)} would stand apart a little more, and say less`
}

function warningFor(candidate: Candidate): string {
  if (candidate.k < 2) return `Read this persona as everybody: ${candidate.fails.join(', and ')}.`
  return `Read these personas as a convenient division, not as natural groups: ${candidate.fails.join(', and ')}.`
}

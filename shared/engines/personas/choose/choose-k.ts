import type { Engine } from '../../../kernels/kmeans/engine.ts'
import type { Encoded, Encoder } from '../encode/encoder.ts'
import { type Fitted, polish } from '../fit/fit.ts'
import { engineOf, peopleToFit } from '../fit/fit-people.ts'
import { FEWEST_TRIED, LEAST_PEOPLE_A_PERSONA, MOST_ASKED, MOST_TRIED, SMALLEST_SHARE } from '../limits.ts'
import { type Candidate, tryNumbers } from './evidence.ts'
import { finest } from './finest.ts'
import { largerNumber } from './larger.ts'
import { reasonOf, warningOf } from './reason.ts'

export type SelectionMethod = 'evidence' | 'log10'

export type Selection = {
  method: SelectionMethod | 'given'
  chosen: number
  reason: string
  weak: boolean
  /** A number above 8 to ask for, where it fits clearly better than any up to 8. */
  larger_number: number | null
  /** One sentence for the customer when weak. */
  warning: string | null
  candidates: Candidate[]
  /** People that the evidence is counted on. */
  people: number
}

type ChooseInput = {
  encoder: Encoder
  encoded: Encoded
  seed: string
  engine: Engine
  k?: number | undefined
  method?: SelectionMethod | undefined
}

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
 *
 * Separation sees a cut through a crowd of whatever shape (separation.ts). Where a number above 8 fits clearly better, the set
 * is weak too, for its personas mix groups (larger.ts).
 */
export function chooseK(input: ChooseInput): { fitted: Fitted; selection: Selection } {
  const people = peopleToFit(input.encoder, input.encoded)
  const engine = (ks: readonly number[]) => engineOf(people, Math.max(...ks), input.engine)
  const method: Selection['method'] = input.k === undefined ? (input.method ?? 'evidence') : 'given'
  const sized = Math.min(people.n, logRule(input.encoded.n))
  const largest = Math.max(FEWEST_TRIED, Math.min(MOST_TRIED, Math.floor(people.n / LEAST_PEOPLE_A_PERSONA)))
  const all = Array.from({ length: largest - FEWEST_TRIED + 1 }, (_, i) => i + FEWEST_TRIED).filter(
    (k) => k <= people.n,
  )
  const wanted = method === 'log10' ? [sized] : [...new Set([...all, input.k ?? sized])].sort((x, y) => x - y)
  const near = input.k === undefined ? [] : beside(input.k, people.n)
  // Apart from the others, so that the number that was asked for is fitted as if these were not looked at.
  const tried = [wanted, near]
    .flatMap((ks) => (ks.length > 0 ? tryNumbers(input.encoder, people, ks, input.seed, engine(ks)) : []))
    .sort((x, y) => x.k - y.k)
  const candidates = tried.map((entry) => entry.candidate)
  const large = tried.filter((entry) => entry.candidate.smallest_share >= SMALLEST_SHARE)
  const several = large.filter((entry) => entry.k > 2)
  const fallback = (several.length > 0 ? several : large).reduce<(typeof tried)[number] | null>(
    (best, entry) => (best && best.candidate.stability >= entry.candidate.stability ? best : entry),
    null,
  )
  const best = finest(candidates)
  const byEvidence = tried.find((entry) => entry.candidate === best) ?? fallback ?? tried[0]!
  const chosen = method === 'evidence' ? byEvidence : tried.find((entry) => entry.k === (input.k ?? sized))!
  const { candidate } = chosen
  const fitted = polish({ ...people, engine: engine([chosen.k]) }, chosen.centroids)
  const larger = method === 'evidence' ? largerNumber(input.encoder, people, tried, input.seed) : null
  const shown = larger ? [...candidates, ...new Set([larger.ask, larger.groups])] : candidates
  const choice = {
    method,
    chosen: candidate,
    asked: input.k,
    tried,
    everybody: input.encoded.n,
    people: people.n,
    larger,
  }
  const warning = warningOf(choice)
  const selection: Selection = {
    method,
    chosen: fitted.k,
    reason: reasonOf(choice),
    weak: warning !== null,
    larger_number: larger?.ask.k ?? null,
    warning,
    candidates: shown,
    people: people.n,
  }
  return { fitted, selection }
}

/** The numbers beside one above 8 that was asked for, to compare it with. */
function beside(k: number, people: number): number[] {
  const most = Math.min(people, MOST_ASKED)
  return k > MOST_TRIED ? [k - 1, k + 1].filter((near) => near > MOST_TRIED && near <= most) : []
}

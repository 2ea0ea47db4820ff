import { counted } from '../../figures/count.ts'
import { plainNumber } from '../../figures/number.ts'
import { percent, percentReached } from '../../figures/percent.ts'
import { FEWEST_TRIED, MOST_ASKED, MOST_TRIED, SMALLEST_SHARE } from '../limits.ts'
import type { Candidate, Failure, Tried } from './evidence.ts'
import { isAsStable, strongest } from './finest.ts'
import type { Larger } from './larger.ts'

/** All that the sentences are made of. */
export type Choice = {
  method: 'evidence' | 'log10' | 'given'
  chosen: Candidate
  /** The number that was asked for. */
  asked: number | undefined
  tried: readonly Tried[]
  /** People of the cohort, and those that the evidence is counted on. */
  everybody: number
  people: number
  larger: Larger | null
}

/** Why this number, in words: the figures of the number itself, then the failure of one fewer and of one more. */
export function reasonOf(choice: Choice): string {
  const { method, chosen, asked, everybody, larger } = choice
  const facts = chosen.k < 2 ? '' : ` (${factsOf(chosen, choice.people)})`
  const k = counted(chosen.k, 'persona')
  if (method === 'given') {
    if (chosen.k < asked!) return `${k}: ${asked} were asked for, but there are no more different people${facts}.`
    return `${k} because that number was asked for${facts}.`
  }
  if (method === 'log10')
    return `${k} because the cohort has ${plainNumber(everybody)} people: floor(log10), ${FEWEST_TRIED} to ${MOST_TRIED}${facts}.`
  if (larger) return `${moreGroups(larger)} ${capital(k)} are made meanwhile${facts}.`
  if (chosen.distinct) {
    const fits = `${capital(inWords(chosen.k))} personas fit best: each has ${percent(SMALLEST_SHARE)} of the people or more, samples agree on them, and they stand apart${facts}.`
    return [fits, ...besides(choice)].join(' ')
  }
  if (choice.tried.length === 1) return `${k}: there are too few people to try more${facts}.`
  const none = `No number from ${FEWEST_TRIED} to ${choice.tried.at(-1)!.k} gives distinct personas`
  return chosen.k > 2
    ? `${none}, so of those from 3 up that leave no persona under ${percent(SMALLEST_SHARE)} the one that samples agree on most is taken: ${k}${facts}.`
    : `${none}, and from 3 up one would have under ${percent(SMALLEST_SHARE)} of the people, so ${k} are made${facts}.`
}

/** The sentence for a customer whose personas are weak; null where they are distinct. */
export function warningOf({ chosen, method, larger }: Pick<Choice, 'chosen' | 'method' | 'larger'>): string | null {
  if (method === 'evidence' && larger) {
    return `Some of these personas hold several groups: these people fall into ${larger.groups.k}, more than the ${MOST_TRIED} that Moira chooses by itself. Set number_of_clusters to ${larger.ask.k}.`
  }
  if (chosen.distinct) return null
  const fails = chosen.fails.join(', and ')
  if (chosen.k < 2) return `Read this persona as everybody: ${fails}.`
  return `Read these personas as a convenient division, not as natural groups: ${fails}.`
}

function factsOf(chosen: Candidate, people: number): string {
  // Of those fitted on: everybody's shares, leads among them, may differ.
  const smallest = `smallest persona ${percentReached(chosen.smallest_share)} of the ${plainNumber(people)} people fitted on`
  return `stability ${chosen.stability.toFixed(2)}, ${apartness(chosen)}, ${smallest}`
}

/** The measure that the tests looked at: of categories not the gaps between them. */
function apartness({ silhouette_squared_euclidean: silhouette, chance_silhouette: chance, separation }: Candidate) {
  return chance === null
    ? `separation ${separation.toFixed(2)}`
    : `silhouette ${silhouette.toFixed(2)} against ${chance.toFixed(2)} by chance`
}

function moreGroups({ ask, groups, best }: Larger): string {
  const silhouette = (one: Candidate) => `silhouette ${silhouetteOf(one).toFixed(2)}`
  const figures = `${silhouette(groups)} against ${silhouetteOf(best).toFixed(2)} with ${best.k}, stability ${groups.stability.toFixed(2)}, ${apartness(groups)}`
  const beyond = `These people fall into more groups than the ${MOST_TRIED} that Moira chooses by itself`
  return ask.k === groups.k
    ? `${beyond}; ${groups.k} stand apart (${figures}): set number_of_clusters to ${ask.k}.`
    : `${beyond}, and than the ${MOST_ASKED} that can be asked for; ${groups.k} stand apart (${figures}). With ${ask.k} fewer of them are mixed (${silhouette(ask)}): set number_of_clusters to ${ask.k}.`
}

/** Why not one persona fewer, and why not one more. */
function besides({ chosen, tried }: Choice): string[] {
  const fewer = tried.find(({ k }) => k === chosen.k - 1)
  const more = tried.find(({ k }) => k === chosen.k + 1)
  const best = strongest(tried.map(({ candidate }) => candidate)) ?? chosen
  const clauses = [
    ...(fewer ? [`with ${fewer.k}, ${againstFewer(fewer, chosen)}`] : []),
    ...(more ? [`with ${more.k}, ${againstMore(more, best)}`] : []),
  ]
  return clauses.length > 0 ? [`${capital(clauses.join('; '))}.`] : []
}

/** A number that is distinct loses to a larger one that is, too, though it may have the higher silhouette. */
function againstFewer({ candidate: fewer, failure }: Tried, chosen: Candidate): string {
  if (failure) return SHORT[failure](fewer)
  return silhouetteOf(fewer) > silhouetteOf(chosen)
    ? 'they would stand apart a little more, and say less'
    : `they stand less apart (${silhouettes(fewer, chosen)})`
}

/** A larger distinct number loses by the two tests of `finest`: it is less stable than the strongest, or far behind its silhouette. */
function againstMore({ candidate: more, failure }: Tried, best: Candidate): string {
  if (failure) return SHORT[failure](more)
  if (!isAsStable(more, best)) return `groups are less stable (${agreement(more)})`
  return `they stand less apart (${silhouettes(more, best)})`
}

const silhouetteOf = (one: Candidate): number => one.silhouette_squared_euclidean

/** With as many digits as tell the two apart. */
function silhouettes(one: Candidate, other: Candidate): string {
  const texts = (digits: number) => [one, other].map((each) => silhouetteOf(each).toFixed(digits))
  const digits = [2, 3, 4].find((each) => texts(each)[0] !== texts(each)[1]) ?? 4
  return `silhouette ${texts(digits).join(' against ')}`
}

const agreement = ({ stability }: Candidate) => `${Math.floor(stability * 100)} % agreement`

/** Each failure of a number, short. */
const SHORT: Record<Failure, (candidate: Candidate) => string> = {
  small: ({ smallest_share }) => `one has only ${percentReached(smallest_share)} of the people`,
  unstable: (candidate) => `groups are not stable (${agreement(candidate)})`,
  joined: ({ separation }) => `a crowd that hangs together is cut (separation ${separation.toFixed(2)})`,
  further: () => 'still more would stand apart better',
  unrelated: () => 'the traits hardly go together',
  single: () => 'nobody is told apart',
}

const WORDS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ')
const inWords = (k: number) => WORDS[k - 1] ?? String(k)
const capital = (words: string) => words[0]!.toUpperCase() + words.slice(1)
